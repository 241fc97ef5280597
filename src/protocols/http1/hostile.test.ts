import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { TestClient, type TestClientOptions, told } from '../../../test/http/test-client.ts';
import { type RawPeer, type RawServer, rawServer } from '../../../test/servers/raw-server.ts';
import type { RequestInput } from '../http/request.ts';

const opened: { close(): void }[] = [];
afterEach(() => {
  for (const each of opened.splice(0)) each.close();
});

/** A server that does something once a request has come whole. */
async function server(act: (peer: RawPeer) => void, onConnection?: (peer: RawPeer) => void): Promise<RawServer> {
  const acted = new WeakSet<RawPeer>();
  const made = await rawServer(
    (peer) => {
      if (acted.has(peer) || !peer.received.includes('\r\n\r\n')) return;
      acted.add(peer);
      act(peer);
    },
    { onConnection },
  );
  opened.push(made);
  return made;
}

const TIMEOUTS = { connectTimeoutMs: 1000, firstByteTimeoutMs: 150, timeoutMs: 300, maxHeaderBytes: 2000 };

/** What comes of one request, and that exactly one thing was measured. */
async function outcome(
  url: string,
  options: TestClientOptions = {},
  input: Partial<RequestInput> = {},
): Promise<string> {
  const client = new TestClient(url, { ...TIMEOUTS, ...options });
  opened.push(client);
  const response = await client.send(input);
  await new Promise((resolve) => setTimeout(resolve, 10));
  const measured = client.measured();
  const failed = response.error === undefined ? 0 : 1;
  expect([measured.counter('http_reqs'), measured.rate('http_req_failed')]).toEqual([1, [failed, 1]]);
  expect(measured.trend('response_time').count).toBe(1);
  return response.errorText === undefined ? told(response) : `${response.error}: ${response.errorText}`;
}

/** Writes a text without end, in pieces large enough not to keep the thread busy. */
function repeat(peer: RawPeer, text: string): void {
  const piece = text.repeat(Math.ceil(16_384 / text.length));
  const more = () => {
    if (!peer.socket.destroyed) peer.socket.write(piece, () => setImmediate(more));
  };
  more();
}

function drip(peer: RawPeer, text: string, everyMs: number): void {
  let position = 0;
  const timer = setInterval(() => {
    if (peer.socket.destroyed || position >= text.length) clearInterval(timer);
    else peer.socket.write(text.charAt(position++));
  }, everyMs);
  peer.socket.on('close', () => clearInterval(timer));
}

