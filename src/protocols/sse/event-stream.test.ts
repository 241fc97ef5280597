import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { dataOf, opened, streamOf } from '../../../test/http/event-streams.ts';
import { TestClient, type TestClientOptions, told } from '../../../test/http/test-client.ts';
import { nodeServer } from '../../../test/servers/node-server.ts';
import { proxyServer } from '../../../test/servers/proxy-server.ts';
import { answering, type RawServer, rawServer } from '../../../test/servers/raw-server.ts';

const held: { close(): void }[] = [];
afterEach(() => {
  for (const each of held.splice(0)) each.close();
});

function hold<T extends { close(): void }>(each: T): T {
  held.push(each);
  return each;
}

function clientOf(target: string, options: TestClientOptions = {}): TestClient {
  return hold(new TestClient(target, { timeoutMs: 3000, ...options }));
}

const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n';
const chunk = (text: string): string => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
const soon = (ms = 20): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Gives each connection the same bytes once its request is there, in so many pieces. */
async function serving(...pieces: readonly string[]): Promise<RawServer> {
  const server = await rawServer(async (peer) => {
    if (!peer.received.includes('\r\n\r\n')) return;
    peer.received = '';
    for (const piece of pieces) {
      peer.socket.write(piece);
      await soon(5);
    }
  });
  return hold(server);
}

/** A server with subscribers, and a request that publishes to them. */
async function hub(tls?: object) {
  const subscribers = new Set<ServerResponse>();
  const server = await nodeServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://x');
    if (pathname === '/events') {
      response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
      response.flushHeaders();
      subscribers.add(response);
      response.on('close', () => subscribers.delete(response));
      return;
    }
    const text = searchParams.get('text') ?? '';
    for (const each of subscribers) each.write(`data: ${text}\n\n`);
    response.end(`${subscribers.size}`);
  }, tls);
  return { ...hold(server), subscribers };
}

