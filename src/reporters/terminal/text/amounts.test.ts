import { describe, expect, it } from 'vitest';
import { counted, formatBound, formatRate, formatShare, formatTime, formatValue, wholePercent } from './amounts.ts';

describe('formatTime', () => {
  it.each([
    [0, '0ms'],
    [0.0004, '0.4µs'],
    [0.007, '7µs'],
    [0.05, '50.0µs'],
    [0.8504, '850µs'],
    [0.9996, '1.00ms'],
    [4.1, '4.10ms'],
    [99.96, '100ms'],
    [234.4, '234ms'],
    [999.6, '1.00s'],
    [1234, '1.23s'],
    [59_990, '60.0s'],
    [59_996, '1m'],
    [3_725_000, '1h2m5s'],
    [-12, '-12.0ms'],
  ])('shows %d ms as %s', (ms, text) => {
    expect(formatTime(ms)).toBe(text);
  });

  it('shows a dash for what was not measured', () => {
    expect([null, undefined, Number.NaN, Number.POSITIVE_INFINITY].map(formatTime)).toEqual(['–', '–', '–', '–']);
  });
});

describe('formatShare', () => {
  it.each([
    [0, '0%'],
    [0.00001, '<0.01%'],
    [0.0018, '0.18%'],
    [0.018, '1.80%'],
    [0.5, '50.0%'],
    [0.9983, '99.83%'],
    [0.999999, '>99.99%'],
    [1, '100%'],
    [Number.NaN, '–'],
  ])('shows %d as %s', (share, text) => {
    expect(formatShare(share)).toBe(text);
  });
});

describe('other amounts', () => {
  it('take the unit of the metric', () => {
    expect(formatValue(234.4, 'ms')).toBe('234ms');
    expect(formatValue(0.0018, 'share')).toBe('0.18%');
    expect(formatValue(87, 'percent')).toBe('87.0%');
    expect(formatValue(1_234_567, 'bytes')).toBe('1.23 MB');
    expect(formatValue(12_345, 'count')).toBe('12,345');
    expect(formatValue(3.5, 'items')).toBe('3.5 items');
    expect(formatValue(null, 'ms')).toBe('–');
  });

  it('have as many digits as help', () => {
    expect(formatRate(12_345.67)).toBe('12,346/s');
    expect(formatRate(0.3712)).toBe('0.371/s');
    expect(formatBound(2)).toBe('2ms');
    expect(formatBound(1500)).toBe('1.5s');
    expect(formatBound(200)).toBe('200ms');
    expect(formatBound(0.05)).toBe('50µs');
    expect(wholePercent(0.001)).toBe('<1%');
    expect(wholePercent(0.756)).toBe('76%');
  });

  it('agree with their noun', () => {
    expect(counted(1, 'check')).toBe('1 check');
    expect(counted(12_000, 'check')).toBe('12,000 checks');
  });
});
