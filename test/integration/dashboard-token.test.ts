import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Served, served } from '../dashboard/served.ts';
import { madeRun } from '../stores/made-runs.ts';

const TOKEN = 'a-token-that-nobody-guesses';
const JSON_HEADERS = { 'content-type': 'application/json', 'x-plimsoll': '1' };

function statusOf(answer: string): number {
  return Number(/^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1] ?? 0);
}

describe('on all addresses', () => {
  let open: Served;
  let url = '';
  beforeAll(async () => {
    open = await served({
      host: '0.0.0.0',
      token: TOKEN,
      allowedHosts: ['perf.example.com'],
      runs: [madeRun({ id: 'r1' })],
    });
    url = `http://127.0.0.1:${open.dashboard.port}`;
  });
  afterAll(() => open.close());

  it('nothing is told without the token', async () => {
    for (const path of [
      '/',
      '/runs/r1',
      '/dashboard.js',
      '/api/info',
      '/api/runs',
      '/api/events',
      '/metrics',
      '/api/none',
      '/x.y',
    ]) {
      const answer = await fetch(url + path);
      expect(answer.status, path).toBe(401);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="plimsoll"');
      const text = await answer.text();
      expect(text).not.toMatch(new RegExp(`${TOKEN}|r1|${open.folder}`));
    }
    const wrong = { headers: { authorization: 'Bearer a-token-that-nobody-guessed' } };
    expect((await fetch(`${url}/api/info`, wrong)).status).toBe(401);
    expect((await fetch(`${url}/api/jobs`, { method: 'POST', headers: JSON_HEADERS, body: '{}' })).status).toBe(401);
  });

  it('programs send it in a header', async () => {
    const headers = { authorization: `Bearer ${TOKEN}` };
    expect((await fetch(`${url}/api/info`, { headers })).status).toBe(200);
    expect((await fetch(`${url}/metrics`, { headers })).status).toBe(200);
    const change = { method: 'POST', headers: { ...headers, ...JSON_HEADERS }, body: '{"set": {"a": "b"}}' };
    expect((await fetch(`${url}/api/runs/r1/tags`, change)).status).toBe(200);
    expect((await fetch(`${url}/api/info?token=${TOKEN}`)).status).toBe(401);
  });

  it('browsers come with it once, and are known by a cookie', async () => {
    const entry = await fetch(`${url}/tests/a%2Fb?token=${TOKEN}&metric=x%26y`, { redirect: 'manual' });
    expect(entry.status).toBe(303);
    expect(entry.headers.get('location')).toBe('/tests/a%2Fb?metric=x%26y');
    const cookie = /^[^;]+/.exec(entry.headers.get('set-cookie') ?? '')?.[0] ?? '';
    expect(cookie).not.toContain(TOKEN);
    expect((await fetch(`${url}/api/info`, { headers: { cookie } })).status).toBe(200);
    expect((await fetch(`${url}/`, { headers: { cookie } })).status).toBe(200);
    const tossed = `${cookie.replace(/=.*/, '=')}of-another-server; ${cookie}`;
    expect((await fetch(`${url}/api/info`, { headers: { cookie: tossed } })).status).toBe(200);
    const page = { cookie, 'content-type': 'application/json' };
    const change = (origin: string) =>
      fetch(`${url}/api/runs/r1/tags`, { method: 'POST', headers: { ...page, origin }, body: '{}' });
    expect((await change(url)).status).toBe(200);
    expect((await change('http://127.0.0.1:3000')).status).toBe(403);
  });

  it('a wrong one in the URL gives no cookie, and leads nowhere else', async () => {
    const wrong = await fetch(`${url}/?token=wrong`, { redirect: 'manual' });
    expect([wrong.status, wrong.headers.get('set-cookie')]).toEqual([401, null]);
    for (const path of [
      '//evil.example',
      '/%5cevil.example',
      '/\\evil.example',
      '/%2f%2fevil.example',
      '/.//evil.example',
    ]) {
      const answer = await open.raw(
        `GET ${path}?token=${TOKEN} HTTP/1.1\r\nHost: 127.0.0.1:${open.dashboard.port}\r\n\r\n`,
      );
      expect(answer).not.toMatch(/^location: (?:\/[/\\]|http)/im);
    }
  });

  it('a link of another site is made one of its own, with the cookie that browsers keep back until then', async () => {
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    const headers = Object.entries(link)
      .map((each) => `${each.join(': ')}\r\n`)
      .join('');
    const sent = (path: string) =>
      open.raw(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${open.dashboard.port}\r\n${headers}\r\n`);
    expect(await sent('/runs/r1?a=%22%3E1')).toContain(`content="0; url=/runs/r1?a=%22%3E1"`);
    expect(await sent(`/runs/r1?token=${TOKEN}`)).toMatch(/set-cookie: plimsoll-[\s\S]*url=\/runs\/r1"/i);
    expect(await sent('/runs/r1?token=wrong')).toMatch(/^HTTP\/1\.1 401/);
    expect(await sent("/runs/'onx=1?<b>")).not.toMatch(/<b>|'onx/);
  });

  it('a name that was allowed is one of its own', async () => {
    const named = (name: string) =>
      open.raw(`GET /api/info HTTP/1.1\r\nHost: ${name}\r\nAuthorization: Bearer ${TOKEN}\r\n\r\n`);
    expect(statusOf(await named('perf.example.com'))).toBe(200);
    expect(statusOf(await named('evil.example'))).toBe(403);
  });
});
