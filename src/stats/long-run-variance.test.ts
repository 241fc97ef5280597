import { describe, expect, it } from 'vitest';
import { longRunVariance } from './long-run-variance.ts';
import { seededChance } from './resample.ts';

/** Each value keeps a share of the one before; of variance 1. */
function series(count: number, memory: number, seed: number): number[] {
  const chance = seededChance(seed);
  let value = chance.normal();
  return Array.from({ length: count }, () => {
    value = memory * value + Math.sqrt(1 - memory ** 2) * chance.normal();
    return value;
  });
}

describe('the long-run variance', () => {
  it.each([
    [0, 1],
    [0.6, 4],
    [0.8, 9],
  ])('of an autoregression of %d is about %d', (memory, expected) => {
    const found = Array.from({ length: 40 }, (_, seed) => longRunVariance(series(1000, memory, seed + 1))!.variance);
    const mean = found.reduce((sum, each) => sum + each, 0) / found.length;
    expect(mean / expected).toBeGreaterThan(0.9);
    expect(mean / expected).toBeLessThan(1.5);
  });

  it('finds a slow swing under noise ten times as great', () => {
    const noise = series(800, 0, 5);
    const swing = series(800, 0.95, 6);
    const found = longRunVariance(noise.map((value, at) => value + 0.5 * (swing[at] ?? 0)))!;
    expect(found.variance).toBeGreaterThan(3);
  });

  it('is none of what does not vary, and unknown of few values', () => {
    expect(longRunVariance(new Array<number>(30).fill(2))).toMatchObject({ variance: 0 });
    expect(longRunVariance([1, 2, 3])).toBeUndefined();
  });
});
