import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Demo, startDemo } from '../../src/demo/demo.ts';
import type { LiveBegun, LiveMessage, LiveRun, LiveSecond } from '../../src/model/live-run.ts';
import type { Run } from '../../src/model/run.ts';
import { liveSocket } from '../../src/runs/live/live-folder.ts';
import { liveRuns, watchLiveRuns } from '../../src/runs/live/live-runs.ts';
import { watchRun } from '../../src/runs/live/watch-run.ts';
import { keptRuns } from '../stores/kept-runs.ts';
import { type StartedCommand, startPlimsoll } from './command-line.ts';

let demo: Demo;
let folder = '';
let live = '';

beforeAll(async () => {
  demo = await startDemo({ port: 0 });
});
afterAll(() => demo.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-live-'));
  live = mkdtempSync(join(tmpdir(), 'plimsoll-live-'));
  vi.stubEnv('PLIMSOLL_LIVE', live);
});
afterEach(() => {
  vi.unstubAllEnvs();
  for (const each of [folder, live]) rmSync(each, { recursive: true, force: true });
});

describe('a run of the command', () => {
  it('is found, and tells whoever watches just what it keeps', async () => {
    const test = `config:
  target: ${demo.url.replace('://', '://me:hush-hush@')}
  load: { users: 2, duration: 1500ms }
  limits: [http_req_duration p95 < 5s]
scenarios: [{ name: shop, flow: [{ get: { url: /hello, name: greet } }, { get: { url: /missing, name: miss } }] }]
`;
    writeFileSync(join(folder, 'shop.yaml'), test);
    const started = start(['run', 'shop.yaml']);
    const [found] = await appeared(1);
    expect(found).toMatchObject({
      kind: 'load',
      source: 'shop.yaml',
      cwd: folder,
      pid: started.child.pid,
      plannedMs: 1500,
    });
    const watching = watched(found?.id ?? '');
    expect(await watching.closed).toBe('ended');
    const { code } = await started.ended;
    expect(code).not.toBeNull();
    const [kept] = (await keptRuns(folder)) as [Run];
    expect(kept.id).toBe(found?.id);
    expect(watching.messages.at(-1)).toEqual({ type: 'ended', verdict: kept.verdict, isKept: true });
    expect(watching.texts.join('\n')).not.toContain('hush-hush');
    const told = together(watching.messages);
    expect(told.series).toEqual(bySeries(kept.series));
    expect(told.heat).toEqual(
      Object.fromEntries((kept.heatMaps ?? []).map((map) => [keyOf(map.metric, map.tags), map.columns])),
    );
    const { last, begun } = told;
    expect(begun.run.test).toMatchObject({ ...kept.test, load: expect.anything() });
    expect(begun.run.environment).toEqual(kept.environment);
    expect(last).toMatchObject({
      ...{
        state: 'ended',
        elapsedMs: kept.durationMs,
        limits: kept.limits,
        findings: kept.findings,
        checks: kept.checks,
      },
      ...{ events: kept.events, load: kept.test.load, phases: kept.phases },
    });
    const total = (metrics: Run['metrics']) =>
      metrics.find(({ name, tags }) => name === 'http_reqs' && tags.name === 'greet');
    expect(total(last.metrics)).toEqual(total(kept.metrics));
    expect(readdirSync(live)).toEqual([]);
  });

  it('is stopped by one who watches: it drains, says so, and is kept; one beside it goes on', async () => {
    const [stopped, other] = [1, 2].map((users) => start(['http', `${demo.url}/hello`, '-d', '60s', '-c', `${users}`]));
    const both = await appeared(2);
    const at = both.find(({ pid }) => pid === stopped?.child.pid);
    const watching = watched(at?.id ?? '');
    await watching.told('second');
    watching.watch.stop();
    expect(await watching.closed).toBe('ended');
    const { code, stdout } = (await stopped?.ended) ?? {};
    expect(code).toBe(130);
    expect(stdout).toMatch(/INTERRUPTED/i);
    const kept = (await keptRuns(folder)).find(({ id }) => id === at?.id);
    expect(kept?.verdict).toBe('interrupted');
    expect(kept?.events).toContainEqual(
      expect.objectContaining({ kind: 'stop', text: expect.stringContaining('watches') }),
    );
    expect((await liveRuns()).map(({ pid }) => pid)).toEqual([other?.child.pid]);
    const last = watched((await liveRuns())[0]?.id ?? '');
    await last.told('begun');
    last.watch.kill();
    expect((await other?.ended)?.code).toBe(130);
  });

  it('is not harmed by a client that garbles or takes nothing, and leaves nothing that stays when it is killed', async () => {
    const started = start(['http', `${demo.url}/hello`, '-d', '60s', '-c', '2', '--no-store']);
    const [found] = await appeared(1);
    const clients = ['{"type":"watch"}\n', '\0\0{{{\n', 'x'.repeat(50_000)].map((text) => {
      const client = connect(liveSocket(live, found?.id ?? ''));
      client.on('error', () => {});
      client.write(text);
      return client.pause();
    });
    const watching = watched(found?.id ?? '');
    await watching.told('second');
    expect(started.child.exitCode).toBeNull();
    started.child.kill('SIGKILL');
    expect(await watching.closed).toBe('gone');
    await started.ended;
    expect(readdirSync(live)).toHaveLength(2);
    expect(await liveRuns()).toEqual([]);
    expect(readdirSync(live)).toEqual([]);
    for (const client of clients) client.destroy();
  });
});

