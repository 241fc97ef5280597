import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatBytes, formatCount, formatDuration, parseBytes, parseDurationMs, parseDurationRange } from './units.ts';

describe('a duration', () => {
  it.each([
    ['250ms', 250],
    ['30s', 30_000],
    ['1m30s', 90_000],
    ['1m 30s', 90_000],
    ['2h', 7_200_000],
    ['1d', 86_400_000],
    ['1w', 604_800_000],
    ['1.5s', 1500],
    ['.5s', 500],
    ['0.1s', 100],
    ['10min', 600_000],
    ['10 minutes', 600_000],
    ['5 sec', 5000],
    ['5 secs', 5000],
    ['2 hrs', 7_200_000],
    ['3 Days', 259_200_000],
    ['20 milliseconds', 20],
    ['1h2m3s4ms', 3_723_004],
    ['0', 0],
  ])('%s is %d ms', (text, ms) => {
    expect(parseDurationMs(text)).toBe(ms);
  });

  it('is in seconds where no unit stands, as a number and as text', () => {
    expect([parseDurationMs(30), parseDurationMs('30'), parseDurationMs(' 1.1 ')]).toEqual([30_000, 30_000, 1100]);
  });

  it.each(['', ' ', 's', '5x', '-5s', '1s2', '5 s x', '1..2s', '1.2.3s', 'constructor', '5constructor', '1e3', 'NaN'])(
    'is not %j',
    (text) => {
      expect(parseDurationMs(text)).toBeUndefined();
    },
  );

  it('is not a number below zero, without end, or no number', () => {
    expect([-1, Number.NaN, Number.POSITIVE_INFINITY].map(parseDurationMs)).toEqual([undefined, undefined, undefined]);
  });

  it('is refused quickly when it is a long hostile text', () => {
    expect(parseDurationMs('1'.repeat(100_000))).toBeUndefined();
    expect(parseDurationMs(`${'1 '.repeat(49)}x`)).toBeUndefined();
  });
});

describe('a range of durations', () => {
  it.each([
    ['1s..3s', 1000, 3000],
    ['1..3s', 1000, 3000],
    ['100..300ms', 100, 300],
    ['500ms .. 2s', 500, 2000],
    ['1..3', 1000, 3000],
    ['0.5s..1.5s', 500, 1500],
  ])('%s is %d to %d ms', (text, minMs, maxMs) => {
    expect(parseDurationRange(text)).toEqual({ minMs, maxMs });
  });

  it.each(['3s..1s', '1s', '1s..', '..3s', '1s..2s..3s', 'a..b', '1s...3s'])('is not %j', (text) => {
    expect(parseDurationRange(text)).toBeUndefined();
  });
});

describe('a duration to read', () => {
  it.each([
    [0, '0ms'],
    [0.2504, '0.25ms'],
    [250, '250ms'],
    [999.9, '1s'],
    [1200, '1.2s'],
    [1234, '1.23s'],
    [59_990, '1m'],
    [90_000, '1m30s'],
    [7_500_000, '2h5m'],
    [86_400_000, '1d'],
    [90_061_000, '1d1h1m'],
    [-1200, '-1.2s'],
    [Number.POSITIVE_INFINITY, '∞'],
  ])('%d ms reads %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it('reads back as what it was, to three digits or the second', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 8e7, noNaN: true }), (ms) => {
        const back = parseDurationMs(formatDuration(ms)) ?? Number.NaN;
        expect(Math.abs(back - ms)).toBeLessThanOrEqual(Math.max(500, ms * 0.005));
      }),
    );
  });
});

describe('bytes', () => {
  it.each([
    ['10MB', 10_000_000],
    ['10 mb', 10_000_000],
    ['1.5k', 1500],
    ['64KiB', 65_536],
    ['1GiB', 1_073_741_824],
    ['512', 512],
    ['512B', 512],
    [4096, 4096],
  ])('%s are %d', (text, bytes) => {
    expect(parseBytes(text)).toBe(bytes);
  });

  it.each(['', 'MB', '10 XB', '-1MB', 'valueOf', '1 valueOf', -1, Number.NaN])('are not %j', (text) => {
    expect(parseBytes(text)).toBeUndefined();
  });

  it.each([
    [0, '0 B'],
    [512, '512 B'],
    [999.9, '1 kB'],
    [1_210_000, '1.21 MB'],
    [34_500_000_000, '34.5 GB'],
    [-2000, '-2 kB'],
    [5e18, '5000 PB'],
  ])('%d read %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});

describe('a count', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [12_345, '12,345'],
    [1_234_567, '1,234,567'],
    [0.3712, '0.371'],
    [98.64, '98.6'],
    [1234.5, '1,235'],
    [-12_345, '-12,345'],
    [Number.NaN, 'NaN'],
  ])('%d reads %s', (count, text) => {
    expect(formatCount(count)).toBe(text);
  });
});
