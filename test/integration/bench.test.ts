import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type * as Plimsoll from '../../src/index.ts';
import { plimsoll, startPlimsoll } from './command-line.ts';

const built = new URL('../../dist/index.js', import.meta.url).href;
const { runBenchmarks }: typeof Plimsoll = await import(built);
const schema = JSON.parse(readFileSync(new URL('../../schema/run.schema.json', import.meta.url), 'utf8'));
const validate = new Ajv({ strict: false }).compile(schema);

const TINY = ['--processes', '2', '--time', '2ms', '--no-store'];
let cwd: string;

function write(path: string, text: string): void {
  mkdirSync(dirname(join(cwd, path)), { recursive: true });
  writeFileSync(join(cwd, path), text);
}

const work = (factor: number) => `export function work(n: number) {
  let x = n | 1;
  for (let i = 0; i < n * ${factor}; i++) { x ^= x << 13; x ^= x >>> 17; x ^= x << 5; }
  return x;
}`;

beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'plimsoll-bench-'));
  write(
    'src/all.bench.ts',
    `import { bench, group, range } from 'plimsoll';
const text = JSON.stringify({ list: Array.from({ length: 20 }, (_, id) => ({ id })) });
bench('parse', () => JSON.parse(text), { bytes: text.length, metadata: { team: 'core' } });
bench('awaits', async () => 1);
bench('fill $size', { params: { size: range(100, 10_000, { multiply: 10 }) }, setup: ({ size }) => new Float64Array(size) },
  ({ size }, list) => { let sum = 0; for (let i = 0; i < size; i++) sum += list[i] = i; return sum; });
group('sum', () => {
  const list = Array.from({ length: 200 }, (_, i) => i);
  bench.baseline('loop', () => { let sum = 0; for (const each of list) sum += each; return sum; });
  bench('thrice', () => { let sum = 0; for (let i = 0; i < 3; i++) for (const each of list) sum += each; return sum; });
});
bench.skip('left out', () => 1);
`,
  );
  write(
    'src/broken.bench.mjs',
    `import { bench, group } from 'plimsoll';
group('g', () => {
  bench.baseline('first', () => Math.random());
  bench('exits', () => process.exit(7));
});
bench('throws', () => { throw new TypeError('not today'); });
bench('spins', () => { for (;;); }, { timeout: 700 });
bench('slow enough', () => 1, { requirements: { maxExecutionTime: 1000, successRate: 1 } });
bench('too slow', () => { for (let i = 0; i < 1e6; i++); }, { requirements: { maxExecutionTime: 0.00001 } });
`,
  );
  for (const [side, factor] of Object.entries({ old: 1, new: 3 })) {
    write(`${side}/src/work.ts`, work(factor));
    write(
      `${side}/work.bench.ts`,
      `import { bench } from 'plimsoll';\nimport { work } from './src/work.ts';\nbench('work', () => work(500));\n`,
    );
  }
  write(
    'new/added.bench.ts',
    `import { bench } from 'plimsoll';\nimport { work } from './src/work.ts';\nbench('added', () => work(300));\n`,
  );
  // Only one of the two can have it.
  const claims =
    "const taken = Symbol.for('only one');\nif (globalThis[taken]) throw new Error('twice');\nglobalThis[taken] = true;\n";
  for (const side of ['old', 'new']) {
    write(
      `clash/${side}/c.bench.mjs`,
      `import { bench } from 'plimsoll';\n${claims}bench('claims', () => Math.random());\n`,
    );
  }
});

afterAll(() => rmSync(cwd, { recursive: true, force: true }));

