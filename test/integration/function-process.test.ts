import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type * as Plimsoll from '../../src/index.ts';
import { startPlimsoll } from './command-line.ts';

const built = new URL('../../dist/index.js', import.meta.url).href;
const { run }: typeof Plimsoll = await import(built);

const FUNCTIONS = `
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

export const rejectsNothing = () => Promise.reject();
export const throwsText = () => {
  throw 'a text';
};
export const neverSettles = () => new Promise(() => {});
export const exits = async () => {
  await pause(5);
  process.exit(3);
};
export const spins = (file?: string) => {
  if (file !== undefined) writeFileSync(file, String(process.pid));
  for (;;);
};
export const fills = () => {
  const all: unknown[] = [];
  for (;;) all.push(new Array(1000).fill(all.length + 0.5));
};
export const unhandled = () => new Promise(() => setTimeout(() => { throw new Error('in a timer'); }, 5));
export const takesFunctions = () => 1;
export const makesFunction = () => () => 1;
export const waits = (ms: number) => pause(ms);
export const claims = () => {
  console.error('FATAL ERROR: the heap of papers is JavaScript heap out of memory');
  console.error('FATAL ERROR: no connection to the database');
  console.error('one more line');
  process.exit(1);
};
export const reports = async () => {
  process.send?.('ready');
  await pause(2);
};
/** What it starts writes its process id, and would go on for an hour. */
export async function startsAnother(file: string) {
  const code = \`require('node:fs').writeFileSync(\${JSON.stringify(file)}, String(process.pid)); setTimeout(() => {}, 3_600_000)\`;
  spawn(process.execPath, ['-e', code], { stdio: 'inherit' });
  await pause(60_000);
}
export async function holds(ms: number) {
  const until = performance.now() + ms;
  while (performance.now() < until);
}
export async function says() {
  console.log('written to stdout by %s', 'the function');
  console.error('and to stderr');
  await pause(20);
}
`;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-process-'));
  writeFileSync(join(folder, 'functions.ts'), FUNCTIONS);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const limits = ['function_failed rate == 0'];
let tests = 0;

function testOf(name: string, measure: object, load: object = { users: 1, duration: '500ms' }): string {
  const file = `${name}-${++tests}.json`;
  const config = { processor: 'functions.ts', load, limits, gracefulStop: '1s' };
  const scenarios = [{ name, function: name, measure: { isolate: 'process', ...measure } }];
  writeFileSync(join(folder, file), JSON.stringify({ config, scenarios }));
  return file;
}

const total = ({ metrics }: Plimsoll.Run, metric: string): number => {
  const found = metrics.find(({ name, tags }) => name === metric && Object.keys(tags).length === 0);
  return found?.type === 'counter' ? found.total : 0;
};

