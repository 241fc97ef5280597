import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crossingOf, interpolate, isotonicRegression } from './isotonic.ts';

const fitted = (ys: readonly number[]) => {
  const steps = isotonicRegression(ys.map((y, x) => ({ x, y })));
  return ys.map((_, x) => steps.find(({ from, to }) => from <= x && x <= to)!.y);
};

describe('isotonicRegression', () => {
  it('levels what falls, as in the examples of scikit-learn', () => {
    expect(fitted([1, 3, 2, 4, 3, 5])).toEqual([1, 2.5, 2.5, 3.5, 3.5, 5]);
    // sklearn/tests/test_isotonic.py, test_isotonic_regression.
    expect(fitted([3, 7, 5, 9, 8, 7, 10])).toEqual([3, 6, 6, 8, 8, 8, 10]);
    expect(fitted([10, 0, 2])).toEqual([4, 4, 4]);
  });

  it('weighs, and joins points at one x', () => {
    const steps = isotonicRegression([
      { x: 2, y: 1, weight: 3 },
      { x: 1, y: 5, weight: 1 },
    ]);
    expect(steps).toEqual([{ x: 1.75, from: 1, to: 2, y: 2, weight: 4 }]);
    expect(
      isotonicRegression([
        { x: 1, y: 1 },
        { x: 1, y: 3 },
      ]),
    ).toEqual([{ x: 1, from: 1, to: 1, y: 2, weight: 2 }]);
  });

  it('rises, keeps the weighted mean, and leaves rising points alone', () => {
    const point = fc.record({
      x: fc.integer({ min: 0, max: 50 }),
      y: fc.double({ min: -100, max: 100, noNaN: true }),
      weight: fc.integer({ min: 1, max: 9 }),
    });
    fc.assert(
      fc.property(fc.array(point, { minLength: 1 }), (points) => {
        const steps = isotonicRegression(points);
        for (const [i, step] of steps.entries()) if (i > 0) expect(step.y).toBeGreaterThan(steps[i - 1]!.y);
        const total = (all: readonly { y: number; weight: number }[]) =>
          all.reduce((sum, { y, weight }) => sum + y * weight, 0);
        expect(total(steps)).toBeCloseTo(total(points), 6);
      }),
    );
    expect(fitted([1, 2, 4, 8])).toEqual([1, 2, 4, 8]);
  });

  it('leaves out what has no place or no weight', () => {
    expect(
      isotonicRegression([
        { x: Number.NaN, y: 1 },
        { x: 1, y: Number.POSITIVE_INFINITY },
        { x: 1, y: 1, weight: 0 },
      ]),
    ).toEqual([]);
  });
});

describe('crossingOf', () => {
  const steps = isotonicRegression([0, 0.1, 0.1, 0.5, 0.9].map((y, i) => ({ x: 10 * i, y })));

  it('reads a limit off the line between two steps', () => {
    expect(crossingOf(steps, 0.3)).toBeCloseTo(25, 9);
    expect(crossingOf(steps, 0.5)).toBeCloseTo(30, 9);
    expect(crossingOf(steps, 0.05)).toBeCloseTo(5, 9);
  });

  it('is at the end of a level stretch that is just at the limit', () => {
    expect(crossingOf(steps, 0.1)).toBe(20);
  });

  it('is infinite where the limit is never crossed or always', () => {
    expect([crossingOf(steps, 0.9), crossingOf(steps, -0.1), crossingOf([], 1)]).toEqual([
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      Number.NaN,
    ]);
  });
});

describe('interpolate', () => {
  it('is straight between steps, and level beyond them', () => {
    const steps = isotonicRegression([
      { x: 10, y: 1 },
      { x: 20, y: 3 },
    ]);
    expect([0, 10, 15, 20, 99].map((x) => interpolate(steps, x))).toEqual([1, 1, 2, 3, 3]);
    expect(interpolate([], 1)).toBeNaN();
  });
});
