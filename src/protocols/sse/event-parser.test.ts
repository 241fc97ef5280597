import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventParser } from './event-parser.ts';

type Parsed = [event: string, data: string, id: string];

/** What comes out for bytes that come in these pieces, each somewhere in a larger buffer full of line feeds. */
function parsed(pieces: readonly (string | Uint8Array)[], maxBytes = 10_000) {
  const events: Parsed[] = [];
  const parser = new EventParser(maxBytes, (...event) => events.push(event));
  let ok = true;
  for (const piece of pieces) {
    const bytes = Buffer.from(piece as string);
    const buffer = Buffer.concat([Buffer.from('\n\n\r'), bytes, Buffer.from('\n\n')]);
    ok = ok && parser.read(buffer, 3, 3 + bytes.length);
  }
  return { events, ok, lastEventId: parser.lastEventId, retryMs: parser.retryMs };
}

/** The specification's own words (WHATWG HTML, 9.2.6) over the whole text at once. */
function reference(bytes: Uint8Array): Parsed[] {
  const lines = new TextDecoder('utf-8').decode(bytes).split(/\r\n|\n|\r/);
  lines.pop();
  const events: Parsed[] = [];
  const buffers = new Map<string, string>();
  const get = (field: string) => buffers.get(field) ?? '';
  const dispatch = () => {
    if (get('data') !== '') events.push([get('event') || 'message', get('data').slice(0, -1), get('id')]);
    buffers.delete('data');
    buffers.delete('event');
  };
  const take = ([field, value]: [name: string, value: string]) => {
    if (field === 'id' && value.includes('\0')) return;
    buffers.set(field, field === 'data' ? `${get('data')}${value}\n` : value);
  };
  for (const line of lines) {
    if (line === '') dispatch();
    else take(fieldOf(line));
  }
  return events;
}

function fieldOf(line: string): [name: string, value: string] {
  const colon = line.indexOf(':');
  if (colon < 0) return [line, ''];
  const rest = line.slice(colon + 1);
  return [line.slice(0, colon), rest.startsWith(' ') ? rest.slice(1) : rest];
}

describe('an event stream', () => {
  it.each<[string, string, Parsed[]]>([
    ['has data lines joined', 'data: YHOO\ndata: +2\ndata: 10\n\n', [['message', 'YHOO\n+2\n10', '']]],
    [
      'has ids that last, and an empty one that ends them',
      ': test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n',
      [
        ['message', 'first event', '1'],
        ['message', 'second event', ''],
        ['message', ' third event', ''],
      ],
    ],
    [
      'has events without text, and no unfinished one',
      'data\n\ndata\ndata\n\ndata:',
      [
        ['message', '', ''],
        ['message', '\n', ''],
      ],
    ],
    [
      'drops one space after the colon',
      'data:test\n\ndata: test\n\n',
      [
        ['message', 'test', ''],
        ['message', 'test', ''],
      ],
    ],
    [
      'has names that hold for one event',
      'event: add\ndata: 1\n\ndata: 2\n\n',
      [
        ['add', '1', ''],
        ['message', '2', ''],
      ],
    ],
    ['has no event without data', 'event: add\nid: 7\n\n', []],
    ['passes over other fields', 'foo: 1\ndatum: 2\ndata : 3\ndata: 4\nDATA: 5\n\n', [['message', '4', '']]],
    ['ignores an id with NUL', 'id: 1\n\nid: a\0b\ndata: x\n\n', [['message', 'x', '1']]],
    ['begins with one byte order mark at most', '\ufeffdata: 1\n\n\ufeffdata: 2\n\n', [['message', '1', '']]],
    [
      'ends lines with CR, LF and CRLF',
      'data: 1\rdata: 2\r\ndata: 3\n\rdata: 4\r\r',
      [
        ['message', '1\n2\n3', ''],
        ['message', '4', ''],
      ],
    ],
    ['is UTF-8, broken bytes replaced', 'data: é€😀\n\n', [['message', 'é€😀', '']]],
  ])('%s', (_what, text, events) => {
    const bytes = Buffer.from(text);
    expect(parsed([bytes]).events).toEqual(events);
    expect(parsed([...bytes].map((byte) => Uint8Array.of(byte))).events).toEqual(events);
    expect(reference(bytes)).toEqual(events);
  });

  it('sets the pause before a reconnect with digits alone', () => {
    expect(parsed(['retry: 250\n\n']).retryMs).toBe(250);
    expect(parsed(['retry: 1e3\nretry: -5\nretry:\nretry: 3 \n\n']).retryMs).toBeUndefined();
  });

  it('gives the same events as the specification, wherever its bytes are cut', () => {
    const word = fc.constantFrom(
      'data',
      'data:',
      'data: ',
      'event:',
      'id:',
      'id',
      'retry: 1',
      ':',
      'x',
      ' ',
      '\0',
      'é',
      '😀',
      '\ufeff',
    );
    const broken = fc.constantFrom(
      Uint8Array.of(0xe2, 0x82),
      Uint8Array.of(0xff),
      Uint8Array.of(0xf0, 0x9f, 0x98),
      Uint8Array.of(0xef, 0xbb),
    );
    const end = fc.constantFrom('\n', '\r', '\r\n', '\n\n', '\r\r\n');
    const part = fc.oneof(
      { weight: 4, arbitrary: word },
      { weight: 4, arbitrary: end },
      { weight: 1, arbitrary: broken },
    );
    const stream = fc
      .array(part, { maxLength: 60 })
      .map((parts) => Buffer.concat(parts.map((each) => Buffer.from(each as string))));
    fc.assert(
      fc.property(stream, fc.array(fc.nat({ max: 400 }), { maxLength: 12 }), (bytes, cuts) => {
        const at = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b), bytes.length];
        const pieces = at.slice(1).map((end, index) => bytes.subarray(at[index], end));
        expect(parsed(pieces).events).toEqual(reference(bytes));
      }),
      { numRuns: 2000 },
    );
  });

  it('is given up when a line or an event is too large, before it is kept', () => {
    const max = 1000;
    const line = 'x'.repeat(max + 1);
    expect(parsed([`data: ${line}`], max).ok).toBe(false);
    expect(parsed([`data: ${line}\n\n`], max).ok).toBe(false);
    expect(parsed([`:${line}`], max).ok).toBe(false);
    expect(
      parsed(
        Array.from({ length: 50 }, () => 'data: 30 characters or a bit more\n'),
        max,
      ).ok,
    ).toBe(false);
    expect(
      parsed(
        Array.from({ length: 5000 }, () => 'x'),
        max,
      ).ok,
    ).toBe(false);
  });

  it('may go on for ever, with comments, as long as each event is small', () => {
    const { ok, events } = parsed(
      Array.from({ length: 500 }, () => ': alive\ndata: 1\n\n: a\r\r'),
      100,
    );
    expect([ok, events.length]).toEqual([true, 500]);
    expect(
      parsed(
        Array.from({ length: 500 }, () => ': alive\n'),
        100,
      ).ok,
    ).toBe(true);
  });

  it('costs no more when a long line comes byte by byte', () => {
    const parser = new EventParser(1 << 20, () => {});
    let ok = true;
    for (let count = 0; count < 500_000; count++) ok = parser.read(Buffer.from('a'), 0, 1) && ok;
    expect(ok).toBe(true);
  });
});
