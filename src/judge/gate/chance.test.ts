import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../model/run.ts';
import { pValue, standing } from './chance.ts';

function figure(ratio: number, low: number, high: number): Comparison {
  return {
    metric: 'm',
    tags: {},
    aggregate: 'p95',
    against: 'x',
    before: 1,
    after: ratio,
    ratio,
    low,
    high,
    verdict: 'slower',
  };
}

describe('the chance that nothing changed, from a ratio and its interval', () => {
  it('is that of the published example: 0.81 (0.70 to 0.94) has p = 0.005', () => {
    expect(Math.abs(pValue(figure(0.81, 0.7, 0.94)) - 0.005)).toBeLessThan(0.001);
  });

  it('is 0.05 where the interval just touches no change, on either side', () => {
    expect(pValue(figure(1.2, 1, 1.44))).toBeCloseTo(0.05, 6);
    expect(pValue(figure(1 / 1.2, 1 / 1.44, 1))).toBeCloseTo(0.05, 6);
  });

  it.each([
    [figure(1, 1, 1), 1],
    [figure(2, 2, 2), 0],
    [figure(Number.POSITIVE_INFINITY, 3, Number.POSITIVE_INFINITY), 0.05],
    [figure(Number.POSITIVE_INFINITY, 0, Number.POSITIVE_INFINITY), 1],
    [figure(Number.NaN, 1, 2), 1],
    [figure(2, 0, Number.POSITIVE_INFINITY), 1],
  ])('is read with care where an end is missing: %#', (comparison, p) => {
    expect(pValue(comparison)).toBeCloseTo(p, 1);
  });
});

describe('what stands among many', () => {
  it('is all that is surely there, and not the one that is barely so', () => {
    const [sure, barely] = [figure(2, 1.8, 2.2), figure(1.1, 1.001, 1.21)];
    const rest = Array.from({ length: 50 }, () => figure(1.01, 0.9, 1.13));
    expect(standing([sure, barely, ...rest], 0.05)).toEqual(new Set([sure]));
    expect(standing([barely], 0.05)).toEqual(new Set([barely]));
  });
});
