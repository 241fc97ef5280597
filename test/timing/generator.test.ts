import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CounterMetric, Run, TrendMetric } from '../../src/model/run.ts';
import { plimsoll } from '../integration/command-line.ts';

let folder: string;
let server: Server;
let target: string;
const seen: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plimsoll-test-'));
  server = createServer((request, response) => {
    seen.push(request.url ?? '');
    const delay = /^\/wait\/(\d+)/.exec(request.url ?? '')?.[1];
    setTimeout(() => response.end('{"ok":true}'), Number(delay ?? 0));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  target = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

async function runTest(body: string, ...args: string[]): Promise<{ run: Run; code: number | null; stderr: string }> {
  const file = join(folder, `test-${Math.random().toString(36).slice(2)}.ts`);
  await writeFile(file, `import { test, scenario, hold, ramp } from 'plimsoll';\n${body}`);
  const all = ['run', file, '--target', target, '--json', '-', '--no-store', ...args];
  const { code, stdout, stderr } = await plimsoll(all, { cwd: folder });
  if (stdout === '') throw new Error(`exit ${code}\n${stderr}`);
  return { run: JSON.parse(stdout), code, stderr };
}

function counted(run: Run, name: string): number {
  const metric = run.metrics.find((each) => each.name === name && Object.keys(each.tags).length === 0);
  return (metric as CounterMetric | undefined)?.total ?? 0;
}

describe('worker threads', () => {
  it('send exactly the planned arrivals, whatever their number', async () => {
    for (const workers of ['1', '3']) {
      seen.length = 0;
      const { run, code, stderr } = await runTest(
        `export default test('exact', { load: { rate: [ramp(0, 101.7, '1s'), hold(101.7, '1s')] } }, async (user) => { await user.get('/x'); });`,
        '--workers',
        workers,
      );
      expect(code, stderr).toBe(0);
      expect(run.test.workers).toBe(Number(workers));
      expect(counted(run, 'arrivals')).toBe(153);
      expect(counted(run, 'iterations')).toBe(153);
      expect(counted(run, 'http_reqs')).toBe(153);
      expect(seen).toHaveLength(153);
    }
  });

  it('send the same requests for the same iterations, whatever their number', async () => {
    const requested = async (workers: string) => {
      seen.length = 0;
      const flow = `scenario('random').get('/{{ $iteration }}/{{ $uuid() }}/{{ $randomNumber(1, 1000000) }}')`;
      const { code, stderr } = await runTest(
        `export default test('seeded', { seed: 5, load: { rate: 50, duration: '1s' }, scenarios: [${flow}] });`,
        '--workers',
        workers,
      );
      expect(code, stderr).toBe(0);
      return [...seen].sort();
    };
    const one = await requested('1');
    expect(one).toHaveLength(50);
    expect(new Set(one).size).toBe(50);
    expect(await requested('2')).toEqual(one);
  });

  it('that die fail the run with their reason, and keep what was measured', async () => {
    const { run, code } = await runTest(
      `export default test('dies', { load: { users: 2, duration: '4s' } }, async (user) => {
        await user.get('/wait/10');
        if (user.iteration > 200) process.exit(7);
      });`,
      '--workers',
      '1',
    );
    expect(code).toBe(3);
    expect(run.verdict).toBe('failed');
    expect(run.findings.map(({ kind }) => kind)).toContain('worker-failed');
    expect(counted(run, 'http_reqs')).toBeGreaterThan(0);
  });

  it('whose script loops for ever are ended at the end of the test', async () => {
    const { run, code } = await runTest(
      `export default test('hangs', { gracefulStop: '500ms', load: { users: 2, duration: '2s' } }, async (user) => {
        await user.get('/wait/5');
        if (user.iteration > 100) for (;;) {}
      });`,
      '--workers',
      '1',
    );
    expect(code).toBe(3);
    expect(JSON.stringify(run.findings)).toContain('keeps the event loop busy');
  });

  it('whose script awaits for ever are interrupted at the end of the test', async () => {
    const { run } = await runTest(
      `export default test('waits', { gracefulStop: '200ms', load: { users: 2, duration: '1s' } }, async (user) => {
        await user.get('/x');
        for (;;) await user.get('/wait/50');
      });`,
    );
    expect(counted(run, 'interrupted_iterations')).toBe(2);
    expect(counted(run, 'iterations')).toBe(0);
  });
});

describe('an open model against a target that stalls', () => {
  it('counts the waiting that users would have felt', async () => {
    const { run, code, stderr } = await runTest(
      `export default test('stall', { load: { rate: 20, duration: '2s', maxUsers: 1 }, limits: ['checks rate > 0'] }, async (user) => {
        const response = await user.get('/wait/100');
        user.check(response, { ok: (r) => r.status === 200 });
      });`,
    );
    expect(code, stderr).toBe(0);
    expect(counted(run, 'arrivals')).toBe(40);
    expect(counted(run, 'iterations') + counted(run, 'dropped_iterations')).toBe(40);
    expect(counted(run, 'dropped_iterations')).toBeGreaterThan(15);
    const dropped = run.findings.find(({ kind }) => kind === 'dropped-iterations');
    expect(dropped?.severity).toBe('major');
  });
});

describe('a script that throws', () => {
  it('fails the run and points at its own line', async () => {
    const { run, code } = await runTest(
      `
interface Answer { missing: { value: number } }
export default test('throws', { load: { iterations: 3, users: 1 } }, async (user) => {
  const response = await user.get('/x');
  user.log(String(response.json<Answer>().missing.value));
});`,
    );
    expect(code).toBe(3);
    expect(run.errors[0]?.kind).toBe('exception');
    expect(run.errors[0]?.samples[0]?.text).toMatch(/test-\w+\.ts:6:\d+/);
  });
});

describe('set-up', () => {
  it('hands its data to every worker, and stays out of totals', async () => {
    seen.length = 0;
    const { run, code, stderr } = await runTest(
      `export default test('set up', {
        load: { iterations: 4, users: 4 },
        setup: async (user) => ({ path: (await user.get('/setup')).ok ? '/from-setup' : '/wrong' }),
        teardown: async (user) => { await user.get('/teardown'); },
      }, async (user, { path }) => { await user.get(path); });`,
      '--workers',
      '2',
    );
    expect(code, stderr).toBe(0);
    expect(seen.filter((url) => url === '/from-setup')).toHaveLength(4);
    expect(seen).toContain('/setup');
    expect(seen.at(-1)).toBe('/teardown');
    expect(counted(run, 'http_reqs')).toBe(4);
    const aside = run.metrics.find(({ name, tags }) => name === 'http_reqs' && tags.group === '::setup');
    expect((aside as CounterMetric).total).toBe(1);
    const durations = run.metrics.find(({ name, tags }) => name === 'http_req_duration' && tags.group === '::teardown');
    expect((durations as TrendMetric).count).toBe(1);
  });

  it('that throws ends the test before its load', async () => {
    seen.length = 0;
    const { run, code } = await runTest(
      `export default test('set up', {
        load: { iterations: 4, users: 4 },
        setup: async () => { throw new Error('no database'); },
      }, async (user) => { await user.get('/x'); });`,
    );
    expect(code).toBe(3);
    expect(seen).toHaveLength(0);
    expect(JSON.stringify(run.findings)).toContain('no database');
  });
});
