import { afterEach, describe, expect, it } from 'vitest';
import { TestClient } from '../../../test/http/test-client.ts';
import { nodeServer } from '../../../test/servers/node-server.ts';
import { rawServer } from '../../../test/servers/raw-server.ts';

const opened: { close(): void }[] = [];
afterEach(() => {
  for (const each of opened.splice(0)) each.close();
});

function held<T extends { close(): void }>(each: T): T {
  opened.push(each);
  return each;
}

const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('timings over sockets', () => {
  it('tell waiting for the first byte from receiving the rest', async () => {
    const server = held(
      await nodeServer(async (_request, response) => {
        await later(40);
        response.writeHead(200, { 'content-length': '4' }).write('ab');
        await later(20);
        response.end('cd');
      }),
    );
    const client = held(new TestClient(server.url));
    for (const reused of [false, true]) {
      const { timings } = await client.get('/');
      expect(timings.waiting).toBeGreaterThan(35);
      expect(timings.receiving).toBeGreaterThan(15);
      expect(timings.duration).toBeCloseTo(timings.sending + timings.waiting + timings.receiving, 3);
      expect(timings.connecting > 0).toBe(!reused);
      expect(timings.blocked).toBeGreaterThanOrEqual(timings.connecting);
    }
    const measured = client.measured();
    expect(measured.trend('http_req_receiving').count).toBe(2);
    expect(measured.trend('http_req_waiting').sumUs).toBeGreaterThan(70_000);
    expect(measured.trend('response_time').sumUs).toBeGreaterThanOrEqual(measured.trend('http_req_duration').sumUs);
  });

  it('tell sending a long request from waiting for its answer', async () => {
    const server = held(
      await nodeServer(async (request, response) => {
        request.pause();
        await later(50);
        request.resume().on('end', () => setTimeout(() => response.end('ok'), 30));
      }),
    );
    const client = held(new TestClient(server.url));
    const { timings } = await client.send({ method: 'POST', body: { kind: 'bytes', bytes: Buffer.alloc(20_000_000) } });
    expect(timings.sending).toBeGreaterThan(40);
    expect(timings.waiting).toBeGreaterThan(20);
    expect(timings.duration).toBeCloseTo(timings.sending + timings.waiting + timings.receiving, 3);
  });

  it('over an open connection, with the answer in one piece, are waiting alone', async () => {
    const server = held(await nodeServer((_request, response) => response.end('ok')));
    const client = held(new TestClient(server.url));
    await client.get('/');
    const response = await client.get('/');
    const { duration, ...others } = response.timings;
    expect(others).toEqual({
      blocked: 0,
      connecting: 0,
      tls_handshaking: 0,
      sending: 0,
      waiting: duration,
      receiving: 0,
    });
    expect(client.exchanges.map(({ isPlain }) => isPlain)).toEqual([false, true]);
  });

  it('count waiting for a connection as blocked, and so into the response time of the call', async () => {
    const server = held(
      await nodeServer(async (_request, response) => {
        await later(20);
        response.end('ok');
      }),
    );
    const client = held(new TestClient(server.url, { connectionsPerHost: 1 }));
    const responses = await Promise.all([client.get('/'), client.get('/'), client.get('/')]);
    const blocked = responses.map(({ timings }) => timings.blocked);
    expect(blocked[2]).toBeGreaterThan((blocked[1] as number) + 10);
    expect(responses[2]?.timings.duration).toBeLessThan(responses[2]?.timings.blocked as number);
    const measured = client.measured();
    expect(measured.trend('response_time').maxUs).toBeGreaterThan(50_000);
  });

  it('come with the bytes that the server sees on its sockets', async () => {
    const server = held(
      await rawServer((peer) => {
        if (!peer.received.endsWith('\r\n\r\n') && !peer.received.endsWith('zz')) return;
        peer.received = '';
        peer.socket.write('HTTP/1.1 103 Hints\r\n\r\nHTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n');
        peer.socket.write('5;x=y\r\nhello\r\n0\r\nt: 1\r\n\r\n');
      }),
    );
    const client = held(new TestClient(server.url));
    await client.get('/');
    await client.send({ method: 'POST', body: { kind: 'text', text: `${'é'.repeat(50_000)}zz` } });
    await client.get('/again');
    const measured = client.measured();
    const { socket } = server.peers[0]!;
    expect(server.peers.length).toBe(1);
    expect(measured.counter('data_sent')).toBe(socket.bytesRead);
    expect(measured.counter('data_received')).toBe(socket.bytesWritten);
  });

  it('count each hop of a redirect by itself', async () => {
    const server = held(
      await nodeServer(async (request, response) => {
        await later(15);
        if (request.url === '/') response.writeHead(302, { location: '/b' }).end();
        else response.end('ok');
      }),
    );
    const client = held(new TestClient(server.url));
    const last = await client.get('/');
    const measured = client.measured();
    expect([measured.counter('http_reqs'), measured.trend('http_req_duration').count]).toEqual([2, 2]);
    expect(last.durationUs).toBeLessThan(measured.trend('http_req_duration').sumUs);
  });

  it('of failures are in the response time and the share of failures alone', async () => {
    const server = held(await rawServer(() => {}));
    const client = held(new TestClient(server.url, { timeoutMs: 60 }));
    const response = await client.get('/');
    const measured = client.measured();
    expect([response.error, measured.counter('http_reqs'), measured.rate('http_req_failed')]).toEqual([
      'timeout',
      1,
      [1, 1],
    ]);
    expect(measured.trend('response_time')).toMatchObject({ count: 1, maxUs: 60_000 });
    expect(measured.trend('http_req_duration').count).toBe(0);
    expect(measured.counter('data_sent')).toBe(server.peers[0]?.socket.bytesRead);
  });
});
