import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Demo, startDemo } from './demo.ts';
import { stateFor } from './options.ts';
import { demoRoutes } from './routes.ts';

let demo: Demo;
beforeAll(async () => {
  demo = await startDemo({ port: 0, items: 50 });
});
afterAll(() => demo.close());

describe('startDemo', () => {
  it('says where it listens', async () => {
    expect(demo.url).toBe(`http://127.0.0.1:${demo.port}`);
    expect(await (await fetch(`${demo.url}/health`)).json()).toEqual({ status: 'ok' });
  });

  it('listens on IPv6 where asked to', async () => {
    const other = await startDemo({ port: 0, host: '::1', items: 0 });
    expect(other.url).toBe(`http://[::1]:${other.port}`);
    expect((await fetch(`${other.url}/hello`)).status).toBe(200);
    await other.close();
  });

  it('names a URL that can be connected to when it listens everywhere', async () => {
    const other = await startDemo({ port: 0, host: '0.0.0.0', items: 0 });
    expect(other.url).toBe(`http://127.0.0.1:${other.port}`);
    await other.close();
  });

  it('explains a port in use, with the remedy', async () => {
    await expect(startDemo({ port: demo.port })).rejects.toMatchObject({
      name: 'UserError',
      code: 'DEMO_PORT_IN_USE',
      message: expect.stringContaining(`127.0.0.1:${demo.port}`),
      hint: expect.stringContaining('--port'),
    });
  });

  it('explains a port that does not exist and a host that is not this machine', async () => {
    await expect(startDemo({ port: 70_000 })).rejects.toMatchObject({ code: 'DEMO_CANNOT_LISTEN' });
    await expect(startDemo({ port: 0, host: '192.0.2.1' })).rejects.toMatchObject({ code: 'DEMO_CANNOT_LISTEN' });
  });

  it('cuts every connection when it closes, idle, stalled or waiting, and may be closed twice', async () => {
    const other = await startDemo({ port: 0, items: 0 });
    const idle = connect(other.port, '127.0.0.1');
    const ended = new Promise((resolve) => idle.once('close', resolve).once('error', () => undefined));
    await new Promise((resolve) => idle.once('connect', resolve));
    const paths = ['/stall', '/delay/60000', '/delay/60000?precise=1', '/limited?ms=60000', '/drip?ms=60000'];
    const cut = paths.map((path) => expect(fetch(other.url + path).then((answer) => answer.text())).rejects.toThrow());
    await waitFor(async () => (await metric(other, 'http_requests_in_flight')) === paths.length + 1);
    await Promise.all([other.close(), other.close(), ended, ...cut]);
    await expect(fetch(`${other.url}/hello`)).rejects.toThrow();
  });

  it('answers the same bytes for the same seed, and others for another', async () => {
    const text = async (seed: number) => {
      const other = await startDemo({ port: 0, seed, items: 50 });
      const paths = ['/items?size=50', '/bytes/1000', '/flaky?rate=0.5', '/flaky?rate=0.5', '/slow?median=1'];
      const bodies: string[] = [];
      for (const path of paths) bodies.push(await (await fetch(other.url + path)).text());
      await other.close();
      return bodies.join('\n');
    };
    const first = await text(7);
    expect(await text(7)).toBe(first);
    expect(await text(8)).not.toBe(first);
  });
});