describe('plimsoll bench', { timeout: 60_000 }, () => {
  it('measures functions, groups and parameters, and writes a run that keeps to the schema', async () => {
    const { code, stdout, stderr } = await plimsoll(
      ['bench', 'src/all.bench.ts', ...TINY, '--json', '-', '--tag', 'a=b'],
      { cwd },
    );
    expect(stderr).toContain('fill 100');
    expect(code).toBe(0);
    const run: Plimsoll.Run = JSON.parse(stdout);
    expect(validate(run), JSON.stringify(validate.errors)).toBe(true);
    expect(run).toMatchObject({ kind: 'bench', name: 'all', verdict: 'passed', environment: { tags: { a: 'b' } } });
    const benchmarks = run.benchmarks ?? [];
    expect(benchmarks.map(({ group, name }) => [group, name].filter(Boolean).join(' › '))).toEqual([
      'parse',
      'awaits',
      'fill 100',
      'fill 1000',
      'fill 10000',
      'sum › loop',
      'sum › thrice',
    ]);
    for (const { time, processes, file, line } of benchmarks) {
      expect(processes).toBe(2);
      expect(time.min).toBeLessThanOrEqual(time.median);
      expect(time.interval.low).toBeLessThanOrEqual(time.median);
      expect(time.interval.high).toBeGreaterThanOrEqual(time.median);
      expect([file, line]).toEqual(['src/all.bench.ts', expect.any(Number)]);
    }
    expect(benchmarks[0]).toMatchObject({ metadata: { team: 'core' }, throughput: { unit: 'bytes/s' }, line: 3 });
    expect(benchmarks[0]?.allocatedBytes?.value).toBeGreaterThan(500);
    expect(run.growth).toEqual([expect.objectContaining({ name: 'fill $size', param: 'size' })]);
    expect(run.comparisons).toEqual([
      expect.objectContaining({
        tags: { group: 'sum', name: 'thrice' },
        against: 'sum › loop',
        noiseFloor: expect.any(Number),
      }),
    ]);
    expect(run.samples?.filter(({ tags }) => tags.name === 'parse').map(({ process }) => process)).toEqual([0, 1]);
    expect(run.metrics.find(({ name, tags }) => name === 'bench_time' && tags.name === 'fill 100')).toMatchObject({
      unit: 'ns',
      tags: { size: '100' },
    });
    expect(run.findings.map(({ kind }) => kind)).toContain('bench-skipped');
  });

  it('goes on after functions that throw, exit, never end, or are too slow, and fails', async () => {
    const { code, stdout } = await plimsoll(['bench', 'src/broken.bench.mjs', ...TINY, '--json', '-'], { cwd });
    expect(code).toBe(3);
    const run: Plimsoll.Run = JSON.parse(stdout);
    expect(validate(run), JSON.stringify(validate.errors)).toBe(true);
    const of = (name: string) => run.benchmarks?.find((each) => each.name === name);
    expect(of('exits')?.error).toContain('its process ended with code 7');
    expect(of('first')).toMatchObject({ processes: 2 });
    expect(of('throws')?.error).toContain('TypeError: not today');
    expect(of('spins')?.error).toContain('nothing came of it within');
    expect(of('slow enough')?.requirements.map(({ passed }) => passed)).toEqual([true, true]);
    expect(of('too slow')?.requirements).toMatchObject([{ name: 'maxExecutionTime', passed: false }]);
    expect(run.limits.map(({ passed }) => passed)).toEqual([true, true, false]);
  });

  it('compares two builds in the same processes, and one that has no such file yet by that of the other', async () => {
    const args = ['bench', '--compare', 'old..new', '--no-build', '--processes', '4', '--time', '20ms', '--no-store'];
    const { code, stdout } = await plimsoll([...args, '--json', '-', '--fail-on', 'major'], { cwd });
    const run: Plimsoll.Run = JSON.parse(stdout);
    expect(run.comparisons?.map(({ tags, against }) => [tags.name, against])).toEqual([
      ['added', 'old'],
      ['work', 'old'],
    ]);
    const slower = run.comparisons?.find(({ tags }) => tags.name === 'work');
    expect(slower?.ratio).toBeGreaterThan(1.2);
    expect(code).toBe(slower?.verdict === 'slower' ? 3 : 0);
    expect(new Set(run.samples?.map(({ arm }) => arm))).toEqual(new Set(['before', 'after']));
  });

  it('measures builds that can not be loaded together in processes of their own', async () => {
    const run = await runBenchmarks({
      cwd: join(cwd, 'clash'),
      compare: {
        before: { dir: join(cwd, 'clash/old'), label: 'old' },
        after: { dir: join(cwd, 'clash/new'), label: 'new' },
      },
      processes: 2,
      timeMs: 2,
    });
    expect(run.findings.map(({ kind }) => kind)).toContain('bench-apart');
    expect(run.comparisons).toEqual([expect.objectContaining({ against: 'old', noiseFloor: expect.any(Number) })]);
    expect(run.benchmarks?.[0]).toMatchObject({ name: 'claims', processes: 4 });
  });

  it('reports what was measured when it is stopped', async () => {
    const json = join(cwd, 'stopped.json');
    const started = startPlimsoll(['bench', 'src/all.bench.ts', '--processes', '500', '--no-store', '--json', json], {
      cwd,
    });
    setTimeout(() => started.child.kill('SIGINT'), 2500);
    const { code, stderr } = await started.ended;
    expect(code).toBe(130);
    expect(stderr).toContain('Stopping');
    if (existsSync(json)) expect(JSON.parse(readFileSync(json, 'utf8')).verdict).toBe('interrupted');
  });

  it.each([
    [
      'a name that stands twice',
      `bench('a', () => 1);\nbench('a', () => 2);`,
      /BENCH_NAME_TWICE: wrong\.bench\.ts:3:\d+: two benchmarks are called 'a', first on line 2/,
    ],
    [
      'an option that is none',
      `bench('a', () => 1, { iteration: 1 });`,
      /BENCH_OPTION: wrong\.bench\.ts:2:\d+: .*unknown option 'iteration'/,
    ],
    [
      'two baselines',
      `bench.baseline('a', () => 1);\nbench.baseline('b', () => 1);`,
      /BENCH_OPTION: wrong\.bench\.ts:3:\d+: 'b' and 'a' are both baselines/,
    ],
    ['no benchmark', '', /BENCH_NONE: wrong\.bench\.ts: there is no benchmark in it/],
    ['an end of the process', 'process.exit(4);', /BENCH_PROCESS: wrong\.bench\.ts: its process ended with code 4/],
  ])('refuses a file with %s', async (_, text, message) => {
    write('wrong.bench.ts', `import { bench } from 'plimsoll';\n${text}\n`);
    const { code, stderr } = await plimsoll(['bench', 'wrong.bench.ts', ...TINY], { cwd });
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });
});
