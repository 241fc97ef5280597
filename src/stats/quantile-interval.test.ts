import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Histogram } from './histogram.ts';
import {
  binomialCdf,
  clopperPearson,
  histogramQuantileInterval,
  quantileInterval,
  quantileRanks,
} from './quantile-interval.ts';
import { seededChance } from './resample.ts';

describe('quantileRanks', () => {
  // The low rank is one above the sign test's two-sided critical value at 5 %, which every table has.
  it.each([
    [6, 1, 6],
    [8, 1, 8],
    [9, 2, 8],
    [10, 2, 9],
    [15, 4, 12],
    [20, 6, 15],
    [25, 8, 18],
    [100, 40, 61],
  ])("of %i values' median are %i and %i", (count, low, high) => {
    expect(quantileRanks(count, 0.5)).toEqual({ low, high });
  });

  it('cannot bound a median by five values, nor a p99 by 300 from above', () => {
    expect(quantileRanks(5, 0.5)).toEqual({ low: undefined, high: undefined });
    expect(quantileRanks(300, 0.99)).toEqual({ low: 293, high: undefined });
    expect(quantileRanks(0, 0.5)).toEqual({ low: undefined, high: undefined });
  });

  it('end for counts beyond what numbers tell apart', () => {
    const { low, high } = quantileRanks(2 ** 60, 0.5, 0.95);
    expect(Number(low) / 2 ** 59).toBeCloseTo(1, 5);
    expect(Number(high) / 2 ** 59).toBeCloseTo(1, 5);
  });

  it('miss by no more on either side than they may, and could not be closer', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3_000 }), fc.double({ min: 0.01, max: 0.99, noNaN: true }), (count, q) => {
        const { low, high } = quantileRanks(count, q, 0.9);
        if (low !== undefined) expect(binomialCdf(low - 1, count, q)).toBeLessThanOrEqual(0.05);
        expect(binomialCdf(low ?? 0, count, q)).toBeGreaterThan(0.05);
        if (high !== undefined) expect(1 - binomialCdf(high - 1, count, q)).toBeLessThanOrEqual(0.05);
        expect(1 - binomialCdf((high ?? count + 1) - 2, count, q)).toBeGreaterThan(0.05);
      }),
    );
  });
});

describe('quantileInterval', () => {
  it('takes the order statistics of those ranks', () => {
    const sorted = Array.from({ length: 100 }, (_, i) => i + 1);
    expect(quantileInterval(sorted, 0.5)).toEqual({ value: 50.5, low: 40, high: 61, count: 100 });
    expect(quantileInterval([1, 2, 3], 0.5)).toMatchObject({
      low: Number.NEGATIVE_INFINITY,
      high: Number.POSITIVE_INFINITY,
    });
    expect(quantileInterval([], 0.5)).toBeUndefined();
  });

  it('holds the true p95 of heavy-tailed latencies at least as often as it says', () => {
    const chance = seededChance(8);
    let hits = 0;
    for (let round = 0; round < 400; round++) {
      const sorted = Float64Array.from({ length: 400 }, () => Math.exp(1.2 * chance.normal())).sort();
      const { low, high } = quantileInterval(sorted, 0.95)!;
      if (low <= Math.exp(1.2 * 1.6448536) && Math.exp(1.2 * 1.6448536) <= high) hits++;
    }
    expect(hits / 400).toBeGreaterThan(0.93);
  });
});

describe('histogramQuantileInterval', () => {
  it('is that of the values to within the width of a bucket', () => {
    const chance = seededChance(9);
    const values = Array.from({ length: 5_000 }, () => Math.round(20_000 * Math.exp(chance.normal())));
    const histogram = new Histogram();
    for (const value of values) histogram.record(value);
    const sorted = Float64Array.from(values).sort();
    for (const q of [0.01, 0.5, 0.95, 0.999]) {
      const exact = quantileInterval(sorted, q)!;
      const coarse = histogramQuantileInterval(histogram, q)!;
      expect(coarse.value / exact.value).toBeCloseTo(1, 1);
      expect(Math.abs(coarse.low / exact.low - 1)).toBeLessThan(0.003);
      expect(Math.abs(coarse.high / exact.high - 1)).toBeLessThan(0.003);
    }
  });

  it('has no upper end for a p99.9 of 1,000, and nothing for no values', () => {
    const histogram = new Histogram();
    expect(histogramQuantileInterval(histogram, 0.5)).toBeUndefined();
    for (let value = 1; value <= 1_000; value++) histogram.record(value);
    expect(histogramQuantileInterval(histogram.encode(), 0.999)).toMatchObject({
      high: Number.POSITIVE_INFINITY,
      count: 1_000,
    });
  });
});

describe('clopperPearson', () => {
  it("gives the intervals published in Newcombe's comparison of methods", () => {
    // Statistics in Medicine 17, 1998, table I, method 5.
    const published = [
      { passes: 81, total: 263, low: 0.2527, high: 0.3676 },
      { passes: 15, total: 148, low: 0.0578, high: 0.1617 },
      { passes: 0, total: 20, low: 0, high: 0.1684 },
      { passes: 1, total: 29, low: 0.0009, high: 0.1776 },
    ];
    for (const { passes, total, low, high } of published) {
      expect(clopperPearson(passes, total).low).toBeCloseTo(low, 4);
      expect(clopperPearson(passes, total).high).toBeCloseTo(high, 4);
    }
  });

  it('knows nothing without trials', () => {
    expect(clopperPearson(0, 0)).toEqual({ low: 0, high: 1 });
    expect(clopperPearson(7, 7).high).toBe(1);
  });
});