describe('routing', () => {
  it('answers an unknown path with a 404 in JSON', async () => {
    const answer = await fetch(`${demo.url}/nowhere`);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ status: 404, error: 'Not Found' });
  });

  it('answers a wrong method with a 405 that says what is allowed', async () => {
    const answer = await fetch(`${demo.url}/items/1`, { method: 'POST' });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('GET, PUT, PATCH, DELETE, HEAD, OPTIONS');
  });

  it('answers OPTIONS, and HEAD like GET without the body', async () => {
    const options = await fetch(`${demo.url}/hello`, { method: 'OPTIONS' });
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, HEAD, OPTIONS']);
    for (const path of ['/hello', '/items', '/bytes/100000', '/gzip', '/drip?ms=0', '/stream?ms=0&trailers=1']) {
      const head = await fetch(demo.url + path, { method: 'HEAD' });
      expect([path, head.status, await head.text()]).toEqual([path, 200, '']);
    }
  });

  it('answers a malformed escape with a 400', async () => {
    expect((await fetch(`${demo.url}/items/%E0%A4%A`)).status).toBe(400);
  });

  it('understands the whole URL that a proxy asks for', async () => {
    const answer = await raw(
      demo.port,
      'GET http://shop.test/items/1?x=1 HTTP/1.1\r\nHost: shop.test\r\nConnection: close\r\n\r\n',
    );
    expect(answer).toContain('"id":1,');
  });

  it('survives what is not HTTP', async () => {
    expect(await raw(demo.port, '\u0000\u0001 nonsense\r\n\r\n')).toContain('400 Bad Request');
    expect((await fetch(`${demo.url}/hello`)).status).toBe(200);
  });

  it('lists every route on its index page and in the documentation', async () => {
    const page = await (await fetch(demo.url)).text();
    const documentation = await readFile(new URL('../../docs/demo.md', import.meta.url), 'utf8');
    for (const route of demoRoutes(stateFor({ items: 1 }))) {
      expect(page).toContain(`<td>${route.method}</td><td><code>${route.path}</code></td>`);
      expect(documentation).toContain(
        `| ${route.method} | \`${route.path}\` | ${route.about.replaceAll('|', '\\|')} |`,
      );
    }
  });
});

describe('/hello and /metrics', () => {
  it('answers five bytes', async () => {
    const answer = await fetch(`${demo.url}/hello`);
    expect([answer.headers.get('content-length'), await answer.text()]).toEqual(['5', 'hello']);
  });

  it('counts requests by method, route and status, in buckets that add up', async () => {
    const other = await startDemo({ port: 0, items: 5 });
    for (const path of ['/hello', '/hello', '/items/1', '/items/2', '/items/99', '/none']) {
      await (await fetch(other.url + path)).text();
    }
    const text = await (await fetch(`${other.url}/metrics`)).text();
    await other.close();
    const lines = text.split('\n');
    expect(lines).toContain('http_requests_total{method="GET",route="/hello",status="200"} 2');
    expect(lines).toContain('http_requests_total{method="GET",route="/items/:id",status="200"} 2');
    expect(lines).toContain('http_requests_total{method="GET",route="/items/:id",status="404"} 1');
    expect(lines).toContain('http_requests_total{method="GET",route="(none)",status="404"} 1');
    expect(lines).toContain('http_request_duration_seconds_bucket{method="GET",route="/items/:id",le="+Inf"} 3');
    expect(lines).toContain('http_request_duration_seconds_count{method="GET",route="/items/:id"} 3');
    expect(text).toMatch(/^http_connections_open [1-9]/m);
    expect(text).toMatch(/^process_cpu_seconds_total \d/m);
    expect(text).toMatch(/^process_resident_memory_bytes \d/m);
    for (const line of lines.filter((each) => each !== '')) {
      expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{(\w+="[^"]*",?)+\})? [\d.e+-]+)$/);
    }
  });

  it('counts requests that were cut short apart', async () => {
    const before = await metric(demo, 'http_requests_aborted_total');
    await expect(fetch(`${demo.url}/stall`, { signal: AbortSignal.timeout(50) })).rejects.toThrow();
    await waitFor(async () => (await metric(demo, 'http_requests_aborted_total')) === before + 1);
  });
});

async function metric(of: Demo, name: string): Promise<number> {
  const text = await (await fetch(`${of.url}/metrics`)).text();
  return Number(new RegExp(`^${name} (.+)$`, 'm').exec(text)?.[1]);
}

async function waitFor(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5));
}

function raw(port: number, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(request));
    socket.on('data', (chunk) => {
      text += chunk.toString();
    });
    socket.on('close', () => resolve(text)).on('error', reject);
  });
}
