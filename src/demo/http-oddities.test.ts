import { createHash } from 'node:crypto';
import { Agent, get, type IncomingMessage, request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Demo, startDemo } from './demo.ts';

let demo: Demo;
beforeAll(async () => {
  demo = await startDemo({ port: 0, items: 200 });
});
afterAll(() => demo.close());

async function json<T = Record<string, unknown>>(path: string, init?: RequestInit): Promise<T> {
  return (await (await fetch(demo.url + path, init)).json()) as T;
}

describe('/echo', () => {
  it('says what it was sent, by any method', async () => {
    const answer = await json('/echo?a=1&b=2&b=3&__proto__=4', {
      method: 'PATCH',
      headers: { cookie: 'x=1; y="2"', 'content-type': 'application/json', 'x-own': 'yes' },
      body: '{"n":1}',
    });
    expect(answer).toMatchObject({ method: 'PATCH', path: '/echo', bytes: 7, body: '{"n":1}', json: { n: 1 } });
    expect(answer.query).toEqual(JSON.parse('{"a":"1","b":["2","3"],"__proto__":"4"}'));
    expect(answer.cookies).toEqual({ x: '1', y: '"2"' });
    expect(answer.headers).toMatchObject({ 'x-own': 'yes', host: `127.0.0.1:${demo.port}` });
  });

  it('reads forms, and shows bytes that are not text in base64', async () => {
    const form = await json('/echo', { method: 'POST', body: new URLSearchParams('a=1&a=2&b=%C3%A4') });
    expect(form.form).toEqual({ a: ['1', '2'], b: 'ä' });
    const bytes = await json('/echo', { method: 'PUT', body: new Uint8Array([0xff, 0xfe]) });
    expect(bytes).toMatchObject({ bytes: 2, body: '//4=' });
  });

  it('numbers the connections, and the requests of each', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const [first, second] = [await connectionOf(agent), await connectionOf(agent)];
    agent.destroy();
    expect(second).toEqual({ id: first.id, requests: 2 });
    expect((await connectionOf(new Agent())).id).toBeGreaterThan(first.id);
  });
});

describe('errors and faults', () => {
  it.each([200, 201, 204, 304, 400, 418, 429, 500, 503, 599])('/error/%i answers that status', async (status) => {
    const answer = await fetch(`${demo.url}/error/${status}`, { method: 'POST' });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('retry-after')).toBe([429, 503].includes(status) ? '1' : null);
    await answer.text();
  });

  it.each(['99', '199', '600', 'x', '20.5', '-1'])('/error/%s is refused', async (status) => {
    expect((await fetch(`${demo.url}/error/${status}`)).status).toBe(400);
  });

  it('/flaky fails the share asked for', async () => {
    const statuses = await Promise.all(
      Array.from({ length: 400 }, async () => (await fetch(`${demo.url}/flaky?rate=0.25`)).status),
    );
    const failed = statuses.filter((status) => status === 503).length;
    expect(failed).toBeGreaterThan(60);
    expect(failed).toBeLessThan(140);
    expect(statuses.every((status) => status === 200 || status === 503)).toBe(true);
    expect((await fetch(`${demo.url}/flaky?rate=0`)).status).toBe(200);
    expect((await fetch(`${demo.url}/flaky?rate=1&status=500`)).status).toBe(500);
    expect((await fetch(`${demo.url}/flaky?rate=1.1`)).status).toBe(400);
  });

  it('/stall never answers, or stops after the headers or in the body', async () => {
    const signal = () => AbortSignal.timeout(100);
    await expect(fetch(`${demo.url}/stall`, { signal: signal() })).rejects.toThrow();
    const headers = await fetch(`${demo.url}/stall?after=headers`, { signal: signal() });
    expect(headers.headers.get('content-length')).toBe('100');
    await expect(headers.text()).rejects.toThrow();
    expect(await receivedBefore('/stall?after=body', 100)).toBe(50);
  });

  it('/reset resets the connection, at once or half-way', async () => {
    await expect(received('/reset')).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(await receivedBefore('/reset?after=headers', 5000)).toBe(0);
    expect(await receivedBefore('/reset?after=body', 5000)).toBe(50);
  });

  it('/close announces the end of the connection and keeps its word', async () => {
    const response = await received('/close');
    expect(response.headers.connection).toBe('close');
    const closed = new Promise((resolve) => response.socket.once('close', resolve));
    response.resume();
    await closed;
  });
});

describe('bodies of all kinds', () => {
  it('/drip sends a known length byte by byte', async () => {
    const response = await received('/drip?bytes=5&ms=10');
    const chunks: string[] = [];
    for await (const chunk of response) chunks.push(String(chunk));
    expect(response.headers['content-length']).toBe('5');
    expect(chunks.join('')).toBe('*****');
    expect(chunks.length).toBeGreaterThan(1);
  });

  it('/stream sends chunks, with trailers that check them', async () => {
    const response = await received('/stream?chunks=4&ms=1&size=30000&trailers=1');
    const hash = createHash('sha256');
    let size = 0;
    for await (const chunk of response) {
      hash.update(chunk as Buffer);
      size += (chunk as Buffer).length;
    }
    expect(response.headers['transfer-encoding']).toBe('chunked');
    expect(size).toBe(120_000);
    expect(response.trailers).toEqual({ 'x-chunks': '4', 'x-sha256': hash.digest('hex') });
    expect(await (await fetch(`${demo.url}/stream?chunks=2&ms=0`)).text()).toBe('chunk 1 of 2\nchunk 2 of 2\n');
    expect(await (await fetch(`${demo.url}/stream?chunks=0`)).text()).toBe('');
  });

  it('/bytes sends exactly as many bytes as asked, each answer the beginning of a longer one', async () => {
    const bytes = async (n: number) => Buffer.from(await (await fetch(`${demo.url}/bytes/${n}`)).arrayBuffer());
    const long = await bytes(1_000_001);
    expect(long).toHaveLength(1_000_001);
    for (const n of [0, 1, 65_535, 65_536, 65_537, 131_072])
      expect((await bytes(n)).equals(long.subarray(0, n))).toBe(true);
    expect((await fetch(`${demo.url}/bytes/-1`)).status).toBe(400);
  });

  it.each(['gzip', 'deflate', 'br'])('/%s sends JSON in that encoding', async (encoding) => {
    const answer = await fetch(`${demo.url}/${encoding}`);
    expect(answer.headers.get('content-encoding')).toBe(encoding);
    const { items } = (await answer.json()) as { items: unknown[] };
    expect(items).toHaveLength(100);
  });
});

