import type { Benchmark, BenchmarkGrowth } from '../../src/model/benchmark.ts';
import type { Run } from '../../src/model/run.ts';
import { isMeasured } from '../../src/model/words/benchmark-rows.ts';
import { complexityOf, type Growth, type SizePoint } from '../../src/stats/complexity.ts';

/** The time at one size. */
export interface GrowthPoint {
  readonly size: number;
  readonly benchmark: Benchmark;
}

/** How time grows, with the benchmarks that show it: its name is theirs but for the size. */
export function growthPoints(growth: BenchmarkGrowth, { benchmarks = [] }: Run): GrowthPoint[] {
  const points = benchmarks.flatMap((benchmark) => {
    const size = benchmark.params[growth.param];
    if (typeof size !== 'number' || size <= 0 || benchmark.group !== growth.group) return [];
    if (!isMeasured(benchmark) || benchmark.time.median <= 0) return [];
    return isOf(growth, benchmark, size) ? [{ size, benchmark }] : [];
  });
  return points.sort((a, b) => a.size - b.size);
}

/** `sort $size of=strings` is that of `sort 100 of=strings`; a size that the name does not mention stands behind it. */
function isOf({ name, param }: BenchmarkGrowth, { name: own }: Benchmark, size: number): boolean {
  return own === name.replaceAll(`$${param}`, () => String(size)) || own.replace(` ${param}=${size}`, '') === name;
}

const SHAPES: Readonly<Record<Growth, (size: number) => number>> = {
  'O(1)': () => 0,
  'O(log n)': (size) => Math.log(size),
  'O(n)': (size) => size,
  'O(n log n)': (size) => size * Math.log(Math.max(size, 1)),
  'O(n²)': (size) => size * size,
};

/** The law of growth as a curve through its points: a constant part and a factor, by least squares of the relative errors. */
export function lawThrough(growth: string, points: readonly SizePoint[]): ((size: number) => number) | undefined {
  const found = complexityOf(points);
  // What is drawn is what has been said, or nothing.
  if (found === undefined || found.growth !== growth) return undefined;
  const { constant } = found;
  const shape = SHAPES[found.growth];
  const sum = (of: (point: SizePoint) => number) => points.reduce((all, point) => all + of(point), 0);
  const squares = sum(({ size, time }) => (shape(size) / time) ** 2);
  const factor = squares > 0 ? sum(({ size, time }) => (shape(size) / time) * (1 - constant / time)) / squares : 0;
  return (size) => constant + Math.max(0, factor) * shape(size);
}
