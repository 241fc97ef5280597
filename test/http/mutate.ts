import type { SeededRandom } from '../../src/load/random.ts';

/** Responses to start from, one for each thing that the client reads differently. */
const CORPUS: readonly string[] = [
  'HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nhello world',
  'HTTP/1.1 200 OK\r\nServer: x\r\nDate: Mon, 01 Jan 2026 00:00:00 GMT\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok',
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;a=b\r\n world\r\n0\r\n\r\n',
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\nTrailer: x\r\n\r\nff\r\nshort\r\n0\r\nx: y\r\n\r\n',
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n1\r\nb\r\n1\r\nc\r\n00\r\nx: 1\r\ny: 2\r\n\r\n',
  'HTTP/1.0 200 OK\r\n\r\nuntil the end',
  'HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 3\r\n\r\nold',
  'HTTP/1.1 204 No Content\r\n\r\n',
  'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\nContent-Length: 100\r\n\r\n',
  'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx',
  'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n\x81\x05hello',
  'HTTP/1.1 302 Found\r\nLocation: /next?a=1\r\nContent-Length: 0\r\n\r\n',
  'HTTP/1.1 301 Moved\r\nLocation: http://other.test:8080/x\r\nSet-Cookie: a=b; Path=/\r\nContent-Length: 4\r\n\r\ngone',
  'HTTP/1.1 307 Temporary\r\nLocation: //[::1]:99/\r\nConnection: close\r\nContent-Length: 0\r\n\r\n',
  'HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Digest realm="r", nonce="n", qop="auth", algorithm=SHA-256\r\nContent-Length: 0\r\n\r\n',
  'HTTP/1.1 200 OK\r\nSet-Cookie: sid=17; Max-Age=60; Secure; HttpOnly\r\nSet-Cookie: b=2\r\nContent-Length: 0\r\n\r\n',
  'HTTP/1.1 200 OK\r\nKeep-Alive: timeout=5, max=100\r\nX-Folded: a\r\n b\r\nContent-Length:\r\n 2\r\n\r\nok',
  'HTTP/1.1 503 Unavailable\r\nRetry-After: 1\r\nContent-Type: text/html\r\nContent-Length: 9\r\n\r\n<p>no</p>',
  'HTTP/1.1 200 OK\nContent-Length: 2\n\nok',
  'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhelloHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbye',
];

const NUMBERS = ['0', '-1', '1', '65536', '99999999999', '9'.repeat(40), '0x10', '1e9', '', ' 5 ', 'ffffffffffffffff'];
const WORDS = [
  '\r\n',
  '\n',
  '\r',
  '\r\n\r\n',
  ':',
  ' ',
  '\t',
  '\0',
  '\x7f',
  '\xff',
  'chunked',
  'close',
  'HTTP/1.1 ',
  ';',
];
const LINES = [
  'Content-Length: 5\r\n',
  'Content-Length: 6\r\n',
  'Transfer-Encoding: chunked\r\n',
  'Connection: close\r\n',
  'Location: /\r\n',
  ' folded\r\n',
  'Set-Cookie: =\r\n',
];

/** A response of the corpus, damaged a few times. */
export function mutated(random: SeededRandom): string {
  let text = random.pick(CORPUS);
  for (let left = random.int(0, 3); left > 0; left--) text = damaged(text, random);
  return text;
}

type Damage = (text: string, at: number, random: SeededRandom) => string;

const DAMAGES: readonly Damage[] = [
  (text, at, random) => text.slice(0, at) + String.fromCharCode(random.int(0, 255)) + text.slice(at + 1),
  (text, at) => text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ 0x20) + text.slice(at + 1),
  (text, at, random) => text.slice(0, at) + text.slice(at + random.int(1, 8)),
  (text, at, random) => text.slice(0, at) + random.pick(WORDS) + text.slice(at),
  (text, at, random) => text.slice(0, at + random.int(1, 40)) + text.slice(at),
  (text, at) => text.slice(0, at),
  (text, at, random) => text.slice(0, at) + random.pick(CORPUS).slice(random.int(0, 30)),
  (text, _at, random) => text.replace(/\d+/g, (digits) => (random.next() < 0.3 ? random.pick(NUMBERS) : digits)),
  (text, _at, random) => text.replace(/\r\n/, () => `\r\n${random.pick(LINES)}`),
  (text, _at, random) => text.replace(/\r\n/g, (end) => (random.next() < 0.2 ? '\n' : end)),
  (text, at, random) => text.slice(0, at) + text.charAt(at).repeat(random.int(2, 3000)) + text.slice(at),
];

function damaged(text: string, random: SeededRandom): string {
  return random
    .pick(DAMAGES)(text, random.int(0, Math.max(0, text.length - 1)), random)
    .slice(0, 20_000);
}
