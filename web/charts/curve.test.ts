import { describe, expect, test } from 'vitest';
import { Histogram } from '../../src/stats/histogram.ts';
import { binsOf, countOf, quantilesOf } from './curve.ts';
import { ninesOf, ninesOfCount, nineTicks, shareOfNines, showPercentile } from './nines.ts';
import type { CurveSpec } from './specs.ts';

type Curve = CurveSpec['curves'][number];

function curveOf(values: readonly number[]): { curve: Curve; histogram: Histogram } {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  const { scale, zeroCount, positive } = histogram.toJson('ms');
  const curve: Curve = {
    label: 'all',
    brush: 'series-1',
    min: histogram.min,
    max: histogram.max,
    histogram: { scale, zeroCount, offset: positive.offset, counts: positive.counts },
  };
  return { curve, histogram };
}

const spread = Array.from({ length: 5000 }, (_, index) => Math.round(50 + 40 * Math.sin(index) + (index % 100) ** 2));

describe('percentiles of a curve', () => {
  test('are those that the histogram itself tells', () => {
    const { curve, histogram } = curveOf(spread);
    const shares = [0.99, 0.5, 0.9, 0.999];
    quantilesOf(curve, shares).forEach((value, index) => {
      expect(value / histogram.quantile(shares[index] ?? 0)).toBeCloseTo(1, 2);
    });
  });

  test('reach from the lowest to the highest value, exactly', () => {
    const { curve } = curveOf([3, 5, 9]);
    expect(quantilesOf(curve, [1])).toEqual([9]);
    expect(quantilesOf(curve, [0])[0]).toBeCloseTo(3, 1);
  });

  test('of nothing are no numbers, and zeros count', () => {
    const { curve } = curveOf([]);
    expect(quantilesOf(curve, [0.5])).toEqual([Number.NaN]);
    expect(quantilesOf(curveOf([0, 0, 0, 8]).curve, [0.5, 0.75, 0.9])).toEqual([0, 0, 8]);
  });
});

describe('bins of a histogram', () => {
  test.each([true, false])('hold every value once (logarithmic: %s)', (isLog) => {
    const { curve } = curveOf(spread);
    const { counts, above } = binsOf([curve], { isLog, most: 60 });
    const total = (counts[0] ?? []).reduce((sum, count) => sum + count, 0) + (above[0] ?? 0);
    expect(total).toBeCloseTo(countOf(curve.histogram), 6);
  });

  test('a histogram that was moved by part of a bucket loses nothing', () => {
    const { curve } = curveOf(spread);
    const moved = { ...curve.histogram, offset: curve.histogram.offset - Math.log2(1000) * 256 };
    const { counts, above } = binsOf([{ ...curve, histogram: moved, min: curve.min / 1000, max: curve.max / 1000 }], {
      isLog: true,
      most: 60,
    });
    const total = (counts[0] ?? []).reduce((sum, count) => sum + count, 0) + (above[0] ?? 0);
    expect(total).toBeCloseTo(5000, 6);
  });

  test('on a linear axis a far value is told of, not drawn', () => {
    const { curve } = curveOf([...Array.from({ length: 999 }, (_, index) => 10 + (index % 10)), 100_000]);
    const { bounds, above } = binsOf([curve], { isLog: false, most: 20 });
    expect(bounds.at(-1)).toBeLessThan(25);
    expect(above[0]).toBeCloseTo(1, 6);
  });

  test('of no values are one empty bin', () => {
    expect(binsOf([curveOf([]).curve], { isLog: true, most: 60 }).counts).toEqual([[0]]);
  });
});

describe('an axis of nines', () => {
  test('each nine takes as much room as the one before', () => {
    expect([0, 0.9, 0.99, 0.999].map(ninesOf).map((nines) => Number(nines.toFixed(9)))).toEqual([0, 1, 2, 3]);
    expect(shareOfNines(ninesOf(0.95))).toBeCloseTo(0.95, 12);
  });

  test('it ends where a single value is left', () => {
    expect(ninesOfCount(1000)).toBeCloseTo(3);
    expect(ninesOfCount(0)).toBe(1);
    expect(nineTicks(ninesOfCount(10_000))).toEqual([0, 0.5, 0.9, 0.95, 0.99, 0.999, 0.9999]);
  });

  test('percentiles have as many digits as tell them apart', () => {
    expect([0.5, 0.9, 0.95, 0.99, 0.999, 0.9999].map(showPercentile)).toEqual([
      'p50',
      'p90',
      'p95',
      'p99',
      'p99.9',
      'p99.99',
    ]);
  });
});
