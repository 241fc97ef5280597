import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type * as Plimsoll from '../../src/index.ts';

const built = new URL('../../dist/index.js', import.meta.url).href;
const { runBenchmarks }: typeof Plimsoll = await import(built);

let cwd: string;

beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'plimsoll-bench-times-'));
  const build = (name: string, amount: number) => {
    mkdirSync(join(cwd, name));
    const code = `import { bench } from 'plimsoll';
const amount = { value: ${amount} };
function work(count) { let x = count | 1; for (let i = 0; i < count; i++) { x ^= x << 13; x ^= x >>> 17; x ^= x << 5; } return x; }
bench('work', () => work(amount.value));
`;
    writeFileSync(join(cwd, name, 'work.bench.mjs'), code);
    return { dir: join(cwd, name), label: name };
  };
  build('before', 1000);
  build('after', 1250);
  writeFileSync(
    join(cwd, 'guards.bench.mjs'),
    `import { bench, range } from 'plimsoll';
bench('nothing at all', () => {});
bench('allocates', () => new Array(1000).fill(1.5));
bench('squares $size', { params: { size: range(64, 1024, { multiply: 4 }) } }, ({ size }) => {
  let sum = 0;
  for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) sum += i ^ j;
  return sum;
});
`,
  );
});

afterAll(() => rmSync(cwd, { recursive: true, force: true }));

describe('benchmarks', () => {
  it('find a build that is slower by a quarter within four seconds', async () => {
    const compare = {
      before: { dir: join(cwd, 'before'), label: 'before' },
      after: { dir: join(cwd, 'after'), label: 'after' },
    };
    const { comparisons = [], durationMs } = await runBenchmarks({ cwd, compare, budgetMs: 4000, seed: 3 });
    expect(comparisons[0]).toMatchObject({ verdict: 'slower', against: 'before' });
    expect(comparisons[0]?.low).toBeLessThan(1.3);
    expect(comparisons[0]?.ratio).toBeGreaterThan(1.15);
    expect(comparisons[0]?.ratio).toBeLessThan(1.35);
    expect(durationMs).toBeLessThan(6000);
  });

  it('tell what does nothing, what it allocates, and how time grows', async () => {
    const { benchmarks = [], growth = [] } = await runBenchmarks({
      cwd,
      files: ['guards.bench.mjs'],
      processes: 4,
      timeMs: 30,
      seed: 4,
    });
    const [nothing, allocates] = benchmarks;
    expect(nothing?.findings.map(({ kind }) => kind)).toContain('bench-optimised-away');
    expect(nothing?.allocatedBytes?.value).toBeLessThan(1);
    expect(allocates?.findings.map(({ kind }) => kind)).not.toContain('bench-optimised-away');
    // A list of 1,000 doubles, and its header.
    expect(allocates?.allocatedBytes?.value).toBeGreaterThan(7_900);
    expect(allocates?.allocatedBytes?.value).toBeLessThan(20_000);
    expect(growth[0]?.slope.value).toBeGreaterThan(1.6);
    expect(growth[0]?.slope.value).toBeLessThan(2.4);
  });
});
