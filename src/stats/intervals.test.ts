import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalQuantile, wilsonInterval } from './intervals.ts';

describe('wilsonInterval', () => {
  it("gives the intervals published in Newcombe's comparison of methods", () => {
    // R. G. Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17, 1998, table I, method 3.
    const published = [
      { passes: 81, total: 263, low: 0.2553, high: 0.3662 },
      { passes: 15, total: 148, low: 0.0624, high: 0.1605 },
      { passes: 0, total: 20, low: 0, high: 0.1611 },
      { passes: 1, total: 29, low: 0.0061, high: 0.1718 },
    ];
    for (const { passes, total, low, high } of published) {
      const interval = wilsonInterval(passes, total);
      expect(interval.low).toBeCloseTo(low, 4);
      expect(interval.high).toBeCloseTo(high, 4);
    }
  });

  it('holds the share, stays within 0 and 1, and mirrors when passes and failures change places', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.double({ min: 0, max: 1, noNaN: true }), (total, share) => {
        const passes = Math.round(total * share);
        const { low, high } = wilsonInterval(passes, total, 0.99);
        expect(low >= 0 && low <= passes / total && passes / total <= high && high <= 1).toBe(true);
        expect(wilsonInterval(total - passes, total, 0.99).low).toBeCloseTo(1 - high, 9);
      }),
    );
  });

  it('knows nothing without trials', () => {
    expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 });
  });
});

describe('normalQuantile', () => {
  it('gives the values that AS 241 was published with', () => {
    expect(normalQuantile(0.25)).toBeCloseTo(-0.6744897501960817, 15);
    expect(normalQuantile(0.001)).toBeCloseTo(-3.090232306167814, 14);
    expect(normalQuantile(1e-20)).toBeCloseTo(-9.2623400897984, 13);
  });

  it('gives the quantiles every table has', () => {
    expect(normalQuantile(0.5)).toBe(0);
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 14);
    expect(normalQuantile(0.995)).toBeCloseTo(2.5758293035489, 13);
  });

  it('is infinite at the ends and NaN outside', () => {
    expect([0, 1, -0.1, 1.1, Number.NaN].map(normalQuantile)).toEqual([
      Number.NEGATIVE_INFINITY,
      Number.POSITIVE_INFINITY,
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
  });
});
