import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DashboardEvent, LivePage } from '../../src/model/dashboard-api.ts';
import type { LiveMessage } from '../../src/model/live-run.ts';
import { type StartedCommand, startPlimsoll } from './command-line.ts';

let folder = '';
let target: Server;
let env: Readonly<Record<string, string>>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-serve-'));
  env = { PLIMSOLL_LIVE: join(folder, 'live') };
  target = createServer((_, response) => void setTimeout(() => response.end('ok'), 5));
  await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(target.address() as AddressInfo).port}`;
  writeFileSync(
    join(folder, 'shop.yaml'),
    `config: { target: '${url}' }\nscenarios:\n  - name: browse\n    flow: [{ get: { url: / } }]\n`,
  );
});
afterAll(() => {
  // Only where a test has failed is any of them still there.
  for (const { child } of started) child.kill('SIGKILL');
  target.closeAllConnections();
  target.close();
  rmSync(folder, { recursive: true, force: true });
});

const started: StartedCommand[] = [];

function start(args: readonly string[], more: Readonly<Record<string, string>> = {}): StartedCommand {
  const command = startPlimsoll(args, { cwd: folder, env: { ...env, ...more } });
  started.push(command);
  return command;
}

async function serve(...args: readonly string[]): Promise<{ command: StartedCommand; url: string }> {
  const command = start(['serve', '--port', '0', ...args]);
  await command.wrote(/listening on http\S+\n?/);
  const [, url = ''] = /(http:\/\/[^/\s]+)\//.exec(command.output()) ?? [];
  return { command, url };
}

const run = (...args: readonly string[]) => start(['run', 'shop.yaml', '-u', '2', ...args]);

/** What a stream of events says, until something is heard. */
async function heard<T>(url: string, isLast: (event: T, all: readonly T[]) => boolean): Promise<T[]> {
  const stopping = new AbortController();
  const late = setTimeout(() => stopping.abort(), 15_000);
  const answer = await fetch(url, { signal: stopping.signal });
  expect(answer.headers.get('content-type')).toContain('text/event-stream');
  const events: T[] = [];
  let text = '';
  try {
    for await (const chunk of answer.body ?? []) {
      text += Buffer.from(chunk).toString();
      const parts = text.split('\n\n');
      text = parts.pop() ?? '';
      for (const data of parts.filter((part) => part.startsWith('data: '))) {
        events.push(JSON.parse(data.slice(6)));
        if (isLast(events.at(-1) as T, events)) return events;
      }
    }
    return events;
  } finally {
    clearTimeout(late);
    stopping.abort();
  }
}

async function liveId(url: string): Promise<string> {
  for (;;) {
    const { runs } = (await (await fetch(`${url}/api/live`)).json()) as LivePage;
    if (runs[0] !== undefined) return runs[0].id;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe.concurrent('plimsoll serve', () => {
  it('tells of a run from its start to its end, also whoever comes late or again', async () => {
    const { command, url } = await serve();
    const changes = heard<DashboardEvent>(`${url}/api/events`, ({ type }) => type === 'runs');
    const running = run('-d', '30s');
    const id = await liveId(url);
    const events = `${url}/api/live/${id}/events`;
    const whole = heard<LiveMessage>(events, ({ type }) => type === 'ended');
    const [late] = await heard<LiveMessage>(events, (_, { length }) => length > 1);
    expect(late).toMatchObject({ type: 'begun', run: { id, name: 'shop' } });
    command.child.kill('SIGTERM');
    expect((await command.ended).code).toBe(0);
    // Its end has cut the stream, and the run goes on.
    expect((await whole.catch(() => [])).every(({ type }) => type !== 'ended')).toBe(true);
    const again = await serve();
    const rest = heard<LiveMessage>(`${again.url}/api/live/${id}/events`, ({ type }) => type === 'ended');
    const kept = heard<DashboardEvent>(`${again.url}/api/events`, ({ type }) => type === 'runs');
    const stop = { method: 'POST', headers: { 'content-type': 'application/json', 'x-plimsoll': '1' }, body: '{}' };
    expect((await fetch(`${again.url}/api/live/${id}/stop`, stop)).status).toBe(202);
    const told = await rest;
    expect(told[0]?.type).toBe('begun');
    expect(told.at(-1)).toEqual({ type: 'ended', verdict: expect.any(String), isKept: true });
    await running.ended;
    expect((await kept).map(({ type }) => type)).toContain('live');
    expect(await (await fetch(`${again.url}/api/runs/${id}`)).json()).toMatchObject({ id, name: 'shop' });
    expect((await fetch(`${again.url}/api/live/${id}/stop`, stop)).status).toBe(404);
    await changes.catch(() => []);
    again.command.child.kill('SIGINT');
    expect((await again.command.ended).code).toBe(0);
  });

  it('says where it listens, what it serves and how to stop it', async () => {
    const { command, url } = await serve();
    // However they are called.
    expect(await (await fetch(`${url}/api/files`)).json()).toEqual([{ file: 'shop.yaml', type: 'load' }]);
    expect(command.output()).toMatch(
      /^The dashboard is listening on http:\/\/127\.0\.0\.1:\d+\/ \(Ctrl-C stops it\)\n/,
    );
    expect(command.output()).toContain('store    .plimsoll/store.db');
    const port = new URL(url).port;
    const second = await start(['serve', '--port', port]).ended;
    expect(second).toMatchObject({ code: 2, stderr: expect.stringContaining('DASHBOARD_PORT_IN_USE') });
    expect(second.stderr).toContain(`the dashboard of this project is there already: open ${url}/`);
    const quiet = await serve('--quiet');
    expect(quiet.command.output()).toMatch(/^The dashboard is listening on http\S+\n$/);
    for (const { child } of [command, quiet.command]) child.kill('SIGINT');
    expect((await command.ended).stderr).toBe('');
    await quiet.command.ended;
  });

  it('on all addresses makes a token, and prints it in the URL alone', async () => {
    const { command, url } = await serve('--host', '0.0.0.0');
    const [, token = ''] = /\?token=([\w-]{32})/.exec(command.output()) ?? [];
    expect((await fetch(`${url}/api/info`)).status).toBe(401);
    expect((await fetch(`${url}/api/info`, { headers: { authorization: `Bearer ${token}` } })).status).toBe(200);
    expect(command.output().split(token)).toHaveLength(2);
    command.child.kill('SIGINT');
    await command.ended;
    const asked = start(['serve', '--port', '0', '--host', '0.0.0.0'], { PLIMSOLL_TOKEN: 'a-token-of-my-own-making' });
    await asked.wrote(/listening on/);
    expect(asked.output()).not.toContain('a-token-of-my-own-making');
    asked.child.kill('SIGINT');
    await asked.ended;
    const weak = await start(['serve', '--token', 'short']).ended;
    expect(weak).toMatchObject({ code: 2, stderr: expect.stringContaining('16 characters or more') });
  });
});

it('plimsoll run --watch serves the run while it lasts, and ends with its exit code', async () => {
  const running = run('-d', '1500ms', '--watch', '--limit', 'http_req_duration p95 < 1ms');
  await running.wrote(/Watch it at http\S+\n/);
  const [page = ''] = /http:\S+/.exec(running.output()) ?? [];
  const { origin, pathname } = new URL(page);
  const id = pathname.split('/').at(-1) ?? '';
  const told = await heard<LiveMessage>(`${origin}/api/live/${id}/events`, ({ type }) => type === 'ended');
  expect(told.map(({ type }) => type)).toContain('begun');
  expect((await running.ended).code).toBe(3);
  await expect(fetch(page)).rejects.toThrow();
});
