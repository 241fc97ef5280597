import { describe, expect, it } from 'vitest';
import { ChunkedBody } from './chunked-body.ts';

/** The body, and what of the bytes did not belong to it; read in pieces of so many bytes. */
function read(
  text: string,
  step = Number.POSITIVE_INFINITY,
): { body: string; rest: string } | 'malformed' | 'incomplete' {
  const bytes = Buffer.from(text, 'latin1');
  const chunked = new ChunkedBody();
  chunked.begin(1000);
  let body = '';
  const sink = {
    onBody: (from: Buffer, start: number, end: number) => {
      body += from.toString('latin1', start, end);
      return true;
    },
  };
  for (let start = 0; start < bytes.length; ) {
    const end = Math.min(bytes.length, start + step);
    const next = chunked.read(bytes, start, end, sink);
    if (next === ChunkedBody.MALFORMED) return 'malformed';
    if (chunked.done) return { body, rest: bytes.toString('latin1', next) };
    start = next;
  }
  return 'incomplete';
}

const GOOD: readonly [text: string, body: string, rest?: string][] = [
  ['0\r\n\r\n', ''],
  ['5\r\nhello\r\n0\r\n\r\n', 'hello'],
  ['5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n', 'hello world'],
  ['A\r\n0123456789\r\n0\r\n\r\n', '0123456789'],
  ['a\r\n0123456789\r\n00\r\n\r\n', '0123456789'],
  ['005\r\nhello\r\n0\r\n\r\n', 'hello'],
  ['5;name=value\r\nhello\r\n0;last\r\n\r\n', 'hello'],
  ['5;q="a;b\x80"\r\nhello\r\n0\r\n\r\n', 'hello'],
  ['5 \r\nhello\r\n0\t\r\n\r\n', 'hello'],
  ['5\nhello\n0\n\n', 'hello'],
  ['2\r\n\r\n\r\n0\r\n\r\n', '\r\n'],
  ['5\r\nhello\r\n0\r\nx-checksum: 17\r\ny: 2\r\n\r\n', 'hello'],
  ['5\r\nhello\r\n0\r\n\r\nHTTP/1.1 200', 'hello', 'HTTP/1.1 200'],
];

const BAD = [
  '\r\n',
  'x\r\n',
  '-1\r\n',
  '0x5\r\nhello\r\n0\r\n\r\n',
  '5\r\nhelloo\r\n0\r\n\r\n',
  '5\r\nhello\rx0\r\n\r\n',
  '5\rxhello\r\n0\r\n\r\n',
  '5;a\rxhello\r\n0\r\n\r\n',
  '5\r\nhello0\r\n\r\n',
  '0\r\n\rx',
  ';\r\n',
  'ffffffffffffffff\r\n',
  '00000000000000001\r\n',
  `5;${'x'.repeat(5000)}\r\nhello\r\n0\r\n\r\n`,
  `0\r\n${'x: y\r\n'.repeat(300)}\r\n`,
];

describe('ChunkedBody', () => {
  it.each(GOOD)('reads %j', (text, body, rest = '') => {
    for (const step of [Number.POSITIVE_INFINITY, 1, 2, 3, 7]) {
      expect(read(text, step)).toEqual({ body, rest });
    }
  });

  it.each(BAD.map((text) => [text.length > 40 ? `${text.slice(0, 40)}…` : text, text]))(
    'refuses %j',
    (_shown, text) => {
      expect(read(text)).toBe('malformed');
      expect(read(text, 1)).toBe('malformed');
    },
  );

  it('is incomplete at every cut', () => {
    const text = '5;x\r\nhello\r\n0\r\nx: y\r\n\r\n';
    for (let cut = 0; cut < text.length; cut++) expect(read(text.slice(0, cut))).toBe('incomplete');
  });

  it('stops where the taker wants no more', () => {
    const chunked = new ChunkedBody();
    chunked.begin(100);
    const bytes = Buffer.from('5\r\nhello\r\n0\r\n\r\n');
    expect(chunked.read(bytes, 0, bytes.length, { onBody: () => false })).toBe(ChunkedBody.REFUSED);
  });

  it('begins anew', () => {
    const chunked = new ChunkedBody();
    const bytes = Buffer.from('3\r\nabc\r\n0\r\n\r\n');
    for (let round = 0; round < 2; round++) {
      chunked.begin(100);
      expect(chunked.read(bytes, 0, bytes.length, { onBody: () => true })).toBe(bytes.length);
      expect(chunked.done).toBe(true);
    }
  });
});