describe('what a function does to its process', () => {
  it.each([
    { how: 'rejects with nothing', function: 'rejectsNothing', kind: 'threw', text: 'thrown: undefined' },
    { how: 'throws a text', function: 'throwsText', kind: 'threw', text: 'thrown: a text' },
    { how: 'never settles', function: 'neverSettles', kind: 'timeout', text: 'no result within 200 ms' },
    { how: 'ends the process', function: 'exits', kind: 'exited', text: 'it ended with code 3' },
    {
      how: 'spins for ever',
      function: 'spins',
      kind: 'timeout',
      text: 'no result within 200 ms: the event loop of its process is held',
    },
    { how: 'leaves an error that nobody handles', function: 'unhandled', kind: 'unhandled', text: 'in a timer' },
    {
      how: 'claims that its heap is full',
      function: 'claims',
      kind: 'exited',
      text: 'it ended with code 1',
    },
    { how: 'fills its heap', function: 'fills', kind: 'out-of-memory', text: 'its heap of 50 MB was full' },
    {
      how: 'can not be handed its input',
      function: 'takesFunctions',
      kind: 'wrong-input',
      text: 'could not be cloned',
      inputFrom: 'makesFunction',
    },
  ])('is a failed call of its kind: one that $how', async ({ function: name, kind, text, inputFrom }) => {
    const timeout = kind === 'timeout' ? '200ms' : '5s';
    const measure = { timeout, maxHeap: '50MB', ...(inputFrom === undefined ? {} : { inputFrom }) };
    const result = await run(testOf(name, measure), { cwd: folder });
    expect(result.limits).toMatchObject([{ metric: 'function_failed', value: 1, passed: false }]);
    const error = result.errors.find((each) => each.name === name);
    expect(error).toMatchObject({ kind });
    expect(error?.samples[0]?.text).toContain(text);
    expect(result.findings.map((finding) => finding.kind)).toContain('function-failed');
  });

  it('shows how long it held the event loop, also where it never let go', async () => {
    const config = { processor: 'functions.ts', load: { iterations: 1 }, gracefulStop: '1s' };
    const scenarios = [{ name: 'spins', function: 'spins', measure: { isolate: 'process', timeout: '200ms' } }];
    const limit = 'function_blocking max < 100ms';
    writeFileSync(join(folder, 'held.json'), JSON.stringify({ config: { ...config, limits: [limit] }, scenarios }));
    const { limits: results } = await run('held.json', { cwd: folder });
    expect(results).toMatchObject([{ metric: 'function_blocking', passed: false }]);
    expect(results[0]?.value).toBeGreaterThan(200);
  });

  it('is measured of a call that takes too long as of any other', async () => {
    const file = testOf('neverSettles', { timeout: '200ms' }, { iterations: 2 });
    const { metrics } = await run(file, { cwd: folder });
    const measured = metrics.filter(({ tags }) => tags.overlap === undefined && tags.name === 'neverSettles');
    const names = measured.filter((metric) => metric.type === 'trend' && metric.count === 2).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['function_blocking', 'function_memory_peak']));
  });

  it('is none of the business of whoever would read its messages', async () => {
    const result = await run(testOf('reports', {}, { iterations: 5 }), { cwd: folder });
    expect(result.limits).toMatchObject([{ value: 0, passed: true }]);
    expect(result.errors).toEqual([]);
  });

  it('makes it start again, a few times at most', async () => {
    const result = await run(testOf('exits', {}, { users: 3, duration: '1s' }), { cwd: folder });
    expect(total(result, 'function_restarts')).toBeGreaterThan(0);
    expect(total(result, 'function_restarts')).toBeLessThanOrEqual(10);
    expect(result.findings.map(({ kind }) => kind)).toContain('function-restarted');
    expect(total(result, 'interrupted_iterations')).toBe(0);
  });

  it.each([
    {
      does: "throw new Error('not in a process of its own')",
      code: 'SCRIPT_THREW',
      text: 'not in a process of its own',
    },
    { does: 'process.exit(4)', code: 'FUNCTION_NOT_STARTED', text: 'it ended with code 4' },
    {
      does: 'for (const all = [];;) all.push([all])',
      code: 'FUNCTION_NOT_STARTED',
      text: 'its heap of 30 MB was full',
    },
  ])('is said before the load where the file can not be loaded there: $does', async ({ does, code, text }) => {
    const elsewhere = "import { isMainThread } from 'node:worker_threads'; export const one = () => 1;";
    const inProcess = `if (isMainThread && process.argv[1]?.endsWith('function-process.js')) { ${does}; }`;
    writeFileSync(join(folder, 'picky.mjs'), `${elsewhere}\n${inProcess}`);
    const config = { processor: 'picky.mjs', load: { iterations: 1 } };
    const scenarios = [{ name: 'one', function: 'one', measure: { isolate: 'process', maxHeap: '30MB' } }];
    writeFileSync(join(folder, 'unloadable.json'), JSON.stringify({ config, scenarios }));
    const message = expect.stringContaining(text);
    await expect(run('unloadable.json', { cwd: folder })).rejects.toMatchObject({ code, message });
  });

  it('that it writes is logged, and not lost in what the command writes', async () => {
    const logs: string[] = [];
    const onLog: Plimsoll.RunOptions['onLog'] = ({ level, text }) => logs.push(`${level} ${text}`);
    await run(testOf('says', {}, { iterations: 2 }), { cwd: folder, onLog });
    await run(testOf('claims', {}, { iterations: 1 }), { cwd: folder, onLog });
    const written = ['info written to stdout by the function', 'warn and to stderr', 'warn one more line'];
    expect(logs).toEqual(expect.arrayContaining(written));
  });
});

