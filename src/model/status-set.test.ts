import { describe, expect, it } from 'vitest';
import { formatStatusSet, isInRanges, statusRanges } from './status-set.ts';

describe('a status set', () => {
  it.each([
    [200, [[200, 200]]],
    ['200', [[200, 200]]],
    ['2xx', [[200, 299]]],
    ['200-204', [[200, 204]]],
    [
      '200, 3XX',
      [
        [200, 200],
        [300, 399],
      ],
    ],
    [
      ['2xx', 304],
      [
        [200, 299],
        [304, 304],
      ],
    ],
  ] as const)('%j is the ranges %j', (set, ranges) => {
    expect(statusRanges(set)).toEqual(ranges);
  });

  it.each([0, 99, 1000, 200.5, '', '2x', 'ok', '300-200', '0xx', [], ['2xx', 'no']])('is not %j', (set) => {
    expect(statusRanges(set)).toBeUndefined();
  });

  it('includes both ends of its ranges, and reads well', () => {
    expect([199, 200, 299, 300].map((status) => isInRanges(status, [[200, 299]]))).toEqual([false, true, true, false]);
    expect(formatStatusSet(['2xx', 304, 404])).toBe('2xx, 304 or 404');
    expect(formatStatusSet(200)).toBe('200');
  });
});
