import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../load/random.ts';
import type { ThinkStep } from '../model/steps.ts';
import { thinkTime } from './think-time.ts';

function drawn(duration: ThinkStep['duration'], jitter?: number): { min: number; max: number; mean: number } {
  const time = thinkTime(duration, jitter);
  const random = new SeededRandom(1);
  const values = Array.from({ length: 20_000 }, () => time(random));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { min: Math.min(...values), max: Math.max(...values), mean };
}

describe('a pause', () => {
  it('of one duration is that long, and a number is seconds', () => {
    expect(drawn('250ms')).toMatchObject({ min: 250, max: 250 });
    expect(drawn(1.5)).toMatchObject({ min: 1500, max: 1500 });
  });

  it('over a range is uniform between its ends', () => {
    const { min, max, mean } = drawn('1s..3s');
    expect([min >= 1000, min < 1010, max <= 3000, max > 2990]).toEqual([true, true, true, true]);
    expect(mean).toBeCloseTo(2000, -2);
  });

  it('with jitter spreads by so many percent either way', () => {
    const { min, max, mean } = drawn('1s', 20);
    expect([min >= 800, min < 805, max <= 1200, max > 1195]).toEqual([true, true, true, true]);
    expect(mean).toBeCloseTo(1000, -2);
  });

  it('around a mean is normal, and never below zero', () => {
    expect(drawn({ mean: '1s', deviation: '100ms' }).mean).toBeCloseTo(1000, -2);
    expect(drawn({ mean: '100ms', deviation: '1s' }).min).toBe(0);
  });

  it.each(['', 'soon', '3s..1s', -1, Number.NaN])('is not %j', (duration) => {
    expect(() => thinkTime(duration)).toThrow(expect.objectContaining({ code: 'INVALID_DURATION' }));
  });
});
