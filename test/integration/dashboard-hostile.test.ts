import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Served, served } from '../dashboard/served.ts';
import { madeRun } from '../stores/made-runs.ts';

const JSON_HEADERS = { 'content-type': 'application/json', 'x-plimsoll': '1' };

let site: Served;
let host = '';
beforeAll(async () => {
  site = await served({ runs: [madeRun({ id: 'r1' })] });
  host = `127.0.0.1:${site.dashboard.port}`;
});
afterAll(async () => {
  await site.close();
  expect(site.bugs).toEqual([]);
});

function statusOf(answer: string): number {
  return Number(/^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1] ?? 0);
}

/** A request as it would be written, with the right host unless told otherwise. */
function request(line: string, headers: readonly string[] = [], body = ''): string {
  const all = headers.some((each) => /^host:/i.test(each)) ? headers : [`Host: ${host}`, ...headers];
  return `${line} HTTP/1.1\r\n${all.map((each) => `${each}\r\n`).join('')}\r\n${body}`;
}

async function statusFor(line: string, headers: readonly string[] = [], body = ''): Promise<number> {
  return statusOf(await site.raw(request(line, headers, body)));
}

describe('paths', () => {
  it.each([
    ...['/../../../../etc/passwd', '/%2e%2e/%2e%2e/etc/passwd', '/..%2f..%2fetc%2fpasswd', '/%2e%2e%2fetc/passwd'],
    ...[
      '/..\\..\\etc\\passwd',
      '/%2e%2e%5cetc',
      '/%252e%252e/etc/passwd',
      '/%c0%ae%c0%ae/etc/passwd',
      '/%uff0e%uff0e/x',
    ],
    ...[
      '/dashboard.js/../../package.json',
      '/dashboard.js%00.css',
      '/./dashboard.js',
      '//etc/passwd',
      '/api/../package.json',
    ],
    ...[
      '/api/runs/..%2f..%2fetc%2fpasswd',
      '/api/runs/%2e%2e',
      '/api/runs/../../package.json/json',
      '/file:///etc/passwd',
    ],
    ...[
      '/runs/%00',
      '/runs/%0d%0aset-cookie:%20a=b',
      '/tests/%ff',
      '/package.json',
      '/.env',
      '/.git/config',
      '/dist/web/static.js',
    ],
  ])('%s leads to no file', async (path) => {
    const answer = await site.raw(request(`GET ${path}`));
    expect([200, 400, 404]).toContain(statusOf(answer));
    expect(answer).not.toMatch(/root:|"dependencies"|set-cookie/i);
    if (statusOf(answer) === 200) expect(answer).toContain('<title>Plimsoll</title>');
  });

  it.each([
    ['http://evil.example/', 400],
    [`http://127.0.0.1/api/runs`, 400],
    ['*', 400],
    ['api/runs', 400],
    ['/\\evil.example', 400],
    ['//evil.example/?token=x', 400],
    [`/${'a'.repeat(10_000)}`, 413],
    [`/api/runs?search=${'a'.repeat(10_000)}`, 413],
    [`/${'a'.repeat(20_000)}`, 431],
    ['/%E0%A4%A', 400],
    [`/api/runs?${'a&'.repeat(60)}`, 400],
    ['/api/runs?limit=1e309', 400],
    ['/api/runs?limit=99999999999999999999999', 400],
    ['/api/runs?before=99999999999999999~x', 400],
    ['/api/runs?before=8640000000000001~x', 400],
    ['/api/runs?before=-1~x', 400],
    ['/api/runs?before=0~x', 200],
  ])('%s has status %d', async (target, status) => {
    const answer = await site.raw(request(`GET ${target}`));
    expect(statusOf(answer)).toBe(status);
    if (status >= 400) expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4)).error.code).toMatch(/^REQUEST_/);
  });
});