describe('redirects and cookies', () => {
  it('/redirect takes the number of hops asked for', async () => {
    const answer = await fetch(`${demo.url}/redirect/5`);
    expect([answer.url, answer.redirected]).toEqual([`${demo.url}/redirect/0`, true]);
    const hop = await fetch(`${demo.url}/redirect/2?status=307`, { redirect: 'manual' });
    expect([hop.status, hop.headers.get('location')]).toEqual([307, '/redirect/1?status=307']);
    expect(await json('/redirect/2?status=307', { method: 'POST' })).toEqual({ method: 'POST', redirected: true });
    expect(await json('/redirect/2?status=303', { method: 'POST' })).toEqual({ method: 'GET', redirected: true });
    expect((await fetch(`${demo.url}/redirect/1?status=304`)).status).toBe(400);
  });

  it('/redirect ends where it is told to', async () => {
    const to = async (value: string) => {
      const answer = await fetch(`${demo.url}/redirect/1?to=${encodeURIComponent(value)}`, { redirect: 'manual' });
      return answer.headers.get('location') ?? answer.status;
    };
    expect(await to('/hello?x=1')).toBe('/hello?x=1');
    expect(await to('http://other.test:81/a b')).toBe('http://other.test:81/a%20b');
    expect(await to('/a\r\nx: y')).toBe('/ax:%20y');
    expect(await to('//other.test/x')).toBe('//other.test/x');
    expect(await to('no url')).toBe(400);
    expect((await fetch(`${demo.url}/redirect/3?to=%2Fhello`)).url).toBe(`${demo.url}/hello`);
  });

  it('/cookies shows, sets and deletes', async () => {
    expect(await json('/cookies', { headers: { cookie: 'a=1; b=2=3' } })).toEqual({ cookies: { a: '1', b: '2=3' } });
    const set = await fetch(`${demo.url}/cookies/set?a=1&b=x%3By&path=/shop&max-age=60&httponly`);
    expect(await set.json()).toEqual({ set: { a: '1', b: 'x;y' } });
    expect(set.headers.getSetCookie()).toEqual([
      'a=1; Path=/shop; Max-Age=60; HttpOnly',
      'b=x%3By; Path=/shop; Max-Age=60; HttpOnly',
    ]);
    const gone = await fetch(`${demo.url}/cookies/delete?a&b`);
    expect(gone.headers.getSetCookie()).toEqual(['a=; Path=/; Max-Age=0', 'b=; Path=/; Max-Age=0']);
    for (const query of ['', 'a%20b=1', 'a=1&path=%0d%0a', 'a=1&domain=x%3Bsecure', 'a=1&path=%E2%98%83']) {
      expect([query, (await fetch(`${demo.url}/cookies/set?${query}`)).status]).toEqual([query, 400]);
    }
  });
});

describe('/html', () => {
  it('has links and a form that is taken with its token only', async () => {
    const page = await (await fetch(`${demo.url}/html`)).text();
    expect(page.match(/<li class="item"><a href="\/items\/\d+">/g)).toHaveLength(3);
    const csrf = /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? '';
    const post = (fields: Record<string, string>) =>
      fetch(`${demo.url}/html`, { method: 'POST', body: new URLSearchParams(fields) });
    expect(await (await post({ csrf, email: 'a@b.c' })).json()).toEqual({ subscribed: 'a@b.c' });
    expect((await post({ csrf, email: 'nobody' })).status).toBe(400);
    expect((await post({ csrf: `${csrf.slice(0, -1)}!`, email: 'a@b.c' })).status).toBe(403);
    expect((await post({ email: 'a@b.c' })).status).toBe(403);
  });
});

function connectionOf(agent: Agent): Promise<{ id: number; requests: number }> {
  return new Promise((resolve, reject) => {
    const sent = get(`${demo.url}/echo`, { agent }, async (response) => {
      let text = '';
      for await (const chunk of response) text += String(chunk);
      resolve(JSON.parse(text).connection);
    });
    sent.on('error', reject);
  });
}

function received(path: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get(demo.url + path, { agent: false }, resolve).on('error', reject);
  });
}

/** How many bytes of a body came before it broke off, or before the time was up. */
function receivedBefore(path: string, timeoutMs: number): Promise<number> {
  return new Promise((resolve, reject) => {
    let size = -1;
    const sent = request(demo.url + path, { agent: false, signal: AbortSignal.timeout(timeoutMs) }, (response) => {
      size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
      });
      response.on('error', () => resolve(size));
      response.on('end', () => reject(new Error('The body was complete.')));
    });
    sent.on('error', (error) => (size >= 0 ? resolve(size) : reject(error)));
    sent.end();
  });
}
