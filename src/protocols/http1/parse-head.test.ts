import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Head, INCOMPLETE, MALFORMED, parseHead } from './parse-head.ts';

function read(text: string): { end: number; head: Head } {
  const bytes = Buffer.from(text, 'latin1');
  const head = new Head();
  return { end: parseHead(bytes, 0, bytes.length, head), head };
}

function headOf(lines: string): Partial<Head> {
  const text = `HTTP/1.1 200 OK\r\n${lines}\r\n`;
  const { end, head } = read(text);
  expect(end).toBe(text.length);
  return head;
}

const MALFORMED_HEADS: readonly [what: string, text: string][] = [
  ['another protocol', 'SSH-2.0-OpenSSH_9.6\r\n\r\n'],
  ['HTTP/2', 'HTTP/2 200 OK\r\n\r\n'],
  ['no version', 'HTTP 200 OK\r\n\r\n'],
  ['a version without a digit', 'HTTP/1.x 200 OK\r\n\r\n'],
  ['a status of two digits', 'HTTP/1.1 20 OK\r\n\r\n'],
  ['a status of four digits', 'HTTP/1.1 2000 OK\r\n\r\n'],
  ['a status below 100', 'HTTP/1.1 099 OK\r\n\r\n'],
  ['letters for a status', 'HTTP/1.1 abc OK\r\n\r\n'],
  ['a line cut off before the status', 'HTTP/1.1\r\n\r\n'],
  ['two spaces before the status', 'HTTP/1.1  200 OK\r\n\r\n'],
  ['a NUL in the reason', 'HTTP/1.1 200 O\0K\r\n\r\n'],
  ['a lone CR in the reason', 'HTTP/1.1 200 O\rK\r\n\r\n'],
  ['a header without a colon', 'HTTP/1.1 200 OK\r\nserver\r\n\r\n'],
  ['a header without a name', 'HTTP/1.1 200 OK\r\n: x\r\n\r\n'],
  ['a blank before the colon', 'HTTP/1.1 200 OK\r\ncontent-length : 1\r\n\r\n'],
  ['a blank in a name', 'HTTP/1.1 200 OK\r\nset cookie: 1\r\n\r\n'],
  ['a NUL in a value', 'HTTP/1.1 200 OK\r\nx: a\0b\r\n\r\n'],
  ['a lone CR in a value', 'HTTP/1.1 200 OK\r\nx: a\rb\r\n\r\n'],
  ['a CR without LF at the end', 'HTTP/1.1 200 OK\r\nx: a\r\n\rx'],
  ['a folded line with nothing to continue', 'HTTP/1.1 200 OK\r\n x: 1\r\n\r\n'],
  ['a length that is no number', 'HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\n'],
  ['an empty length', 'HTTP/1.1 200 OK\r\ncontent-length:\r\n\r\n'],
  ['a negative length', 'HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n'],
  ['a signed length', 'HTTP/1.1 200 OK\r\ncontent-length: +1\r\n\r\n'],
  ['a hexadecimal length', 'HTTP/1.1 200 OK\r\ncontent-length: 0x10\r\n\r\n'],
  ['a length with a fraction', 'HTTP/1.1 200 OK\r\ncontent-length: 1.5\r\n\r\n'],
  ['a length beyond all numbers', `HTTP/1.1 200 OK\r\ncontent-length: ${'9'.repeat(30)}\r\n\r\n`],
  ['two lengths that differ', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n'],
  ['a list of lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 1, 1\r\n\r\n'],
  ['a length folded into two', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\n 2\r\n\r\n'],
  ['a coding after chunked', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked, gzip\r\n\r\n'],
  ['chunked twice', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\n'],
];

describe('parseHead', () => {
  it('reads status and version', () => {
    expect(read('HTTP/1.1 404 Not Found\r\n\r\n')).toMatchObject({ end: 26, head: { status: 404, minor: 1 } });
    expect(read('HTTP/1.0 200\r\n\r\n')).toMatchObject({ end: 16, head: { status: 200, minor: 0 } });
    expect(read('HTTP/1.1 999 \r\n\r\n')).toMatchObject({ end: 17, head: { status: 999 } });
  });

  it('takes a bare LF for the end of a line', () => {
    expect(read('HTTP/1.1 200\ncontent-length: 3\n\n')).toMatchObject({ end: 32, head: { contentLength: 3 } });
  });

  it.each([
    ['content-length: 17\r\n', { contentLength: 17 }],
    ['CONTENT-LENGTH:17\r\n', { contentLength: 17 }],
    ['Content-Length: \t 17 \t\r\n', { contentLength: 17 }],
    ['content-length: 17\r\ncontent-length: 17\r\n', { contentLength: 17 }],
    ['content-length:\r\n 17\r\n', { contentLength: 17 }],
    ['content-lengthy: x\r\n', { contentLength: -1 }],
    ['transfer-encoding: chunked\r\n', { transferEncoding: true, chunked: true }],
    ['Transfer-Encoding: gzip, Chunked\r\n', { transferEncoding: true, chunked: true }],
    ['transfer-encoding: gzip\r\ntransfer-encoding: chunked\r\n', { transferEncoding: true, chunked: true }],
    ['transfer-encoding:\r\n\tchunked\r\n', { transferEncoding: true, chunked: true }],
    ['transfer-encoding: identity\r\n', { transferEncoding: true, chunked: false }],
    ['connection: close\r\n', { close: true, keepAlive: false }],
    ['Connection: Keep-Alive\r\n', { close: false, keepAlive: true }],
    ['connection: upgrade, close\r\n', { close: true }],
    ['connection: x\r\nconnection: close\r\n', { close: true }],
    ['connection: closed\r\n', { close: false }],
    ['keep-alive: timeout=5\r\n', { keepAliveSeconds: 5 }],
    ['Keep-Alive: max=100, Timeout=15\r\n', { keepAliveSeconds: 15 }],
    ['keep-alive: timeout=\r\n', { keepAliveSeconds: -1 }],
    ['keep-alive: 300\r\n', { keepAliveSeconds: -1 }],
    ['set-cookie: a=1\r\n', { setCookie: true }],
    ['location: /there\r\n', { location: true }],
    ['www-authenticate: Digest realm="x"\r\n', { challenge: true }],
    ['x-custom: a\r\n b\r\nlocation: /\r\n', { location: true }],
    ['x-empty:\r\n', { contentLength: -1 }],
  ])('reads %j', (lines, expected) => {
    expect(headOf(lines)).toMatchObject(expected);
  });

  it.each(MALFORMED_HEADS)('refuses %s', (_what, text) => {
    expect(read(text).end).toBe(MALFORMED);
  });

  it('forgets the head it read before', () => {
    const head = new Head();
    const first = Buffer.from('HTTP/1.0 200\r\nconnection: close\r\ncontent-length: 4\r\nset-cookie: a\r\n\r\n');
    const second = Buffer.from('HTTP/1.1 200\r\n\r\n');
    parseHead(first, 0, first.length, head);
    parseHead(second, 0, second.length, head);
    expect(head).toEqual(Object.assign(new Head(), { status: 200 }));
  });

  it('is incomplete at every cut of a good head, and the same from any place in a buffer', () => {
    const text = 'HTTP/1.1 200 OK\r\nServer: x\r\nContent-Length: 12\r\nConnection: close\r\n\r\n';
    for (let cut = 0; cut < text.length; cut++) expect(read(text.slice(0, cut)).end).toBe(INCOMPLETE);
    const padded = Buffer.from(`xxxx${text}HTTP/1.1 500`);
    const head = new Head();
    expect(parseHead(padded, 4, padded.length, head)).toBe(4 + text.length);
    expect(head).toMatchObject({ status: 200, contentLength: 12, close: true });
  });

  it('says of a beginning nothing that the whole contradicts', () => {
    const line = fc.stringMatching(/^[a-zA-Z-]{1,18}:[ -~]{0,20}$/);
    fc.assert(
      fc.property(fc.array(line, { maxLength: 5 }), fc.nat(), (lines, seed) => {
        const text = `HTTP/1.1 200 OK\r\n${lines.map((each) => `${each}\r\n`).join('')}\r\n`;
        const whole = read(text).end;
        const part = read(text.slice(0, seed % text.length)).end;
        expect(part === INCOMPLETE || part === whole).toBe(true);
      }),
    );
  });
});
