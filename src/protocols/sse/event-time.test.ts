import { describe, expect, it } from 'vitest';
import { momentMs, preciseWallMs } from './event-time.ts';

describe('a moment', () => {
  const ms = 1_767_225_600_123;

  it.each<[unknown, number | undefined]>([
    [ms / 1000, ms],
    [ms, ms],
    [ms + 0.5, ms + 0.5],
    [ms * 1000, ms],
    [ms * 1e6, ms],
    [String(ms), ms],
    [new Date(ms), ms],
    ['2026-01-01T00:00:00.123Z', ms],
    [0, undefined],
    [-5, undefined],
    // A machine's time since it was started, in µs.
    [86_400_000_000, undefined],
    [Number.NaN, undefined],
    [Number.POSITIVE_INFINITY, undefined],
    ['soon', undefined],
    [undefined, undefined],
    [{}, undefined],
  ])('of %j is %s', (value, expected) => {
    const found = momentMs(value);
    if (expected === undefined) expect(found).toBeUndefined();
    else expect(found).toBeCloseTo(expected, 2);
  });
});

describe('the time of day', () => {
  it('goes with the clock of the machine, in fractions of a millisecond', () => {
    const values = Array.from({ length: 1000 }, () => preciseWallMs());
    expect(values.some((value) => !Number.isInteger(value))).toBe(true);
    expect(values).toEqual([...values].sort((a, b) => a - b));
    expect(Math.abs(preciseWallMs() - Date.now())).toBeLessThan(3);
  });
});
