import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeClient } from '../../../test/http/fake-client.ts';
import type { FakeWire } from '../../../test/http/fake-dial.ts';
import { HttpResponse } from '../http/response.ts';
import type { BodyTaker } from '../http/stream-exchange.ts';
import { EventParser } from './event-parser.ts';

const text = 'id: 1\ndata: é€\n\n: comment\r\nevent: b\rdata: 2\r\n\r\ndata\n\nretry: 5\ndata: half';
const EVENTS = ['message é€ 1', 'b 2 1', 'message  1'];

/** The body as chunks of these sizes, as it stands, or with its length. */
function response(framing: 'chunked' | 'length' | 'close', sizes: readonly number[]): Buffer {
  const body = Buffer.from(text);
  const head = 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n';
  if (framing === 'close') return Buffer.concat([Buffer.from(`${head}\r\n`), body]);
  if (framing === 'length') return Buffer.concat([Buffer.from(`${head}content-length: ${body.length}\r\n\r\n`), body]);
  const parts = [Buffer.from(`${head}transfer-encoding: chunked\r\n\r\n`)];
  let at = 0;
  for (const size of [...sizes, body.length]) {
    const piece = body.subarray(at, at + size);
    at += piece.length;
    if (piece.length > 0) parts.push(Buffer.from(`${piece.length.toString(16)};x\r\n`), piece, Buffer.from('\r\n'));
  }
  return Buffer.concat([...parts, Buffer.from('0\r\na: b\r\n\r\n')]);
}

/** Reads a response in these pieces, closing the stream in the middle of handing out its event number `closeAt`. */
function played(bytes: Buffer, cuts: readonly number[], closeAt = Number.POSITIVE_INFINITY) {
  const client = new FakeClient();
  const told: string[] = [];
  const arrived: string[] = [];
  const parser = new EventParser(1000, (event, data, id) => arrived.push(`${event} ${data} ${id}`));
  const taker: BodyTaker = {
    wants: (status) => (status === 200 ? true : undefined),
    opened: (answer) => told.push(`opened ${answer instanceof HttpResponse && answer.status}`),
    take: (piece, start, end) => (parser.read(piece, start, end) ? undefined : 'too large'),
    act: () => {
      for (const event of arrived.splice(0)) {
        if (told.includes('closed')) return;
        told.push(event);
        if (told.length - 1 === closeAt) {
          stream.close();
          told.push('closed');
        }
      }
    },
    over: (error) => told.push(`over ${error ?? 'complete'}`),
    dropped: () => told.push('dropped'),
  };
  const request = client.prepare({ keep: 'head' });
  const stream = client.session.stream(request, {
    dueUs: Number.NaN,
    idleMs: 0,
    taker,
    onDone: () => told.push('done'),
  });
  const wire: FakeWire = client.open();
  const at = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b), bytes.length];
  for (const [index, end] of at.slice(1).entries())
    if (end > (at[index] ?? 0)) wire.read(bytes.subarray(at[index], end));
  return { told, wire, client };
}

const framing = fc.constantFrom<'chunked' | 'length' | 'close'>('chunked', 'length', 'close');
const numbers = fc.array(fc.nat({ max: 300 }), { maxLength: 12 });

describe('an event stream, wherever chunks and reads cut it,', () => {
  it('gives the same events, and ends once', () => {
    fc.assert(
      fc.property(framing, numbers, numbers, (how, sizes, cuts) => {
        const { told, wire, client } = played(response(how, sizes), cuts);
        if (how === 'close') wire.handlers.ended();
        expect(told).toEqual(['opened 200', ...EVENTS, 'over complete']);
        expect([wire.destroyed, client.measured().counter('http_reqs')]).toEqual([true, 1]);
      }),
      { numRuns: 500 },
    );
  });

  it('may be closed at any event, and tells nothing more', () => {
    fc.assert(
      fc.property(framing, numbers, numbers, (how, sizes, cuts) => {
        for (const closeAt of [1, 2, 3]) {
          const { told, wire } = played(response(how, sizes), cuts, closeAt);
          wire.handlers.ended();
          expect(told).toEqual(['opened 200', ...EVENTS.slice(0, closeAt), 'closed']);
          expect(wire.destroyed).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('may be damaged anywhere, and still ends once at most', () => {
    fc.assert(
      fc.property(framing, numbers, fc.nat({ max: 400 }), fc.nat({ max: 255 }), (...[how, cuts, place, byte]) => {
        const bytes = response(how, [3, 10]);
        bytes[place % bytes.length] = byte;
        const { told, wire } = played(bytes, cuts);
        wire.handlers.ended();
        const ends = told.filter((each) => each === 'done' || each.startsWith('over'));
        expect(ends).toHaveLength(1);
        expect(told.at(-1)).toBe(ends[0]);
      }),
      { numRuns: 1000 },
    );
  });
});
