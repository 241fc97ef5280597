import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type * as Plimsoll from '../../src/index.ts';

// As a program that depends on the package gets it.
const built = new URL('../../dist/index.js', import.meta.url).href;
const { LoadTestManager, run, scenario, test }: typeof Plimsoll = await import(built);

let server: Server;
let target = '';
let folder = '';
const hits = new Map<string, number>();

beforeAll(async () => {
  server = createServer((request, response) => {
    const path = request.url ?? '';
    hits.set(path, (hits.get(path) ?? 0) + 1);
    if (path !== '/never') response.end('{"id":1}');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  target = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-managed-'));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

function manage(options: Plimsoll.LoadTestManagerOptions = {}): Plimsoll.LoadTestManager {
  return new LoadTestManager({ maxConcurrent: 20, target, cwd: folder, seed: 5, ...options });
}

/** A file with a script; `options` and `body` as they stand in it. */
function script(name: string, options: string, body: string): string {
  const text = `import { test } from 'plimsoll';
export default test('${name}', ${options}, async (user) => { ${body} });
`;
  writeFileSync(join(folder, `${name}.mjs`), text);
  return `${name}.mjs`;
}

/** The totals that do not depend on how fast anything was. */
function counts({ metrics, checks }: Plimsoll.Run): unknown {
  const counted = ['iterations', 'http_reqs', 'data_sent', 'data_received'];
  const totals = metrics.flatMap((metric) => {
    return metric.type === 'counter' && counted.includes(metric.name) ? [[metric.name, metric.tags, metric.total]] : [];
  });
  return { totals, checks };
}

describe('twenty tests at once', () => {
  it('count what each of them counts alone, to the request', { timeout: 120_000 }, async () => {
    const flow = (path: string) =>
      scenario(path.slice(1))
        .get(path)
        .expect({ status: 200, json: { '$.id': 1 } });
    const inputs = Array.from({ length: 20 }, (_, index): [Plimsoll.TestInput, Plimsoll.ManagedTestOptions] => {
      const [path, options] = [`/${index}`, { iterations: 30 + 7 * index, users: 1 + (index % 4) }];
      if (index % 3 === 0) return [flow(path), options];
      if (index % 3 === 1) return [script(`file-${index}`, '{}', `await user.get('${path}')`), options];
      return [test(`own-${index}`, {}, (user) => user.get(path)), options];
    });
    const manager = manage();
    for (const [input, options] of inputs) manager.create(input, options);
    hits.clear();
    const outcomes = await manager.runAll();
    await manager.close();
    expect(outcomes.map(({ run: each, error }) => each?.verdict ?? error)).toEqual(inputs.map(() => 'passed'));
    for (const index of inputs.keys()) expect(hits.get(`/${index}`), `of test ${index}`).toBe(30 + 7 * index);
    for (const index of [0, 1, 2]) {
      const [input, options] = inputs[index]!;
      const { run: together } = outcomes[index]!;
      const alone = await run(input, { target, cwd: folder, seed: 5, workers: 1, ...options });
      expect(counts(together!)).toEqual(counts(alone));
    }
    const overlaps = outcomes.flatMap(({ run: each }) => each?.events.filter(({ kind }) => kind === 'overlap') ?? []);
    expect(overlaps.length).toBeGreaterThan(0);
  });
});

describe('a test that goes astray', () => {
  it('does not disturb the others', { timeout: 120_000 }, async () => {
    const load = '{ load: { iterations: 5 } }';
    const files = {
      throws: script('throws', load, "throw new Error('no')"),
      exits: script('exits', load, 'process.exit(0)'),
      loops: script('loops', '{ load: { users: 1, duration: "1m" } }', 'for (;;);'),
      setup: script('setup', "{ setup: { timeout: '1s', run: () => { for (;;); } }, load: { iterations: 1 } }", ''),
      down: script('down', load, "await user.get('/')"),
      good: script('good', '{ load: { iterations: 500, users: 3 } }', "await user.get('/good')"),
    };
    writeFileSync(join(folder, 'ends.mjs'), 'process.exit(3);\n');
    writeFileSync(join(folder, 'never-ends.mjs'), 'for (;;);\n');
    const manager = manage();
    const [throws, exits, loops, setup, good] = (['throws', 'exits', 'loops', 'setup', 'good'] as const).map((name) => {
      return manager.create(files[name]);
    });
    const down = manager.create(files.down, { target: 'http://127.0.0.1:1' });
    const [ends, neverEnds] = [manager.create('ends.mjs'), manager.create('never-ends.mjs')];
    hits.clear();
    const all = manager.runAll();
    expect((await good?.run())?.verdict).toBe('passed');
    expect(hits.get('/good')).toBe(500);
    await loops?.kill();
    await neverEnds.stop();
    await all;
    await manager.close();
    const verdicts = [throws, exits, loops, setup, down].map((each) => each?.result?.verdict);
    expect(verdicts).toEqual(['failed', 'failed', 'interrupted', 'failed', 'failed']);
    expect(setup?.result?.findings[0]?.title).toContain('ended by force');
    expect(ends.error).toMatchObject({ code: 'SCRIPT_THREW', message: expect.stringContaining('process.exit(3)') });
    expect(neverEnds).toMatchObject({ state: 'created', result: undefined });
  });
});

describe('the phases of a test in threads', () => {
  it('follow its curve', async () => {
    const manager = manage();
    const text = `import { hold, ramp, test } from 'plimsoll';
export default test('phases', { load: { rate: [ramp(0, 40, '500ms'), hold(40, '500ms'), ramp(40, 0, '500ms')] } }, async (user) => {
  await user.get('/phases');
});
`;
    writeFileSync(join(folder, 'phases.mjs'), text);
    const phased = manager.create('phases.mjs');
    const told: [string, number | null][] = [];
    phased.on('phase', ({ phase, loadMs }) => told.push([phase, loadMs]));
    await phased.run();
    await manager.close();
    expect(told.map(([phase]) => phase)).toEqual(['preparation', 'ramp-up', 'steady', 'ramp-down', 'clean-up']);
    expect(told.slice(1, 4).map(([, loadMs]) => loadMs)).toEqual([0, 500, 1000]);
  });
});

describe('a program that manages tests', () => {
  it('is left with nothing once the manager is closed', { timeout: 90_000 }, async () => {
    script('quick', '{}', "await user.get('/')");
    writeFileSync(join(folder, 'wrong.yaml'), 'scenarios: []\n');
    const left = await program(`
      const before = state();
      const stop = new AbortController();
      const manager = new LoadTestManager({ maxConcurrent: 9, target, cwd, signal: stop.signal });
      const load = { iterations: 10, users: 2 };
      const fewer = { load: { users: [hold(5, '100ms'), hold(1, '200ms')] } };
      const held = test('held', { setup: (user) => user.get('/never') }, () => {});
      const endless = scenario('endless').get('/').think('10ms');
      const open = [
        manager.create('quick.mjs', load),
        manager.create('wrong.yaml'),
        manager.create(scenario('flow').get('/'), load),
        manager.create(test('own', {}, (user) => user.get('/')), load),
        manager.create(endless, { users: 3, duration: '1m', signal: stop.signal }),
        manager.create(held, load),
        manager.create(test('fewer', fewer, (user) => user.get('/'))),
      ];
      const [killed, loading] = [manager.create('quick.mjs', load), manager.create('quick.mjs', load)];
      killed.on('phase', ({ phase }) => phase === 'preparation' && killed.kill());
      loading.on('state', ({ to }) => to === 'validating' && setTimeout(() => loading.kill(), 50));
      const all = manager.runAll([...open, killed, loading]);
      for await (const view of open[4].views()) break;
      while (manager.list({ state: ['ended', 'failed', 'created'] }).length < 7) await new Promise((resolve) => setTimeout(resolve, 20));
      await manager.close({ withinMs: 500 });
      const after = state();
      await all;
      say({ before, after, states: manager.list().map(({ state }) => state) });
    `);
    expect(left).toMatchObject({ states: ['ended', 'failed', ...Array(6).fill('ended'), 'created'] });
    const { before, after } = left as { before: object; after: object };
    expect(after).toEqual(before);
  });

  it('does not grow over two hundred runs in a row', { timeout: 180_000 }, async () => {
    const { runs, heap, rss, threads, resources } = (await program(`
      const manager = new LoadTestManager({ target, cwd });
      const signal = new AbortController().signal;
      const samples = [];
      let runs = 0;
      for (let number = 0; number < 200; number++) {
        // Every tenth in a thread: starting one takes longer than the run.
        const input = number % 10 === 0 ? scenario('flow').get('/grow') : test('own', {}, (user) => user.get('/grow'));
        const each = manager.create(input, { iterations: 10, users: 2, signal });
        each.on('second', () => {});
        runs += (await manager.run(each)).verdict === 'passed' ? 1 : 0;
        manager.remove(each);
        await turn();
        gc();
        const { heapUsed, rss } = process.memoryUsage();
        const { threads, resources } = state();
        samples.push({ heapUsed, rss, threads, resources });
      }
      await manager.close();
      const half = samples.slice(100);
      say({
        runs,
        heap: slope(half.map(({ heapUsed }) => heapUsed)),
        rss: slope(half.map(({ rss }) => rss)),
        threads: [...new Set(half.map(({ threads }) => threads))],
        resources: [...new Set(half.flatMap(({ resources }) => resources))],
      });
    `)) as { runs: number; heap: number; rss: number; threads: number[]; resources: string[] };
    expect(runs).toBe(200);
    expect(hits.get('/grow')).toBe(2000);
    // Compiled code still grows by a few kilobytes a run; a run that was kept would be a hundred.
    expect(heap).toBeLessThan(10_000);
    expect(rss).toBeLessThan(60_000);
    expect(threads).toHaveLength(1);
    expect(resources).toEqual([]);
  });
});

/** Runs a program with a manager, which has to end by itself, and returns what it says. */
async function program(body: string): Promise<unknown> {
  const path = join(folder, 'program.mjs');
  const text = `
    import { existsSync, readdirSync } from 'node:fs';
    import { readFile } from 'node:fs/promises';
    import { tmpdir } from 'node:os';
    import { setImmediate as turn } from 'node:timers/promises';
    import { hold, LoadTestManager, scenario, test } from ${JSON.stringify(built)};
    const [target, cwd] = ${JSON.stringify([target, folder])};
    let said;
    const say = (what) => { said = what; };
    const threads = () => (existsSync('/proc/self/task') ? readdirSync('/proc/self/task').length : 0);
    const state = () => ({
      threads: threads(),
      resources: process.getActiveResourcesInfo().filter((name) => name !== 'PipeWrap'),
      listeners: process.eventNames().map((name) => [String(name), process.listenerCount(name)]),
      folders: readdirSync(tmpdir()).filter((name) => name.startsWith('plimsoll-' + process.pid + '-')),
    });
    const slope = (values) => {
      const middle = (values.length - 1) / 2;
      const mean = values.reduce((sum, value) => sum + value) / values.length;
      const products = values.map((value, index) => (value - mean) * (index - middle));
      const squares = values.map((_, index) => (index - middle) ** 2);
      return products.reduce((sum, value) => sum + value) / squares.reduce((sum, value) => sum + value);
    };
    // Node starts its own threads when they are first needed.
    await readFile(${JSON.stringify(path)});
    await turn();
    ${body}
    console.log(JSON.stringify(said));
  `;
  writeFileSync(path, text);
  return JSON.parse(await output(['--expose-gc', path]));
}

/** What Node writes; it has to end by itself, and well. */
async function output(args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
  });
  const [code] = await once(child, 'close');
  expect(code, text).toBe(0);
  return text;
}

describe('examples/manager.mjs', () => {
  it('runs', async () => {
    const path = fileURLToPath(new URL('../../examples/manager.mjs', import.meta.url));
    const text = await output([path]);
    expect(text).toContain('browse: passed');
    expect(text).toContain('search: passed');
  });
});
