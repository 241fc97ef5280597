import { readFileSync } from 'node:fs';
import type { TLSSocket } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { TestClient, type TestClientOptions, told } from '../../../test/http/test-client.ts';
import { type NodeServer, nodeServer } from '../../../test/servers/node-server.ts';
import { proxyServer } from '../../../test/servers/proxy-server.ts';
import { answering, rawServer } from '../../../test/servers/raw-server.ts';

const folder = fileURLToPath(new URL('../../../test/fixtures/tls/', import.meta.url));
const pem = (name: string): string => readFileSync(`${folder}${name}.pem`, 'utf8');
const serverTls = { cert: pem('server'), key: pem('server-key') };

const opened: { close(): void }[] = [];
afterEach(() => {
  for (const each of opened.splice(0)) each.close();
});

function held<T extends { close(): void }>(each: T): T {
  opened.push(each);
  return each;
}

async function secureServer(tls: object = {}): Promise<NodeServer> {
  return held(
    await nodeServer(
      (request, response) => {
        const { servername, authorized } = request.socket as TLSSocket & { servername: string | false };
        const reused = (request.socket as TLSSocket).isSessionReused();
        const client = (request.socket as TLSSocket).getPeerCertificate().subject?.CN;
        request.resume().on('end', () => {
          response.end(
            JSON.stringify({
              servername,
              authorized,
              reused,
              client,
              size: Number(request.headers['content-length'] ?? 0),
            }),
          );
        });
      },
      { ...serverTls, ...tls },
    ),
  );
}

function clientOf(target: string, options: TestClientOptions = {}): TestClient {
  return held(new TestClient(target, { connectTimeoutMs: 2000, timeoutMs: 3000, ...options }));
}

const trusting = { tls: { ca: `${folder}ca.pem` } };

