import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalQuantile } from './intervals.ts';
import {
  betaCdf,
  betaQuantile,
  chiSquareCdf,
  chiSquareTail,
  fCdf,
  fTail,
  logBetaCdf,
  logGamma,
  normalCdf,
  studentCdf,
  studentQuantile,
  studentTails,
} from './probability.ts';

describe('logGamma', () => {
  it('is the logarithm of the factorial, and of √π at a half', () => {
    expect(logGamma(1)).toBeCloseTo(0, 13);
    expect(logGamma(6)).toBeCloseTo(Math.log(120), 12);
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 13);
    // ln 100!, Abramowitz and Stegun, table 6.
    expect(logGamma(101)).toBeCloseTo(363.739375555563, 10);
    expect(logGamma(0.1)).toBeCloseTo(2.252712651734206, 12);
  });
});

describe('normalCdf', () => {
  it('gives the values of the tables', () => {
    // Abramowitz and Stegun, table 26.1.
    expect(normalCdf(1)).toBeCloseTo(0.841344746068543, 14);
    expect(normalCdf(-2)).toBeCloseTo(0.022750131948179, 14);
    expect(normalCdf(-5) / 2.866515718791939e-7).toBeCloseTo(1, 11);
    expect(normalCdf(0)).toBe(0.5);
  });

  it('undoes the quantile function', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-12, max: 1 - 1e-12, noNaN: true }), (p) => {
        expect(Math.abs(normalCdf(normalQuantile(p)) - p)).toBeLessThan(1e-13);
      }),
    );
  });

  it('ends at 0 and 1', () => {
    expect([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NaN].map(normalCdf)).toEqual([0, 1, Number.NaN]);
  });
});

describe('studentQuantile', () => {
  // NIST/SEMATECH e-Handbook of Statistical Methods, table 1.3.6.7.2.
  it.each([
    [0.975, 1, 12.706],
    [0.95, 2, 2.92],
    [0.975, 4, 2.776],
    [0.995, 5, 4.032],
    [0.975, 10, 2.228],
    [0.99, 29, 2.462],
    [0.999, 100, 3.174],
  ])('is, at %f with %i degrees of freedom, %f', (p, degreesOfFreedom, t) => {
    expect(studentQuantile(p, degreesOfFreedom)).toBeCloseTo(t, 3);
    expect(studentQuantile(1 - p, degreesOfFreedom)).toBeCloseTo(-t, 3);
  });

  it('is the normal one without a bound on the degrees of freedom', () => {
    expect(studentQuantile(0.975, Number.POSITIVE_INFINITY)).toBeCloseTo(1.959963984540054, 12);
    expect(studentQuantile(0.975, 1e7)).toBeCloseTo(1.95996, 5);
  });

  it('undoes the distribution function, and has no value outside (0, 1) or without degrees of freedom', () => {
    expect(studentCdf(studentQuantile(0.9, 2.5), 2.5)).toBeCloseTo(0.9, 12);
    expect(studentTails(2.228139, 10)).toBeCloseTo(0.05, 6);
    expect(studentQuantile(1, 3)).toBe(Number.POSITIVE_INFINITY);
    expect([studentQuantile(1.1, 3), studentQuantile(0.9, 0)]).toEqual([Number.NaN, Number.NaN]);
  });
});

describe('chiSquareTail', () => {
  // The same handbook, table 1.3.6.7.4.
  it.each([
    [2.706, 1, 0.1],
    [3.841, 1, 0.05],
    [11.07, 5, 0.05],
    [23.209, 10, 0.01],
    [124.342, 100, 0.05],
  ])('of %f with %i degrees of freedom is %f', (x, degreesOfFreedom, tail) => {
    expect(chiSquareTail(x, degreesOfFreedom)).toBeCloseTo(tail, 4);
    expect(chiSquareCdf(x, degreesOfFreedom)).toBeCloseTo(1 - tail, 4);
  });

  it('keeps its digits far out', () => {
    // With two degrees of freedom it is e^(−x/2).
    expect(chiSquareTail(400, 2) / Math.exp(-200)).toBeCloseTo(1, 10);
    expect([chiSquareTail(0, 3), chiSquareTail(-1, 3), chiSquareCdf(0, 3)]).toEqual([1, 1, 0]);
  });
});

describe('fTail', () => {
  // The same handbook, table 1.3.6.7.3.
  it.each([
    [4.965, 1, 10, 0.05],
    [2.711, 5, 20, 0.05],
    [10.044, 1, 10, 0.01],
    [161.448, 1, 1, 0.05],
  ])('of %f with %i and %i degrees of freedom is %f', (...[x, above, below, tail]) => {
    expect(fTail(x, above, below)).toBeCloseTo(tail, 4);
    expect(fCdf(x, above, below)).toBeCloseTo(1 - tail, 4);
  });

  it('is that of t squared with one degree of freedom above', () => {
    expect(fTail(2.5 ** 2, 1, 7)).toBeCloseTo(studentTails(2.5, 7), 13);
    expect([fTail(0, 1, 1), fTail(Number.POSITIVE_INFINITY, 1, 1)]).toEqual([1, 0]);
  });
});

describe('betaCdf', () => {
  it('is a polynomial for whole parameters', () => {
    expect(betaCdf(0.5, 2, 3)).toBeCloseTo(0.6875, 13);
    expect(betaCdf(0.3, 1, 5)).toBeCloseTo(1 - 0.7 ** 5, 13);
  });

  it('mirrors, and rises from 0 to 1', () => {
    const parameter = fc.double({ min: 0.1, max: 500, noNaN: true });
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }), parameter, parameter, (x, a, b) => {
        const value = betaCdf(x, a, b);
        expect(value >= 0 && value <= 1).toBe(true);
        expect(value).toBeCloseTo(1 - betaCdf(1 - x, b, a), 9);
      }),
    );
  });

  it('holds for millions', () => {
    expect(betaCdf(0.5, 2e6, 2e6)).toBeCloseTo(0.5, 6);
    expect(betaQuantile(0.5, 5e5, 5e5)).toBeCloseTo(0.5, 9);
  });

  it('has a logarithm where it is too small itself', () => {
    // I_x(a, 1) = x^a.
    expect(logBetaCdf(0.05, 2_000, 1)).toBeCloseTo(2_000 * Math.log(0.05), 8);
    expect([logBetaCdf(0, 1, 1), logBetaCdf(1, 1, 1)]).toEqual([Number.NEGATIVE_INFINITY, 0]);
  });
});
