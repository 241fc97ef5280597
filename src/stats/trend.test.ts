import { describe, expect, it } from 'vitest';
import { theilSen } from './trend.ts';

const points = (xs: readonly number[], ys: readonly number[]) => xs.map((x, i) => ({ x, y: ys[i]! }));

describe('theilSen', () => {
  it("gives the slope and the interval of Sen's own example", () => {
    // Sen 1968, section 6: slope 4, 93 % interval 3.71 to 4.38.
    const trend = theilSen(points([1, 2, 3, 4, 10, 12, 18], [9, 15, 19, 20, 45, 55, 78]), { confidence: 0.93 });
    expect(trend?.slope).toBe(4);
    expect(trend?.low).toBeCloseTo(3.71, 2);
    expect(trend?.high).toBeCloseTo(4.38, 2);
  });

  it('gives the slope of Hollander and Wolfe for the seeding of clouds', () => {
    // "Nonparametric Statistical Methods", 2nd ed., 1999, example 9.1.
    const trend = theilSen(points([1, 2, 3, 4, 5], [1.26, 1.27, 1.12, 1.16, 1.03]));
    expect(trend?.slope).toBeCloseTo(-0.056, 3);
  });

  it('follows a line exactly, and is not moved by a fifth of outliers', () => {
    const xs = Array.from({ length: 50 }, (_, i) => i);
    const trend = theilSen(
      points(
        xs,
        xs.map((x) => (x % 5 === 0 ? 1_000 : 3 * x + 2)),
      ),
    );
    expect(trend?.slope).toBeCloseTo(3, 9);
    expect(trend?.intercept).toBeCloseTo(2, 9);
  });

  it('is flat, without doubt, where nothing changes', () => {
    expect(theilSen(points([1, 2, 3, 4], [7, 7, 7, 7]))).toEqual({ slope: 0, intercept: 7, low: 0, high: 0 });
  });

  it('cannot bound the slope of two points', () => {
    expect(theilSen(points([0, 1], [0, 5]))).toEqual({
      slope: 5,
      intercept: 0,
      low: Number.NEGATIVE_INFINITY,
      high: Number.POSITIVE_INFINITY,
    });
  });

  it('has no line through points at one x', () => {
    expect([theilSen([]), theilSen(points([1], [2])), theilSen(points([1, 1], [2, 3]))]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('thins long series to medians and finds the same slope', () => {
    const xs = Array.from({ length: 20_000 }, (_, i) => i);
    const trend = theilSen(
      points(
        xs,
        xs.map((x) => 0.5 * x + ((x * 7919) % 101)),
      ),
      { maxPoints: 200 },
    );
    expect(trend?.slope).toBeCloseTo(0.5, 3);
    expect(trend!.low).toBeLessThanOrEqual(0.5);
    expect(trend!.high).toBeGreaterThanOrEqual(0.4999);
  });
});