describe('TLS', () => {
  it('goes by the name in the URL, with an authority of its own', async () => {
    const server = await secureServer();
    const client = clientOf(`https://localhost:${server.port}`, trusting);
    const response = await client.get('/');
    expect(response.json()).toMatchObject({ servername: 'localhost' });
    expect(response.timings.tls_handshaking).toBeGreaterThan(0);
    expect((await client.get('/')).timings).toMatchObject({ connecting: 0, tls_handshaking: 0 });
    expect(client.measured().counter('connections_opened')).toBe(1);
  });

  it('checks the name in the URL wherever hosts leads, and takes the settings name first', async () => {
    const server = await secureServer();
    const hosts = { 'shop.test': `127.0.0.1:${server.port}`, 'other.test': `127.0.0.1:${server.port}` };
    expect((await clientOf('https://shop.test', { ...trusting, hosts }).get('/')).json()).toMatchObject({
      servername: 'shop.test',
    });
    const other = await clientOf('https://other.test', { ...trusting, hosts }).get('/');
    expect([other.error, other.errorText]).toEqual(['tls', expect.stringContaining('other.test')]);
    const named = { tls: { ...trusting.tls, servername: 'shop.test' } };
    expect((await clientOf('https://other.test', { ...named, hosts }).get('/')).status).toBe(200);
  });

  it('to an address checks the address and sends no name', async () => {
    const server = await secureServer();
    const client = clientOf(server.url, trusting);
    expect((await client.get('/')).json()).toMatchObject({ servername: false });
    const hosts = { '127.0.0.7': `127.0.0.1:${server.port}` };
    expect(told(await clientOf('https://127.0.0.7', { ...trusting, hosts }).get('/'))).toBe('tls');
  });

  it('refuses an unknown authority unless told to be insecure', async () => {
    const server = await secureServer();
    const strict = await clientOf(`https://localhost:${server.port}`).get('/');
    expect([strict.error, strict.status]).toEqual(['tls', 0]);
    expect((await clientOf(server.url, { tls: { insecure: true } }).get('/')).status).toBe(200);
  });

  it('resumes sessions', async () => {
    for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
      const server = await secureServer({ maxVersion });
      const client = clientOf(`https://localhost:${server.port}`, { ...trusting, reuse: 'request' });
      const reused = [];
      for (let index = 0; index < 4; index++) reused.push((await client.get('/')).json<{ reused: boolean }>().reused);
      expect(reused).toEqual([false, true, true, true]);
    }
  });

  it('shows a client certificate', async () => {
    const server = await secureServer({ requestCert: true, rejectUnauthorized: true, ca: pem('ca') });
    const tls = { ...trusting.tls, cert: `${folder}client.pem`, key: pem('client-key') };
    expect((await clientOf(`https://localhost:${server.port}`, { tls }).get('/')).json()).toMatchObject({
      client: 'ann',
    });
    for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
      const without = clientOf(`https://localhost:${server.port}`, { tls: { ...trusting.tls, maxVersion } });
      expect(['tls', 'reset', 'closed']).toContain(told(await without.get('/')));
    }
  });

  it('fails where no version is spoken by both', async () => {
    const server = await secureServer({ maxVersion: 'TLSv1.2' });
    const client = clientOf(`https://localhost:${server.port}`, { tls: { ...trusting.tls, minVersion: 'TLSv1.3' } });
    expect(told(await client.get('/'))).toBe('tls');
  });

  it('fails against a plain server, garbage, and one that leaves during the handshake', async () => {
    const plain = held(await answering('HTTP/1.1 400 Bad\r\n\r\n'));
    const garbage = held(await rawServer(({ socket }) => socket.write('x'.repeat(1000))));
    const leaving = held(await rawServer(({ socket }) => socket.end()));
    for (const { port } of [garbage, leaving]) {
      expect(told(await clientOf(`https://localhost:${port}`).get('/'))).toBe('tls');
    }
    expect(told(await clientOf(`https://localhost:${plain.port}`, { connectTimeoutMs: 200 }).get('/'))).toBe('timeout');
  });

  it('fails as reset or closed where the server leaves during the exchange', async () => {
    const server = await secureServer();
    server.server.on('secureConnection', (socket: TLSSocket) => socket.on('data', () => socket.destroy()));
    const client = clientOf(`https://localhost:${server.port}`, trusting);
    expect(['reset', 'closed']).toContain(told(await client.get('/')));
  });

  it('carries large bodies both ways', async () => {
    const big = Buffer.alloc(3_000_000, 'x');
    const server = held(await nodeServer((request, response) => request.pipe(response), serverTls));
    const client = clientOf(`https://localhost:${server.port}`, trusting);
    const response = await client.get('/', { method: 'PUT', body: { kind: 'bytes', bytes: big } });
    expect(response.bytes().equals(big)).toBe(true);
    expect(response.timings.sending).toBeGreaterThan(0);
  });

  it('goes through the tunnel of a proxy, with credentials', async () => {
    const server = await secureServer();
    const proxy = held(await proxyServer());
    const client = clientOf(`https://localhost:${server.port}`, {
      ...trusting,
      proxy: `http://ann:x@127.0.0.1:${proxy.port}`,
    });
    expect((await client.get('/')).json()).toMatchObject({ servername: 'localhost' });
    expect((await client.get('/')).status).toBe(200);
    expect(proxy.requests).toEqual([`CONNECT localhost:${server.port} Basic YW5uOng=`]);
    const big = { method: 'PUT', body: { kind: 'bytes', bytes: Buffer.alloc(500_000) } } as const;
    expect((await client.get('/', big)).json()).toMatchObject({ size: 500_000 });
  });

  it.each([407, 502])('says with which status %d a proxy refuses the tunnel', async (connectStatus) => {
    const proxy = held(await proxyServer({ connectStatus }));
    const client = clientOf('https://shop.test', { proxy: `http://127.0.0.1:${proxy.port}` });
    const response = await client.get('/');
    expect([response.error, response.errorText]).toEqual([
      'refused',
      `the proxy answered ${connectStatus} to CONNECT shop.test:443`,
    ]);
  });

  it('is closed with a proxy that closes, and ends in time with one that stalls', async () => {
    const closing = held(await rawServer(({ socket }) => socket.end()));
    const stalling = held(await rawServer(() => {}));
    const proxyOf = (port: number) => ({ proxy: `http://127.0.0.1:${port}`, connectTimeoutMs: 200 });
    expect(told(await clientOf('https://shop.test', proxyOf(closing.port)).get('/'))).toBe('closed');
    expect(told(await clientOf('https://shop.test', proxyOf(stalling.port)).get('/'))).toBe('timeout');
  });

  it('settings that can not be used are the user’s error', () => {
    expect(() => new TestClient('https://localhost', { tls: { ca: '/nowhere.pem' } })).toThrow("can't be read");
    const key = '-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----';
    expect(() => new TestClient('https://localhost', { tls: { cert: pem('client'), key } })).toThrow("can't be used");
  });
});
