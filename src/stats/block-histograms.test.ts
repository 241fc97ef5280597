import { describe, expect, it } from 'vitest';
import { BlockHistograms } from './block-histograms.ts';
import { Histogram } from './histogram.ts';

function histogram(values: readonly number[]): Histogram {
  const made = new Histogram();
  for (const value of values) made.record(value);
  return made;
}

const blocks = [
  histogram([100, 200, 300, 400]),
  histogram([1000, 2000, 3000, 4000, 50_000]),
  histogram([0, 1, 2, 700]),
];

describe('histograms of blocks', () => {
  it('have the quantiles and the mean of as many copies as the weights say', () => {
    const made = new BlockHistograms(blocks);
    for (const weights of [
      [1, 1, 1],
      [3, 0, 1],
      [0, 2, 0],
      [1, 4, 2],
    ]) {
      const copies = new Histogram();
      for (const [at, times] of weights.entries()) {
        for (let time = 0; time < times; time++) copies.merge(blocks[at] as Histogram);
      }
      expect(made.count(weights)).toBe(copies.count);
      expect(made.mean(weights)).toBeCloseTo(copies.mean, 9);
      for (const q of [0.1, 0.5, 0.75, 0.95, 0.99]) {
        const exact = Math.max(copies.quantile(q), 0.5);
        expect(Math.abs(Math.log(made.quantile(q, weights) / exact))).toBeLessThan(0.004);
      }
    }
  });

  it('tell values within one bucket apart by where in it they fall', () => {
    const many = new Histogram();
    many.recordMany(1_000_000, 100);
    const made = new BlockHistograms([many, histogram([1_000_001])]);
    expect(made.quantile(0.2, [1, 0])).toBeLessThan(made.quantile(0.8, [1, 0]));
  });

  it('join histograms of different scales', () => {
    const wide = new Histogram();
    wide.record(1);
    wide.recordMany(1e-15, 1);
    wide.recordMany(1e15, 1);
    const made = new BlockHistograms([wide, histogram([500, 600])]);
    expect(made.count([1, 1])).toBe(5);
    expect(made.quantile(0.6, [0, 1]) / 600).toBeGreaterThan(0.8);
    expect(made.quantile(1, [1, 1])).toBe(1e15);
  });

  it('have no quantile where nothing was counted', () => {
    const made = new BlockHistograms([new Histogram(), histogram([5])]);
    expect(made.quantile(0.5, [1, 0])).toBeNaN();
    expect(made.mean([1, 0])).toBeNaN();
    expect(made.quantile(0.5, [0, 1])).toBe(5);
  });
});