describe('hosts', () => {
  it.each([
    ['evil.example', 403],
    ['evil.example:PORT', 403],
    ['127.0.0.1', 403],
    ['127.0.0.1:1', 403],
    ['localhost:PORT', 200],
    ['LocalHost:PORT', 200],
    ['[::1]:PORT', 200],
    ['0.0.0.0:PORT', 403],
    ['127.0.0.1:PORT@evil.example', 403],
    ['', 403],
  ])('%j gets %d', async (name, status) => {
    const header = `Host: ${name.replace('PORT', String(site.dashboard.port))}`;
    expect(await statusFor('GET /api/info', [header])).toBe(status);
    expect(await statusFor('GET /', [header])).toBe(status);
    expect(await statusFor('GET /dashboard.js', [header])).toBe(status);
  });

  it('are named once', async () => {
    expect(statusOf(await site.raw('GET /api/info HTTP/1.1\r\n\r\n'))).toBe(400);
    expect(statusOf(await site.raw('GET /api/info HTTP/1.0\r\n\r\n'))).toBe(403);
    expect(await statusFor('GET /api/info', [`Host: ${host}`, 'Host: evil.example'])).toBe(400);
    expect(await statusFor('GET /api/info', ['Host: evil.example', `Host: ${host}`])).toBe(400);
    expect(await statusFor('GET /api/info', ['Host: evil.example', `X-Forwarded-Host: ${host}`])).toBe(403);
  });
});