it('a run of benchmarks tells how far it is and what it has measured so far', async () => {
  writeFileSync(
    join(folder, 'sum.bench.js'),
    `import { bench } from 'plimsoll';\nbench('add', (n = 1) => n + 1);\nbench('text', () => String(Math.random()));\n`,
  );
  const started = start(['bench', '--processes', '3', '--time', '100ms', '--no-store']);
  const [found] = await appeared(1);
  expect(found).toMatchObject({ kind: 'bench', name: 'sum', plannedMs: null });
  const watching = watched(found?.id ?? '');
  expect(await watching.closed).toBe('ended');
  expect((await started.ended).stderr).not.toContain('rror');
  const seconds = watching.messages.flatMap((message) => (message.type === 'second' ? [message] : []));
  expect(seconds[0]?.progress).toMatchObject({
    text: expect.stringMatching(/^\d of 2 benchmarks, process \d of \d+$/),
  });
  expect(seconds.at(-1)).toMatchObject({ state: 'ended', benchmarks: [{ name: 'add' }, { name: 'text' }] });
  expect(watching.messages.at(-1)).toMatchObject({ type: 'ended', isKept: false });
});

function start(args: readonly string[]): StartedCommand {
  return startPlimsoll(args, { cwd: folder, env: { PLIMSOLL_LIVE: live } });
}

/** Settles once so many runs are under way. */
function appeared(count: number): Promise<readonly LiveRun[]> {
  return new Promise((resolve) => {
    const watch = watchLiveRuns((runs) => {
      if (runs.length < count) return;
      watch.close();
      resolve(runs);
    });
  });
}

function watched(id: string) {
  const messages: LiveMessage[] = [];
  const texts: string[] = [];
  let end: (end: string) => void = () => {};
  const closed = new Promise<string>((resolve) => {
    end = resolve;
  });
  const watch = watchRun(id, {
    onMessage: (message) => messages.push(message),
    onText: (text) => texts.push(text),
    onClose: end,
  });
  const told = (type: LiveMessage['type']): Promise<unknown> => {
    return vi.waitUntil(() => messages.some((message) => message.type === type), { timeout: 20_000, interval: 5 });
  };
  return { watch, messages, texts, closed, told };
}

/** What somebody has in the end who puts together all that was told. */
function together(messages: readonly LiveMessage[]) {
  const begun = messages[0] as LiveBegun;
  const series = bySeries(begun.run.series);
  const heat = Object.fromEntries(
    (begun.run.heatMaps ?? []).map((map) => [keyOf(map.metric, map.tags), [...map.columns]]),
  );
  const seconds = messages.filter((message): message is LiveSecond => message.type === 'second');
  for (const second of seconds) {
    for (const { name, tags, from, fields } of second.series) {
      const key = keyOf(name, tags);
      const known = { ...series[key] };
      for (const [field, values] of Object.entries(fields)) {
        known[field] = [...(known[field] ?? []).slice(0, from), ...values];
      }
      series[key] = known;
    }
    for (const { metric, tags, from, columns } of second.heat) {
      const key = keyOf(metric, tags);
      heat[key] = [...(heat[key] ?? []).slice(0, from), ...columns];
    }
  }
  return { begun, series, heat, last: seconds.at(-1) as LiveSecond };
}

function bySeries(series: Run['series']): Record<string, Record<string, readonly (number | null)[]>> {
  return Object.fromEntries(series.map(({ name, tags, fields }) => [keyOf(name, tags), { ...fields }]));
}

function keyOf(name: string, tags: Readonly<Record<string, string>>): string {
  return `${name} ${JSON.stringify(tags)}`;
}
