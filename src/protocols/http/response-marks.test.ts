import { afterEach, describe, expect, it } from 'vitest';
import { TestClient, type TestClientOptions } from '../../../test/http/test-client.ts';
import { nodeServer } from '../../../test/servers/node-server.ts';
import { rawServer } from '../../../test/servers/raw-server.ts';
import { isCacheHit } from './cache-hit.ts';
import { HeaderReader } from './header-reader.ts';

const held: { close(): void }[] = [];
afterEach(() => {
  for (const each of held.splice(0)) each.close();
});

function hold<T extends { close(): void }>(each: T): T {
  held.push(each);
  return each;
}

const clientOf = (target: string, options: TestClientOptions) => hold(new TestClient(target, options));

/** Answers with the headers that the query names. */
const echoing = async () =>
  hold(
    await nodeServer((request, response) => {
      const { searchParams } = new URL(request.url ?? '/', 'http://x');
      for (const [name, value] of searchParams) response.setHeader(name, value);
      response.end('ok');
    }),
  );

describe('a header of many heads', () => {
  it('is found however it is spelled, and with other headers around it', () => {
    const reader = new HeaderReader('x-a');
    const heads = [
      ['HTTP/1.1 200 OK\r\nX-A: 1\r\n\r\n', '1'],
      ['HTTP/1.1 200 OK\r\nb: X-A: 9\r\nX-A:  2 \r\nc: 3\r\n\r\n', '2'],
      ['HTTP/1.1 200 OK\nx-A:3\n\n', '3'],
      ['HTTP/1.1 200 OK\r\nx-ab: 4\r\n\r\n', ''],
      ['HTTP/1.1 200 OK\r\nX-A:\r\n\r\n', ''],
      ['HTTP/1.1 200 OK\r\nX-A: 5', '5'],
      ['', ''],
    ] as const;
    for (const [head, value] of [...heads, ...heads]) expect(reader.read(head)).toBe(value);
  });
});

describe('the instance that answered', () => {
  it('is a tag of every request metric, by a header', async () => {
    const server = await echoing();
    const client = clientOf(server.url, { instances: 'x-instance' });
    for (const instance of ['1', '2', '2', '']) {
      await client.send({ url: `/?X-Instance=${instance}`, name: 'get', keep: 'status', tags: { own: 'a' } });
    }
    const measured = client.measured();
    const count = (tags: Record<string, string>) => measured.counter('http_reqs', { name: 'get', own: 'a', ...tags });
    expect([count({}), count({ instance: '1' }), count({ instance: '2' })]).toEqual([4, 1, 2]);
    expect(measured.trend('http_req_duration', { instance: '2', status: '200' }).count).toBe(2);
    expect(measured.rate('http_req_failed', { instance: '1' })).toEqual([0, 1]);
  });

  it('is the remote address where that is asked for, of failures too', async () => {
    const server = hold(
      await rawServer((peer) => {
        if (peer.received.includes('/cut')) peer.socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nx');
        else peer.socket.write('HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
      }),
    );
    const client = clientOf(server.url, { instances: 'address' });
    await client.get('/');
    await client.get('/cut');
    const instance = `127.0.0.1:${server.port}`;
    const measured = client.measured();
    expect([
      measured.counter('http_reqs', { instance }),
      measured.counter('http_reqs', { instance, error: 'closed' }),
    ]).toEqual([2, 1]);
  });

  it('may have any number of values, of which so many are told apart', async () => {
    const server = await echoing();
    const client = clientOf(server.url, { instances: 'x-instance' });
    for (let number = 0; number < 1100; number++) await client.send({ url: `/?x-instance=i${number}`, name: 'get' });
    const measured = client.measured();
    expect(measured.counter('http_reqs')).toBe(1100);
    expect(measured.counter('http_reqs', { instance: '(other)' })).toBe(100);
    expect(measured.counter('http_reqs', { instance: 'i999' })).toBe(1);
  });
});

describe('cache hits', () => {
  it('are counted for answers whose header tells', async () => {
    const server = await echoing();
    const client = clientOf(server.url, { cacheHeader: 'x-cache', instances: 'x-instance' });
    for (const value of ['HIT', 'MISS', 'Hit from cloudfront', '']) {
      await client.send({ url: `/?x-cache=${encodeURIComponent(value)}&x-instance=a`, name: 'get', keep: 'status' });
    }
    await client.get('/');
    const measured = client.measured();
    expect(measured.rate('cache_hits', { name: 'get', instance: 'a' })).toEqual([2, 3]);
    expect(measured.rate('cache_hits')).toEqual([2, 3]);
  });

  it.each<[string, boolean | undefined]>([
    ['', undefined],
    ['HIT', true],
    ['hit, miss', true],
    ['MISS, MISS', false],
    ['HIT from squid.example', true],
    ['RefreshHit from cloudfront', true],
    ['TCP_HIT', true],
    ['TCP_MEM_HIT from a.deploy', true],
    ['TCP_REFRESH_MISS', false],
    ['REVALIDATED', true],
    ['STALE', true],
    ['UPDATING', true],
    ['EXPIRED', false],
    ['BYPASS', false],
    ['DYNAMIC', false],
    ['3', true],
    ['0', false],
    ['0, 2', true],
    ['ExampleCache; hit; ttl=30', true],
    ['ExampleCache; fwd=uri-miss; stored', false],
    ['Origin; fwd=miss, CDN; hit', true],
    ['whitewash', false],
  ])('%j reads as %s', (value, hit) => {
    expect(isCacheHit(value)).toBe(hit);
  });
});
