import { describe, expect, test } from 'vitest';
import { showClock, showTick, showTime, timeTicks } from './time-ticks.ts';

describe('labels of a time axis', () => {
  const labels = (from: number, to: number, most: number) => {
    const ticks = timeTicks(from, to, most);
    return ticks.map((tick) => showTick(tick, ticks));
  };

  test('a minute is counted in tens of seconds', () => {
    expect(labels(0, 60_000, 8)).toEqual(['0:00', '0:10', '0:20', '0:30', '0:40', '0:50', '1:00']);
  });

  test('an hour is counted in minutes, and told in hours', () => {
    expect(labels(0, 3_600_000, 7)).toEqual(['0:00 h', '0:10 h', '0:20 h', '0:30 h', '0:40 h', '0:50 h', '1:00 h']);
  });

  test('within a second, the digits go as far as the steps', () => {
    expect(labels(4200, 4700, 6)).toEqual(['0:04.2', '0:04.3', '0:04.4', '0:04.5', '0:04.6', '0:04.7']);
  });

  test('there are never more than asked for, at any span', () => {
    for (const span of [1, 37, 999, 61_000, 5e6, 1e9, 1e12]) {
      expect(timeTicks(123, 123 + span, 6).length).toBeLessThanOrEqual(7);
    }
  });

  test('a time is cut, not rounded, so that a second never reads as sixty', () => {
    expect(showTime(59_999)).toBe('0:59');
    expect(showTime(59_999, 100)).toBe('0:59.9');
    expect(showTime(3_725_000)).toBe('1:02:05');
  });

  test('the time of day is told where the start is known', () => {
    const start = new Date(2026, 2, 1, 23, 59, 58).toISOString();
    expect(showClock(start, 3000)).toBe('00:00:01');
    expect(showClock(undefined, 0)).toBeUndefined();
    expect(showClock('yesterday', 0)).toBeUndefined();
  });
});
