import { mkdtempSync, rmSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { TestClient, type TestClientOptions, told } from '../../../test/http/test-client.ts';
import { nodeServer } from '../../../test/servers/node-server.ts';
import { proxyServer } from '../../../test/servers/proxy-server.ts';
import { answering, rawServer } from '../../../test/servers/raw-server.ts';

const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';
const hasIPv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === '::1'));

const opened: { close(): void }[] = [];
afterEach(() => {
  for (const each of opened.splice(0)) each.close();
});

function held<T extends { close(): void }>(each: T): T {
  opened.push(each);
  return each;
}

function clientOf(target: string | undefined, options: TestClientOptions = {}): TestClient {
  return held(new TestClient(target, { connectTimeoutMs: 2000, timeoutMs: 3000, ...options }));
}

describe('a client over sockets', () => {
  it('uses one connection for requests in a row, and several at once', async () => {
    const server = held(await answering(OK));
    const client = clientOf(server.url);
    for (let index = 0; index < 5; index++) expect(told(await client.get('/'))).toBe('200 ok');
    expect(server.peers.length).toBe(1);
    await Promise.all(Array.from({ length: 20 }, () => client.get('/')));
    expect(server.peers.length).toBe(6);
    const measured = client.measured();
    expect([measured.counter('connections_opened'), measured.counter('http_reqs')]).toEqual([6, 25]);
  });

  it('shares connections among users when asked to', async () => {
    const server = held(await answering(OK));
    const client = clientOf(server.url, { connections: 3 });
    const sessions = Array.from({ length: 30 }, () => client.shard.session());
    const responses = await Promise.all(sessions.map((session) => client.send({}, session)));
    expect(responses.map(told)).toEqual(responses.map(() => '200 ok'));
    expect(server.peers.length).toBe(3);
    expect(client.measured().trend('http_req_blocked').maxUs).toBeGreaterThan(0);
  });

  it.each([
    ['request', 3, 3],
    ['iteration', 3, 1],
    ['user', 1, 1],
  ] as const)('with reuse by %s opens %d connections in three iterations', async (reuse, connections, perIteration) => {
    const server = held(await nodeServer((_request, response) => response.end('ok')));
    const client = clientOf(server.url, { reuse });
    let seen = 0;
    server.server.on('connection', () => seen++);
    for (let index = 0; index < 3; index++) {
      await client.get('/');
      client.session.endIteration();
    }
    expect([seen, client.measured().counter('connections_opened')]).toEqual([connections, connections]);
    expect(perIteration).toBeLessThanOrEqual(connections);
  });

  it('goes on when a server closes kept connections', async () => {
    const server = held(
      await rawServer((peer) => {
        if (!peer.received.includes('\r\n\r\n')) return;
        peer.received = '';
        peer.socket.write(OK);
        setImmediate(() => peer.socket.resetAndDestroy());
      }),
    );
    const client = clientOf(server.url);
    const responses = [];
    for (let index = 0; index < 20; index++) {
      responses.push(told(await client.get('/')));
      if (index % 3 === 0) await new Promise(setImmediate);
    }
    expect(responses).toEqual(responses.map(() => '200 ok'));
  });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ] as const)('asks for %s and reads it', async (coding, encode) => {
    const text = 'hello, '.repeat(1000);
    const server = held(
      await nodeServer((request, response) => {
        response.setHeader('content-encoding', String(request.headers['accept-encoding']));
        response.end(encode(text));
      }),
    );
    const response = await clientOf(server.url, { acceptEncoding: coding }).get('/');
    expect([response.text(), response.bodyBytes < 1000]).toEqual([text, true]);
  });

  it('speaks through a unix socket', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'plimsoll-unix-'));
    held({ close: () => rmSync(folder, { recursive: true }) });
    const path = join(folder, 'app.sock');
    const server = held(await answering(OK, { path }));
    const client = clientOf(`unix:${path}:/api`);
    expect(told(await client.get('/items'))).toBe('200 ok');
    expect(server.peers.length).toBe(1);
    expect(told(await client.get(`unix:${join(folder, 'none.sock')}:/`))).toBe('refused');
    expect(told(await client.get(`unix:/${'x'.repeat(300)}:/`))).toBe('refused');
  });

  it.runIf(hasIPv6)('speaks over IPv6', async () => {
    const server = held(await rawServer(({ socket }) => socket.write(OK), { host: '::1' }));
    const client = clientOf(server.url);
    expect(told(await client.get('/'))).toBe('200 ok');
    expect(server.peers[0]?.received).toContain(`host: [::1]:${server.port}\r\n`);
  });

  it('goes where hosts says, and keeps the Host header', async () => {
    const server = held(await answering(OK));
    const hosts = { 'shop.test': `127.0.0.1:${server.port}`, 'api.test:81': '127.0.0.1' };
    const client = clientOf('http://Shop.test', { hosts });
    expect(told(await client.get('/'))).toBe('200 ok');
    expect(told(await client.get('http://api.test:81/'))).toBe('refused');
  });

  it('speaks from the address it is given', async () => {
    const server = held(await rawServer(({ socket }) => socket.write(OK)));
    const client = clientOf(server.url, { localAddress: '127.0.0.9' });
    expect(told(await client.get('/'))).toBe('200 ok');
    expect(server.peers[0]?.socket.remoteAddress).toBe('127.0.0.9');
    const foreign = clientOf(server.url, { localAddress: '203.0.113.1' });
    expect(told(await foreign.get('/'))).toBe('blocked');
  });

  it('says what can not be reached', async () => {
    const server = held(await answering(OK));
    const client = clientOf(undefined);
    expect(told(await client.get(`http://${'a'.repeat(64)}.invalid/`))).toBe('dns');
    server.close();
    const refused = await client.get(`http://127.0.0.1:${server.port}/`);
    expect([refused.error, refused.errorText]).toEqual(['refused', `connect ECONNREFUSED 127.0.0.1:${server.port}`]);
    expect(client.measured().errors).toEqual({ dns: 1, refused: 1 });
  });

  it('fails as blocked, never by throwing, where the port is none', async () => {
    const client = clientOf('http://shop.test', { hosts: { 'shop.test': '127.0.0.1:99999' } });
    expect(['refused', 'blocked']).toContain(told(await client.get('/')));
  });
});

describe('a proxy', () => {
  it('is asked for the whole URL, with its credentials', async () => {
    const server = held(await answering(OK));
    const proxy = held(await proxyServer());
    const client = clientOf(server.url, { proxy: `http://ann:x@127.0.0.1:${proxy.port}` });
    expect(told(await client.get('/a?b=1'))).toBe('200 ok');
    expect(proxy.requests).toEqual([`GET ${server.url}/a?b=1 Basic YW5uOng=`]);
    expect(server.peers[0]?.received).not.toContain('proxy-authorization');
  });

  it('that is not there is refused', async () => {
    const proxy = held(await proxyServer());
    proxy.close();
    const client = clientOf('http://shop.test', { proxy: `http://127.0.0.1:${proxy.port}` });
    expect(told(await client.get('/'))).toBe('refused');
  });

  it('does not stand before unix sockets, and must be plain', () => {
    expect(() => new TestClient('http://shop.test', { proxy: 'https://127.0.0.1:1' })).toThrow('not supported');
  });
});
