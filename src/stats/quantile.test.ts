import { describe, expect, it } from 'vitest';
import { median, quantile, quantileOfSorted } from './quantile.ts';

describe('quantile', () => {
  it("is R's default, type 7", () => {
    const ten = [7, 3, 10, 1, 5, 9, 2, 8, 4, 6];
    // R: quantile(1:10, c(0, .1, .25, .5, .9, 1))
    expect([0, 0.1, 0.25, 0.5, 0.9, 1].map((q) => quantile(ten, q))).toEqual([1, 1.9, 3.25, 5.5, 9.1, 10]);
  });

  it('leaves its input alone', () => {
    const values = [3, 1, 2];
    expect(median(values)).toBe(2);
    expect(values).toEqual([3, 1, 2]);
  });

  it('of one value is that value, of none is NaN', () => {
    expect(quantileOfSorted([4], 0.3)).toBe(4);
    expect(quantile([], 0.5)).toBeNaN();
  });

  it('reads typed arrays, and takes shares outside 0 to 1 as the ends', () => {
    expect([-1, 2].map((q) => quantileOfSorted(Float64Array.of(1, 5), q))).toEqual([1, 5]);
  });
});