describe('an event stream', () => {
  it('stays open while its user sends other requests, over a connection of its own', async () => {
    const server = await hub();
    const client = clientOf(server.url, { connectionsPerHost: 1 });
    const stream = await opened(streamOf(client, '/events'));
    expect([stream.isOpen, stream.response?.status]).toEqual([true, 200]);
    for (const text of ['a', 'b', 'c']) expect(told(await client.get(`/publish?text=${text}`))).toBe('200 1');
    expect(await dataOf(stream, 3)).toEqual(['a', 'b', 'c']);
    expect([stream.received, client.measured().counter('connections_opened')]).toEqual([3, 2]);
    stream.close();
    await soon();
    expect([stream.isOpen, server.subscribers.size]).toEqual([false, 0]);
  });

  it('counts as one request that is answered with its head, however long it stays open', async () => {
    const server = await hub();
    const client = clientOf(server.url);
    const stream = await opened(streamOf(client, '/events'));
    await soon(150);
    const before = client.measured();
    expect([before.counter('http_reqs'), before.rate('http_req_failed'), before.gauge('sse_connections')]).toEqual([
      1,
      [0, 1],
      1,
    ]);
    expect(before.trend('http_req_duration')).toMatchObject({ count: 1 });
    expect(before.trend('http_req_duration').maxUs).toBeLessThan(140_000);
    expect([before.trend('sse_connecting').count, before.rate('sse_failed')]).toEqual([1, [0, 1]]);
    await client.get('/publish?text=a');
    await dataOf(stream, 1);
    const after = client.measured();
    expect([
      after.counter('sse_events', { scenario: 's', name: 'feed' }),
      after.counter('http_reqs', { name: 'feed' }),
    ]).toEqual([1, 0]);
    expect(after.counter('data_received', { name: 'feed' })).toBeGreaterThan('data: a\n\n'.length);
    stream.close();
    const last = client.measured();
    expect([last.gauge('sse_connections'), last.counter('sse_interrupted')]).toEqual([0, 0]);
  });

  it.each([
    [
      'chunks',
      [`${HEAD}transfer-encoding: chunked\r\n\r\n`, chunk('data: 1\n'), chunk('\ndata'), chunk(': 2\n\n'), '0\r\n\r\n'],
    ],
    [
      'chunks with the head',
      [`${HEAD}transfer-encoding: chunked\r\n\r\n${chunk('data: 1\n\n')}${chunk('data: 2\n\n')}0\r\n\r\n`],
    ],
    ['a length', [`${HEAD}content-length: 18\r\n\r\n`, 'data: 1\n\ndata: 2\n\n']],
    ['neither', [`${HEAD}\r\ndata: 1\n`, '\ndata: 2\n\n']],
    ['pieces of the head', [HEAD, '\r\ndata: 1\n\nda', 'ta: 2\n\n']],
  ])('may come in %s', async (_how, pieces) => {
    const server = await serving(...pieces);
    const client = clientOf(server.url);
    const stream = await opened(streamOf(client, '/'));
    expect(await dataOf(stream, 2)).toEqual(['1', '2']);
    stream.close();
  });

  it.each<[string, string, readonly [kind: string, text: string]]>([
    [
      'another type',
      'HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n<p>',
      ['malformed', 'the answer is text/html, not text/event-stream'],
    ],
    [
      'a type that only begins so',
      'HTTP/1.1 200 OK\r\ncontent-type: text/event-streams\r\n\r\n',
      ['malformed', 'not text/event-stream'],
    ],
    ['no type', 'HTTP/1.1 200 OK\r\n\r\n', ['malformed', 'the answer is of no type']],
    ['an encoding', `${HEAD}content-encoding: gzip\r\n\r\n`, ['malformed', 'encoded as gzip']],
    ['204', 'HTTP/1.1 204 No Content\r\n\r\n', ['closed', 'status 204']],
    ['a failure', 'HTTP/1.1 503 Busy\r\ncontent-length: 4\r\n\r\nbusy', ['closed', 'status 503']],
    ['no HTTP', 'hello\r\n\r\n', ['malformed', 'no HTTP/1 response']],
  ])('does not open for %s', async (_what, answer, [kind, text]) => {
    const server = hold(await answering(answer));
    const client = clientOf(server.url);
    const stream = await opened(streamOf(client, '/', { reconnect: { delayMs: 1, attempts: 3 } }));
    expect([stream.isOpen, stream.isOver, stream.failure?.kind]).toEqual([false, true, kind]);
    expect(stream.failure?.text).toContain(text);
    expect(await stream.next({}, 1000)).toBeUndefined();
    const measured = client.measured();
    const failed = kind === 'malformed' || text.includes('503');
    expect([measured.rate('http_req_failed'), measured.rate('sse_failed')]).toEqual([
      [failed ? 1 : 0, 1],
      [1, 1],
    ]);
    await soon();
    expect(server.peers.every(({ socket }) => socket.destroyed || socket.readableEnded)).toBe(true);
  });

  it('follows redirects, each a request of its own', async () => {
    const server = hold(
      await nodeServer((request, response) => {
        if (request.url === '/old') response.writeHead(307, { location: '/new' }).end();
        else response.writeHead(200, { 'content-type': 'TEXT/Event-Stream' }).write('data: 1\n\n');
      }),
    );
    const client = clientOf(server.url);
    const stream = await opened(streamOf(client, '/old'));
    expect([await dataOf(stream, 1), client.measured().counter('http_reqs')]).toEqual([['1'], 2]);
  });

  it('must open within the timeout, and may then be silent for longer', async () => {
    const server = hold(
      await rawServer((peer) => {
        if (peer.received.includes('/slow')) return;
        peer.socket.write(`${HEAD}\r\n`);
        setTimeout(() => peer.socket.write('data: late\n\n'), 250);
      }),
    );
    const client = clientOf(server.url, { timeoutMs: 100 });
    const slow = await opened(streamOf(client, '/slow'));
    expect(slow.failure?.text).toBe('no response within 100 ms');
    expect(client.measured().errors).toEqual({ timeout: 1 });
    expect(await dataOf(await opened(streamOf(client, '/')), 1)).toEqual(['late']);
  });

  it('is given up when nothing comes for its idle timeout; a comment is something', async () => {
    const server = await serving(`${HEAD}\r\n`, ...Array.from({ length: 30 }, () => ': alive\n'));
    const client = clientOf(server.url);
    const stream = await opened(streamOf(client, '/', { idleTimeoutMs: 100 }));
    const startedMs = performance.now();
    expect(await stream.next({}, 5000)).toBeUndefined();
    expect(performance.now() - startedMs).toBeGreaterThan(150);
    expect(stream.failure).toEqual({ kind: 'timeout', text: 'nothing came for 100 ms' });
    const measured = client.measured();
    expect([measured.counter('sse_interrupted', { error: 'timeout' }), measured.gauge('sse_connections')]).toEqual([
      1, 0,
    ]);
    expect(measured.rate('http_req_failed')).toEqual([0, 1]);
  });

  it.each<[string, readonly string[], readonly [kind: string, text: string]]>([
    [
      'an endless line',
      [`${HEAD}\r\ndata: 1\n\n`, ...Array.from({ length: 20 }, () => 'x'.repeat(1000))],
      ['too-large', 'an event is larger than 10000 bytes'],
    ],
    [
      'an endless event',
      [`${HEAD}\r\ndata: 1\n\n`, ...Array.from({ length: 20 }, () => `data: ${'x'.repeat(1000)}\n`)],
      ['too-large', 'an event is larger'],
    ],
    [
      'broken chunks',
      [`${HEAD}transfer-encoding: chunked\r\n\r\n${chunk('data: 1\n\n')}`, 'zz\r\n'],
      ['malformed', 'the chunked body is broken'],
    ],
  ])('ends with %s, what came before delivered', async (_what, pieces, [kind, text]) => {
    const server = await serving(...pieces);
    const client = clientOf(server.url);
    const stream = await opened(streamOf(client, '/'));
    expect(await dataOf(stream, 2)).toEqual(['1']);
    expect(stream.failure?.kind).toBe(kind);
    expect(stream.failure?.text).toContain(text);
    expect(client.measured().counter('sse_interrupted', { error: kind })).toBe(1);
  });

  it.each<[string, (server: RawServer) => void, string]>([
    ['ends its side', (server) => server.peers[0]?.socket.end(), 'closed'],
    ['resets the connection', (server) => server.peers[0]?.socket.resetAndDestroy(), 'reset'],
  ])('tells when the server %s', async (_what, end, kind) => {
    const server = await serving(`${HEAD}\r\ndata: 1\n\ndata: half`);
    const client = clientOf(server.url);
    const stream = await opened(streamOf(client, '/'));
    expect(await dataOf(stream, 1)).toEqual(['1']);
    const next = stream.next({}, 2000);
    end(server);
    expect([await next, stream.failure?.kind, stream.isOver]).toEqual([undefined, kind, true]);
  });

  it('opens anew where it is to, from the last id, after the pause the server names, until 204', async () => {
    const seen: (string | undefined)[] = [];
    const server = hold(
      await nodeServer((request, response) => {
        seen.push(request.headers['last-event-id'] as string | undefined);
        if (seen.length > 3) response.writeHead(204).end();
        else {
          response.writeHead(200, { 'content-type': 'text/event-stream' });
          response.end(`retry: 1\nid: ${seen.length}é\ndata: ${seen.length}\n\nid: never\ndata: half`);
        }
      }),
    );
    const client = clientOf(server.url);
    const stream = await opened(streamOf(client, '/', { reconnect: { delayMs: undefined, attempts: 5 } }));
    expect(await dataOf(stream, 4)).toEqual(['1', '2', '3']);
    expect(seen.map((id) => (id === undefined ? id : Buffer.from(id, 'latin1').toString()))).toEqual([
      undefined,
      '1é',
      '2é',
      '3é',
    ]);
    const measured = client.measured();
    expect([
      measured.counter('sse_reconnects'),
      measured.counter('sse_interrupted'),
      measured.rate('sse_failed'),
    ]).toEqual([3, 3, [0, 3]]);
    expect([stream.isOver, stream.received]).toEqual([true, 3]);
  });

  it('gives up after so many attempts in a row', async () => {
    const server = hold(await rawServer((peer) => peer.socket.destroy()));
    const client = clientOf(server.url);
    const stream = await opened(streamOf(client, '/', { reconnect: { delayMs: 1, attempts: 2 } }));
    expect([stream.isOpen, stream.isOver]).toEqual([false, false]);
    expect(await stream.next({}, 2000)).toBeUndefined();
    expect([stream.isOver, server.peers.length, client.measured().rate('sse_failed')]).toEqual([true, 3, [3, 3]]);
  });

  it('hands out no more once it is closed, though more came in the same read', async () => {
    const server = await serving(`${HEAD}\r\n`, 'data: 1\n\ndata: 2\n\ndata: 3\n\n');
    const client = clientOf(server.url);
    const stream = await opened(streamOf(client, '/'));
    const seen: string[] = [];
    const match = ({ data }: { data: string }) => {
      seen.push(data);
      if (data === '2') stream.close();
      return false;
    };
    expect(await stream.next({ match }, 2000)).toBeUndefined();
    await soon(50);
    expect([seen, client.measured().gauge('sse_connections')]).toEqual([['1', '2'], 0]);
  });

  it('rejects with what `match` throws, and goes on', async () => {
    const server = await serving(`${HEAD}\r\n`, 'data: 1\n\n', 'data: 2\n\n');
    const client = clientOf(server.url);
    const stream = await opened(streamOf(client, '/'));
    const match = () => {
      throw new Error('no JSON');
    };
    await expect(stream.next({ match }, 2000)).rejects.toThrow('no JSON');
    expect(await dataOf(stream, 1)).toEqual(['2']);
  });

  it('keeps so many unread, the newest, and passes over those that are not asked for', async () => {
    const text = ['1', '2', '3', '4', '5'].map((data) => `event: n${data}\ndata: ${data}\n\n`).join('');
    const server = await serving(`${HEAD}\r\n${text}`);
    const client = clientOf(server.url);
    const stream = await opened(streamOf(client, '/', { buffer: 3 }));
    await soon();
    expect((await stream.next({ event: 'n4' }, 0))?.data).toBe('4');
    expect((await stream.next({}, 0))?.data).toBe('5');
    expect([await stream.next({}, 10), client.measured().counter('sse_discarded')]).toEqual([undefined, 2]);
  });

  it('leaves nobody waiting, and its gauge right, when its user is gone', async () => {
    const server = await hub();
    const client = clientOf(server.url);
    const stream = await opened(streamOf(client, '/events'));
    let told = false;
    void stream.next({}, 100).finally(() => {
      told = true;
    });
    client.session.close();
    await soon(150);
    expect([told, client.measured().gauge('sse_connections'), server.subscribers.size]).toEqual([false, 0, 0]);
  });

  it('measures how long events took, where they tell when they were sent', async () => {
    const problems: string[] = [];
    const nowMs = Date.now();
    const moments = [nowMs - 500, (nowMs - 500) * 1000, new Date(nowMs - 500).toISOString(), nowMs + 60_000, 'x'];
    const server = await serving(
      `${HEAD}\r\n`,
      moments.map((at) => `data: ${JSON.stringify({ at })}\n\n`).join(''),
      'data: {\n\n',
    );
    const client = clientOf(server.url);
    const latencyFrom = (event: { json(): unknown }) => (event.json() as { at: unknown }).at;
    const stream = await opened(streamOf(client, '/', { latencyFrom, onProblem: (text) => problems.push(text) }));
    await dataOf(stream, 6);
    const { count, sumUs } = client.measured().trend('sse_event_latency');
    expect(count).toBe(3);
    expect(sumUs / count).toBeGreaterThanOrEqual(499_000);
    expect(sumUs / count).toBeLessThan(2_000_000);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/the clocks differ$/);
  });

  it('goes over TLS, straight and through a proxy', async () => {
    const folder = fileURLToPath(new URL('../../../test/fixtures/tls/', import.meta.url));
    const pem = (name: string): string => readFileSync(`${folder}${name}.pem`, 'utf8');
    const server = await hub({ cert: pem('server'), key: pem('server-key') });
    const proxy = hold(await proxyServer());
    for (const more of [{}, { proxy: `http://127.0.0.1:${proxy.port}` }]) {
      const client = clientOf(`https://localhost:${server.port}`, { tls: { ca: `${folder}ca.pem` }, ...more });
      const stream = await opened(streamOf(client, '/events'));
      await client.get('/publish?text=secret');
      expect(await dataOf(stream, 1)).toEqual(['secret']);
      client.close();
    }
    expect(proxy.requests.length).toBeGreaterThan(0);
  });

  it('is one of 1,000 that hear the same', async () => {
    const server = await hub();
    const client = clientOf(server.url, { timeoutMs: 20_000 });
    const streams = await Promise.all(Array.from({ length: 1000 }, () => opened(streamOf(client, '/events'))));
    expect(streams.every(({ isOpen }) => isOpen)).toBe(true);
    for (const text of ['a', 'b', 'c']) expect(told(await client.get(`/publish?text=${text}`))).toBe('200 1000');
    const heard = await Promise.all(streams.map((stream) => dataOf(stream, 3, 10_000)));
    expect(heard.every((data) => data.join() === 'a,b,c')).toBe(true);
    const measured = client.measured();
    expect([measured.gauge('sse_connections'), measured.counter('sse_events')]).toEqual([1000, 3000]);
  });
});
