import { describe, expect, it } from 'vitest';
import type { BenchmarkGrowth } from '../../src/model/benchmark.ts';
import { exampleBenchmark, exampleBenchmarks } from './fixtures/example-benchmarks.ts';
import { growthPoints, lawThrough } from './growth-points.ts';
import { logAxis } from './log-axis.ts';

const growth = (name: string): BenchmarkGrowth => ({
  ...{ name, group: 'parse', param: 'size', growth: 'O(n)', alsoPossible: [] },
  slope: { value: 1, low: 0.9, high: 1.1 },
});
const sized = (name: string, size: number, params = {}) =>
  exampleBenchmark(name, size * 7, { params: { size, ...params } });

describe('the points of a growth', () => {
  it('are those whose name differs by the size alone, in order of size', () => {
    const run = exampleBenchmarks([
      sized('sort 100', 100),
      sized('sort 10', 10),
      sized('other 10', 10),
      sized('sort 1000', 1000),
    ]);
    expect(growthPoints(growth('sort $size'), run).map(({ size }) => size)).toEqual([10, 100, 1000]);
  });

  it('are found where the name does not mention the size, and where other parameters stand behind it', () => {
    const run = exampleBenchmarks([
      sized('sort size=10 of=a', 10, { of: 'a' }),
      sized('sort size=20 of=a', 20, { of: 'a' }),
      sized('sort size=10 of=b', 10, { of: 'b' }),
    ]);
    expect(growthPoints(growth('sort of=a'), run).map(({ size }) => size)).toEqual([10, 20]);
  });

  it('leave out what was not measured, and sizes that no logarithm has', () => {
    const run = exampleBenchmarks([
      sized('sort 0', 0),
      sized('sort -1', -1),
      { ...sized('sort 9', 9), iterations: 0 },
      sized('sort 5', 5),
    ]);
    expect(growthPoints(growth('sort $size'), run)).toHaveLength(1);
  });
});

describe('the law through points', () => {
  const points = [10, 100, 1000, 10_000].map((size) => ({ size, time: 50 + 3 * size }));

  it('goes through points that follow it', () => {
    const law = lawThrough('O(n)', points);
    for (const { size, time } of points) expect(law?.(size)).toBeCloseTo(time, 6);
  });

  it('is flat for a constant', () => {
    const law = lawThrough(
      'O(1)',
      [1, 10, 100].map((size) => ({ size, time: 7 })),
    );
    expect([law?.(1), law?.(100)]).toEqual([7, 7]);
  });

  it('is not drawn where the points say another than what was told, or are too few', () => {
    expect(lawThrough('O(n²)', points)).toBeUndefined();
    expect(lawThrough('O(n)', points.slice(0, 2))).toBeUndefined();
    expect(lawThrough('constructor', points)).toBeUndefined();
  });
});

describe('a logarithmic axis', () => {
  it('places the middle of a decade in the middle, within its ends', () => {
    const axis = logAxis([1, 100], [0, 100]);
    expect(axis.at(10)).toBeCloseTo(50, 5);
    expect([axis.at(0), axis.at(Number.MAX_VALUE)]).toEqual([0, 100]);
  });

  it('bears values that are all the same, none, and none above 0', () => {
    expect(logAxis([5, 5], [0, 100]).at(5)).toBeCloseTo(50, 5);
    expect(logAxis([], [0, 100]).at(5)).toBe(0);
    expect(logAxis([0, -1], [0, 100]).at(5)).toBe(0);
  });
});