const HEAD = 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n';
const STAGES: readonly [stage: string, sent: string][] = [
  ['before the head', ''],
  ['within the status line', 'HTTP/1.1 20'],
  ['within the headers', 'HTTP/1.1 200 OK\r\ncontent-le'],
  ['before the body', HEAD],
  ['within the body', `${HEAD}12345`],
  ['within a chunk', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nab'],
  ['before the last chunk', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n'],
  ['within the trailer', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\nx: y'],
];

describe.each(STAGES)('a server that, %s,', (_stage, sent) => {
  it('stalls, times out', async () => {
    const { url } = await server(({ socket }) => socket.write(sent));
    const words = sent === '' ? 'no first byte within 150 ms' : 'no complete response within 300 ms';
    expect(await outcome(url)).toBe(`timeout: ${words}`);
  });

  it('resets, is a reset', async () => {
    const { url } = await server(({ socket }) => {
      socket.write(sent, () => setTimeout(() => socket.resetAndDestroy(), 5));
    });
    expect(await outcome(url)).toBe('reset: read ECONNRESET');
  });

  it('closes, is closed', async () => {
    const { url } = await server(({ socket }) => socket.end(sent));
    expect(await outcome(url)).toMatch(
      /^closed: the (connection was closed before a response came|response was cut short)/,
    );
  });
});

describe('a server that', () => {
  it('never accepts is a timeout of connecting, or refused', async () => {
    // A backlog that is full: connections beyond it are never accepted.
    const outcomeOf = await outcome('http://192.0.2.1:9', { connectTimeoutMs: 150, timeoutMs: 3000 });
    expect(outcomeOf).toMatch(/^(timeout: no connection within 150 ms|refused: |blocked: )/);
  });

  it('drips its head or its body times out in all', async () => {
    for (const text of [`HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(100)}`, `${HEAD}123456789`]) {
      const { url } = await server((peer) => drip(peer, text, text.startsWith(HEAD) ? 8 : 20));
      expect(await outcome(url)).toBe('timeout: no complete response within 300 ms');
    }
  });

  it('drips fast enough is read', async () => {
    const { url } = await server((peer) => drip(peer, `${HEAD}0123456789`, 1));
    expect(await outcome(url, { timeoutMs: 3000, firstByteTimeoutMs: 3000 })).toBe('200 0123456789');
  });

  it('closes or resets as soon as it is connected to', async () => {
    const closing = await server(
      () => {},
      ({ socket }) => socket.end(),
    );
    expect(await outcome(closing.url)).toMatch(/^(closed|reset): /);
    const resetting = await server(
      () => {},
      ({ socket }) => socket.resetAndDestroy(),
    );
    expect(await outcome(resetting.url)).toMatch(/^(reset|closed): /);
  });

  it('sends headers without end is too large', async () => {
    const { url } = await server((peer) => {
      peer.socket.write('HTTP/1.1 200 OK\r\n');
      repeat(peer, 'x-more: of the same\r\n');
    });
    expect(await outcome(url)).toBe("too-large: the response's head is larger than 2000 bytes");
  });

  it('sends one header line without end is too large', async () => {
    const { url } = await server((peer) => {
      peer.socket.write('HTTP/1.1 200 OK\r\nx: ');
      repeat(peer, 'y'.repeat(1000));
    });
    expect(await outcome(url)).toMatch(/^too-large: /);
  });

  it('sends interim responses without end is malformed', async () => {
    const { url } = await server((peer) => repeat(peer, 'HTTP/1.1 102 Processing\r\n\r\n'));
    expect(await outcome(url)).toBe('malformed: more than 100 interim responses');
  });

  it('sends a chunk extension or a trailer without end is malformed', async () => {
    for (const start of ['5;', '0\r\n']) {
      const { url } = await server((peer) => {
        peer.socket.write(`HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${start}`);
        repeat(peer, 'x: y; ');
      });
      expect(await outcome(url)).toBe('malformed: the chunked body is broken');
    }
  });

  it('sends a body without end times out, and is too large where it is kept', async () => {
    for (const head of ['HTTP/1.1 200 OK\r\n\r\n', 'HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n']) {
      const { url } = await server((peer) => {
        peer.socket.write(head);
        repeat(peer, 'z'.repeat(10_000));
      });
      expect(await outcome(url, { maxBodyBytes: 100_000 })).toBe(
        "too-large: the response's body is larger than 100000 bytes",
      );
      const client = new TestClient(url, { ...TIMEOUTS });
      opened.push(client);
      const response = await new Promise<string>((resolve) => {
        const request = client.shard.prepare({ method: 'GET', url: '/', scenario: '', group: '', keep: 'status' });
        client.session.send({ ...request, keep: 'status' }, Number.NaN, (each) => resolve(told(each)));
      });
      expect(response).toBe('timeout');
    }
  });

  it('sends many tiny chunks costs the memory of the body, not of its pieces', async () => {
    const chunks = `${'1\r\nx\r\n'.repeat(10_000)}`;
    const { url } = await server((peer) => {
      peer.socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n');
      for (let index = 0; index < 20; index++) peer.socket.write(chunks);
      peer.socket.write('0\r\n\r\n');
    });
    expect(await outcome(url, { timeoutMs: 5000 })).toBe(`200 ${'x'.repeat(200_000)}`);
  });

  it('sends a gzip bomb does not fill the memory', async () => {
    const bomb = gzipSync(Buffer.alloc(20_000_000));
    const { url } = await server(({ socket }) => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${bomb.length}\r\n\r\n`);
      socket.write(bomb);
    });
    const client = new TestClient(url, { ...TIMEOUTS, timeoutMs: 3000, maxBodyBytes: 1_000_000 });
    opened.push(client);
    const response = await client.get('/');
    expect(response.status).toBe(200);
    expect(() => response.bytes()).toThrow('larger than 1000000 bytes');
  });

  it.each([
    ['garbage', '\x16\x03\x01\x02\x00 garbage \xff\xfe'],
    ['a greeting of another protocol', '220 mail.test ESMTP\r\n'],
    ['HTML without a head', '<html><body>hello</body></html>'],
    ['HTTP/2 settings', '\x00\x00\x12\x04\x00\x00\x00\x00\x00'],
    ['both lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n'],
  ])('answers with %s is malformed', async (_what, text) => {
    const { url } = await server(({ socket }) => socket.write(text, 'latin1'));
    expect(await outcome(url)).toMatch(/^malformed: /);
  });

  it('says less than it sends is read as it says, and its connection is not used again', async () => {
    const { url, peers } = await server(({ socket }) =>
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\n0123456789'),
    );
    expect(await outcome(url)).toBe('200 012');
    expect(peers.length).toBe(1);
  });

  it('answers twice gives the second answer to nobody', async () => {
    let count = 0;
    const made = await rawServer((peer) => {
      if (!peer.received.includes('\r\n\r\n')) return;
      peer.received = '';
      count++;
      const one = `HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n#${count}`;
      peer.socket.write(one + (count % 2 === 1 ? 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n!!' : ''));
    });
    opened.push(made);
    const client = new TestClient(made.url, TIMEOUTS);
    opened.push(client);
    const bodies = [];
    for (let index = 0; index < 4; index++) bodies.push(told(await client.get('/')));
    expect(bodies).toEqual(['200 #1', '200 #2', '200 #3', '200 #4']);
  });

  it('speaks before it is asked is not believed on a kept connection', async () => {
    const made = await rawServer((peer) => {
      if (!peer.received.includes('\r\n\r\n')) return;
      peer.received = '';
      peer.socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
      setTimeout(() => peer.socket.write('HTTP/1.1 408 Too late\r\ncontent-length: 0\r\n\r\n'), 5);
    });
    opened.push(made);
    const client = new TestClient(made.url, TIMEOUTS);
    opened.push(client);
    expect(told(await client.get('/'))).toBe('200 ok');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect([told(await client.get('/')), made.peers.length]).toEqual(['200 ok', 2]);
  });

  it('answers before it has read the request, and closes, is read', async () => {
    const made = await rawServer((peer) => {
      if (peer.received.length > 100_000 && !peer.socket.writableEnded) {
        peer.socket.pause();
        peer.socket.end('HTTP/1.1 413 Too Large\r\nconnection: close\r\ncontent-length: 3\r\n\r\nbig');
      }
    });
    opened.push(made);
    const body = { kind: 'bytes', bytes: Buffer.alloc(20_000_000) } as const;
    const client = new TestClient(made.url, { ...TIMEOUTS, timeoutMs: 3000, firstByteTimeoutMs: 3000 });
    opened.push(client);
    const response = await client.send({ method: 'POST', body });
    expect(told(response)).toBe('413 big');
    expect(told(await client.send({ method: 'POST', body }))).toBe('413 big');
    expect(made.peers.length).toBe(2);
  });

  it('reads nothing of a long request times out in all', async () => {
    const made = await rawServer(() => {}, { onConnection: ({ socket }) => socket.pause() });
    opened.push(made);
    const body = { kind: 'bytes', bytes: Buffer.alloc(20_000_000) } as const;
    expect(await outcome(made.url, {}, { method: 'POST', body })).toBe('timeout: no response within 300 ms');
  });
});
