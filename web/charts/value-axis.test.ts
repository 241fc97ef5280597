import { describe, expect, test } from 'vitest';
import { linearTicks, logTicks, showTickValue, unitOfAxis, valueAxis } from './value-axis.ts';

describe('ticks of values', () => {
  test('a linear axis counts in ones, twos and fives', () => {
    expect(linearTicks({ low: 0, high: 87, unit: 'items/s', most: 5 })).toEqual([0, 20, 40, 60, 80]);
    expect(linearTicks({ low: 0, high: 0.034, unit: 'share', most: 4 })).toEqual([0, 0.01, 0.02, 0.03]);
  });

  test('long durations are counted in quarters and halves of minutes', () => {
    expect(linearTicks({ low: 0, high: 130_000, unit: 'ms', most: 5 })).toEqual([0, 30_000, 60_000, 90_000, 120_000]);
  });

  test('what is counted has no halves', () => {
    expect(linearTicks({ low: 0, high: 1.08, unit: 'count', most: 6 })).toEqual([0, 1]);
    expect(linearTicks({ low: 0, high: 0.3, unit: 'count', most: 3 })).toEqual([0, 0.1, 0.2, 0.3]);
  });

  test('a logarithmic axis has as many ticks as find room', () => {
    expect(logTicks(1, 100, 8)).toEqual([1, 2, 5, 10, 20, 50, 100]);
    expect(logTicks(1, 100, 5)).toEqual([1, 3, 10, 30, 100]);
    expect(logTicks(1, 1e9, 4).length).toBeLessThanOrEqual(4);
  });

  test('no logarithm is taken of zero or of what has no end', () => {
    expect(logTicks(0, 10, 5)).toEqual([]);
    expect(logTicks(1, Number.POSITIVE_INFINITY, 5)).toEqual([]);
  });

  test('place and value are each other backwards, on both scales', () => {
    for (const isLog of [false, true]) {
      const axis = valueAxis({ low: 2, high: 300, unit: 'ms', isLog, most: 5 });
      for (const value of [2, 17, 300]) expect(axis.valueAt(axis.place(value))).toBeCloseTo(value, 9);
    }
  });

  test('an axis of nothing but zero still has a length', () => {
    const axis = valueAxis({ low: 0, high: 0, unit: 'items/s', most: 5 });
    expect(axis.high).toBeGreaterThan(0);
    expect(axis.place(0)).toBe(0);
  });
});

describe('labels of values', () => {
  test.each([
    [340, 'ms', '340ms'],
    [1200, 'ms', '1.2s'],
    [12_000, 'items/s', '12k/s'],
    [1500, 'items/s', '1.5k/s'],
    [2_500_000, 'count', '2.5M'],
    [1_200_000, 'bytes/s', '1.2 MB/s'],
    [0.05, 'share', '5%'],
    [50, 'users', '50'],
    [1500, 'ns', '1.5µs'],
    [2_000_000, 'ns', '2ms'],
  ])('%d %s is %s', (value, unit, text) => {
    expect(showTickValue(value, unit)).toBe(text);
  });

  test('a unit of its own is told beside the chart instead', () => {
    expect(unitOfAxis('users')).toBe('users');
    expect(unitOfAxis('ms')).toBeUndefined();
  });
});