describe('a process of its own', () => {
  it('measures calls by its own clock: handing them over is told apart', async () => {
    const result = await run(testOf('waits', { input: 20 }, { iterations: 20, users: 4 }), { cwd: folder });
    const trend = (metric: string) => {
      const found = result.metrics.find(({ name, tags }) => name === metric && Object.keys(tags).length === 0);
      return found?.type === 'trend' ? found : undefined;
    };
    const [duration, handover, response] = ['function_duration', 'function_handover', 'response_time'].map(trend);
    expect(total(result, 'function_calls')).toBe(20);
    expect(duration?.min).toBeGreaterThan(18);
    expect(handover?.count).toBe(20);
    expect(response?.mean).toBeCloseTo((duration?.mean ?? 0) + (handover?.mean ?? 0), 1);
  });

  it('times calls that come at once each for itself', async () => {
    const load = { iterations: 20, users: 10 };
    for (const isolate of ['process', 'thread']) {
      const { metrics } = await run(testOf('holds', { isolate, input: 15 }, load), { cwd: folder });
      const duration = metrics.find(({ name, tags }) => name === 'function_duration' && tags.name === 'holds');
      if (duration?.type !== 'trend') throw new Error('no times');
      // All ten together would take ten times as long.
      expect([isolate, Number(duration.percentiles[50]) < 75]).toEqual([isolate, true]);
    }
  });

  it.each([
    { how: 'is killed', signal: 'SIGKILL' as const },
    { how: 'is interrupted', signal: 'SIGINT' as const },
  ])('that spins for ever ends with the command when that $how', async ({ signal }) => {
    const pidFile = join(folder, `pid-${signal}`);
    const file = testOf('spins', { input: pidFile, timeout: '60s' }, { users: 1, duration: '60s' });
    const { child, ended } = startPlimsoll(['run', file, '--no-store'], { cwd: folder });
    await until(() => existsSync(pidFile) && readFileSync(pidFile, 'utf8') !== '');
    const pid = Number(readFileSync(pidFile, 'utf8'));
    expect(runs(pid)).toBe(true);
    child.kill(signal);
    await ended;
    await until(() => !runs(pid));
  });
});

describe('what a function starts', () => {
  it.each([
    { how: 'the test ends', signal: undefined },
    { how: 'the command is killed', signal: 'SIGKILL' as const },
  ])('ends with its process when $how', async ({ how, signal }) => {
    const pidFile = join(folder, `started-${how.replaceAll(' ', '-')}`);
    const file = testOf(
      'startsAnother',
      { input: pidFile },
      { users: 1, duration: signal === undefined ? '1s' : '60s' },
    );
    const { child, ended } = startPlimsoll(['run', file, '--no-store'], { cwd: folder });
    await until(() => existsSync(pidFile) && readFileSync(pidFile, 'utf8') !== '');
    const pid = Number(readFileSync(pidFile, 'utf8'));
    if (signal !== undefined) child.kill(signal);
    await ended;
    await until(() => !runs(pid));
  });
});

/** Within a time that only a process that never ends takes. */
async function until(holds: () => boolean): Promise<void> {
  for (const end = Date.now() + 15_000; !holds(); ) {
    if (Date.now() > end) throw new Error('it did not come to pass');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Without an init, what has ended stays listed as a zombie. */
function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