describe('pages of other sites', () => {
  const post = async (headers: Readonly<Record<string, string>>, body = '{"set": {"evil": "1"}}') =>
    (await fetch(`${site.url}/api/runs/r1/tags`, { method: 'POST', headers, body })).status;

  it('change nothing', async () => {
    const json = { 'content-type': 'application/json' };
    expect(await post({ 'content-type': 'application/x-www-form-urlencoded' }, 'set=evil')).toBe(403);
    expect(await post({ 'content-type': 'text/plain' })).toBe(403);
    expect(await post({ 'content-type': 'multipart/form-data; boundary=x' })).toBe(403);
    expect(await post(json)).toBe(403);
    expect(await post({ ...json, origin: 'http://evil.example' })).toBe(403);
    expect(await post({ ...json, origin: 'null', 'x-plimsoll': '1' })).toBe(403);
    expect(await post({ ...json, origin: 'http://localhost:3000', 'sec-fetch-site': 'same-site' })).toBe(403);
    expect(await post({ ...json, origin: site.url, 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await post({ ...json, cookie: 'a=b', 'x-plimsoll': '1' })).toBe(403);
    for (const path of ['/api/jobs', '/api/jobs/x/stop', '/api/live/x/stop']) {
      const answer = await fetch(site.url + path, {
        method: 'POST',
        body: '{}',
        headers: { origin: 'http://evil.example', ...json },
      });
      expect(answer.status).toBe(403);
    }
    const tags = (await (await fetch(`${site.url}/api/runs/r1`)).json()) as { environment: { tags: object } };
    expect(tags.environment.tags).toEqual({});
  });

  it('read nothing, and are answered no preflight', async () => {
    for (const path of ['/api/runs', '/metrics', '/api/events', '/dashboard.js']) {
      const answer = await site.raw(request(`GET ${path}`, ['Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: no-cors']));
      expect(statusOf(answer), path).toBe(403);
      expect(await statusFor(`GET ${path}`, ['Origin: http://evil.example'])).toBe(403);
    }
    const preflight = await site.raw(
      request('OPTIONS /api/jobs', ['Origin: http://evil.example', 'Access-Control-Request-Method: POST']),
    );
    expect(statusOf(preflight)).toBe(403);
    expect(
      await site.raw(request('OPTIONS /api/jobs', [...Object.entries(JSON_HEADERS).map((each) => each.join(': '))])),
    ).toMatch(/^HTTP\/1\.1 405 [\s\S]*allow: GET, HEAD, POST/);
    expect(preflight).not.toMatch(/access-control/i);
  });

  it('may lead to a page', async () => {
    const link = ['Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: navigate', 'Sec-Fetch-Dest: document'];
    expect(await statusFor('GET /runs/r1', link)).toBe(200);
    expect(await statusFor('GET /api/runs', link)).toBe(403);
    expect(await statusFor('GET /runs/r1', [...link.slice(0, 2), 'Sec-Fetch-Dest: iframe'])).toBe(403);
  });
});

describe('methods', () => {
  it.each([
    ['PUT', 405],
    ['DELETE', 405],
    ['PATCH', 405],
    ['PROPFIND', 405],
    ['TRACE', 405],
  ])('%s does nothing', async (method, status) => {
    const program = Object.entries(JSON_HEADERS).map((each) => each.join(': '));
    expect(await statusFor(`${method} /api/runs/r1`, program)).toBe(status);
    expect(await statusFor(`${method} /runs/r1`, program)).toBe(status);
  });

  it('that are none, or tunnels, end the connection', async () => {
    expect(await statusFor('EVIL /api/runs')).toBe(400);
    expect(await statusFor('get /api/runs')).toBe(400);
    expect(await statusFor(`CONNECT ${host}`)).toBe(0);
    expect(
      await statusFor('GET /api/info', ['Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Version: 13']),
    ).toBe(200);
  });

  it('of another name stay what they are', async () => {
    const program = Object.entries(JSON_HEADERS).map((each) => each.join(': '));
    expect(await statusFor('GET /api/runs/r1/tags?_method=POST')).toBe(400 + 5);
    expect(await statusFor('POST /api/runs/r1', [...program, 'X-HTTP-Method-Override: GET', 'Content-Length: 0'])).toBe(
      405,
    );
  });

  it('HEAD is GET without the body', async () => {
    const answer = await site.raw(request('HEAD /api/runs'));
    expect(answer).toMatch(/^HTTP\/1\.1 200 [\s\S]*content-length: [1-9]\d*\r\n/);
    expect(answer.endsWith('\r\n\r\n')).toBe(true);
  });
});

describe('requests that hide others', () => {
  const hidden = 'GET /api/runs HTTP/1.1\r\nHost: evil.example\r\n\r\n';
  const program = Object.entries(JSON_HEADERS).map((each) => each.join(': '));

  it.each([
    ['two types', ['Content-Type: text/plain', 'Content-Length: 2']],
    ['two lengths', ['Content-Length: 5', 'Content-Length: 6']],
    ['a length and chunks', ['Content-Length: 4', 'Transfer-Encoding: chunked']],
    ['chunks, said twice', ['Transfer-Encoding: chunked', 'Transfer-Encoding: identity']],
    ['chunks of another name', ['Transfer-Encoding: xchunked']],
    ['a folded header', ['Transfer-Encoding:', ' chunked']],
    ['a space before the colon', ['Content-Length : 5']],
    ['a length with a sign', ['Content-Length: +5']],
    ['a length that is too large to be one', ['Content-Length: 99999999999999999999999']],
  ])('by %s are refused', async (_, headers) => {
    const answer = await site.raw(request('POST /api/runs/r1/tags', [...program, ...headers], `0\r\n\r\n${hidden}`));
    expect(statusOf(answer)).toBe(400);
    expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1);
  });

  it('in the body of a GET are not read, and the connection ends', async () => {
    const body = `Content-Length: ${hidden.length}`;
    for (const path of ['/api/runs', '/', '/dashboard.js', '/api/none']) {
      const answer = await site.raw(request(`GET ${path}`, [body], hidden));
      expect([400, 404]).toContain(statusOf(answer));
      expect(answer.match(/HTTP\/1\.1 \d/g), path).toHaveLength(1);
    }
  });

  it('behind a body that is refused are not read', async () => {
    const large = request(
      'POST /api/runs/r1/tags',
      [...program, 'Content-Length: 70000'],
      `${'x'.repeat(70_000)}${hidden}`,
    );
    const answer = await site.raw(large);
    expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 413']);
    const chunked = `${'1000\r\n'.concat('x'.repeat(4096), '\r\n').repeat(20)}0\r\n\r\n`;
    const second = await site.raw(
      request('POST /api/runs/r1/tags', [...program, 'Transfer-Encoding: chunked'], chunked),
    );
    expect(statusOf(second)).toBe(413);
  });

  it('with line ends that are none, or bytes that are no HTTP, are refused', async () => {
    expect(statusOf(await site.raw(`GET /api/info\nHost: ${host}\n\n`))).toBe(400);
    expect(statusOf(await site.raw('\u0016\u0003\u0001\u0002\u0000\u0001'))).toBe(400);
    expect(statusOf(await site.raw(request('GET /api/info', ['X: a\u0000b'])))).toBe(400);
    expect(statusOf(await site.raw(request('GET /api/info', [`X: ${'a'.repeat(20_000)}`])))).toBe(431);
  });
});

it('whatever is answered has strict headers, and says nothing of the server', async () => {
  const answers = await Promise.all([
    site.raw(request('GET /')),
    site.raw(request('GET /dashboard.js')),
    site.raw(request('GET /api/info')),
    site.raw(request('GET /api/none')),
    site.raw(request('GET /', ['Host: evil.example'])),
    site.raw(request('GET /?token=x')),
    site.raw('nonsense\r\n\r\n'),
  ]);
  for (const answer of answers) {
    const head = answer.slice(0, answer.indexOf('\r\n\r\n')).toLowerCase();
    expect(head).toContain(
      "content-security-policy: default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'",
    );
    expect(head).toContain("frame-ancestors 'none'");
    expect(head).toContain('x-content-type-options: nosniff');
    expect(head).toContain('referrer-policy: no-referrer');
    expect(head).toContain('cross-origin-opener-policy: same-origin');
    expect(head).toContain('cross-origin-resource-policy: same-origin');
    expect(head).toMatch(/cache-control: no-(?:store|cache)/);
    expect(head).not.toMatch(/^(?:server|x-powered-by|access-control)/m);
  }
});

it('whoever sends headers slowly keeps nothing else from being answered', async () => {
  const slow = Array.from({ length: 50 }, () => connect(site.dashboard.port, '127.0.0.1'));
  for (const socket of slow) socket.on('error', () => undefined).write('GET / HTTP/1.1\r\nHost: ');
  expect(await statusFor('GET /api/info')).toBe(200);
  for (const socket of slow) socket.destroy();
});

describe('whoever asks for more than is read', () => {
  it('and does not wait for answers is cut off, streams of events and all', async () => {
    const many = connect(site.dashboard.port, '127.0.0.1');
    const closed = new Promise((resolve) => many.on('error', () => undefined).once('close', resolve));
    many.write(request('GET /api/events').repeat(300));
    await closed;
    const metrics = () => fetch(`${site.url}/metrics`).then((answer) => answer.text());
    await vi.waitFor(async () => expect(await metrics()).not.toContain('event_streams{route="/api/events"}'));
  });

  it('is answered as far as there is room, and others again when there is', async () => {
    const slow = Array.from({ length: 110 }, () => connect(site.dashboard.port, '127.0.0.1'));
    // A body that does not end keeps a request from being answered.
    const begun = [...Object.entries(JSON_HEADERS).map((each) => each.join(': ')), 'Content-Length: 2'];
    for (const socket of slow) socket.on('error', () => undefined).write(request('POST /api/runs/r1/tags', begun, '{'));
    await vi.waitFor(async () => expect(await statusFor('GET /api/info')).toBe(503));
    expect(await site.raw(request('GET /api/info'))).toContain('DASHBOARD_BUSY');
    for (const socket of slow) socket.destroy();
    await vi.waitFor(async () => expect(await statusFor('GET /api/info')).toBe(200));
  });
});

it('IPv6 does as well', async () => {
  const six = await served({ host: '::1' }).catch((error: unknown) => error as Error);
  // Machines without it have nothing to try it on.
  if (six instanceof Error) return expect(six).toMatchObject({ code: 'DASHBOARD_CANNOT_LISTEN' });
  expect((await fetch(`${six.url}/api/info`)).status).toBe(200);
  await six.close();
});

it('a port that is taken, or an address that is none, is an error with what to do', async () => {
  await expect(served({ port: site.dashboard.port })).rejects.toMatchObject({
    code: 'DASHBOARD_PORT_IN_USE',
    hint: 'take another one',
  });
  await expect(served({ host: '203.0.113.7' })).rejects.toMatchObject({ code: 'DASHBOARD_CANNOT_LISTEN' });
  await expect(served({ storeUrl: 'nonsense:x' })).rejects.toMatchObject({ code: 'INVALID_DATABASE_URL' });
});
