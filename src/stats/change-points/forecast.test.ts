import { describe, expect, it } from 'vitest';
import { seededChance } from '../resample.ts';
import { anomalyOf } from './anomaly.ts';
import { forecastCrossing } from './forecast.ts';

const DAY_MS = 86_400_000;
const rising = (perDay: number, seed = 1) => {
  const chance = seededChance(seed);
  return Array.from({ length: 40 }, (_, day) => ({
    timeMs: day * DAY_MS,
    value: 100 + perDay * day + chance.normal(),
  }));
};

describe('when a limit will be crossed', () => {
  it('follows from the slope, between the ends of its interval', () => {
    const found = forecastCrossing(rising(1), { threshold: 160, worse: 'higher' });
    expect((found?.crossesAtMs ?? 0) / DAY_MS).toBeCloseTo(60, -1);
    expect(found?.earliestMs).toBeLessThan(found?.crossesAtMs ?? 0);
    expect(found?.latestMs).toBeGreaterThan(found?.crossesAtMs ?? 0);
  });

  it('lies between the ends nineteen times in twenty', () => {
    const SERIES = 200;
    const held = Array.from({ length: SERIES }, (_, i) => {
      const found = forecastCrossing(rising(0.5, 77 + i * 7919), { threshold: 140, worse: 'higher' });
      const latest = found?.latestMs ?? Number.POSITIVE_INFINITY;
      return (found?.earliestMs ?? Number.POSITIVE_INFINITY) <= 80 * DAY_MS && 80 * DAY_MS <= latest;
    });
    expect(held.filter(Boolean).length / SERIES).toBeGreaterThanOrEqual(0.93);
  });

  it('is never without a slope, and away from the limit', () => {
    expect(forecastCrossing(rising(0), { threshold: 160, worse: 'higher' })?.crossesAtMs).toBeNull();
    expect(forecastCrossing(rising(-1), { threshold: 160, worse: 'higher' })?.crossesAtMs).toBeNull();
    expect(forecastCrossing(rising(-1), { threshold: 40, worse: 'lower' })?.crossesAtMs).not.toBeNull();
  });

  it('is now where the level is beyond it, and not in sight where that is too far', () => {
    const last = 39 * DAY_MS;
    expect(forecastCrossing(rising(1), { threshold: 120, worse: 'higher' })).toMatchObject({
      crossesAtMs: last,
      latestMs: last,
    });
    expect(forecastCrossing(rising(1), { threshold: 1e6, worse: 'higher' })?.crossesAtMs).toBeNull();
  });

  it('can not be told from few points, or from points without a time', () => {
    expect(forecastCrossing(rising(1).slice(0, 7), { threshold: 160, worse: 'higher' })).toBeUndefined();
    const timeless = rising(1).map(({ value }) => ({ timeMs: Number.NaN, value }));
    expect(forecastCrossing(timeless, { threshold: 160, worse: 'higher' })).toBeUndefined();
  });
});

describe('a new value against its history', () => {
  const history = (count: number, seed: number) => {
    const chance = seededChance(seed);
    return Array.from({ length: count }, () => 100 * (1 + 0.02 * chance.normal()));
  };

  it('is no anomaly where it comes from the same, but once in a hundred', () => {
    for (const count of [8, 12, 30]) {
      const SERIES = 1000;
      const flagged = Array.from({ length: SERIES }, (_, i) => {
        const [value = 0, ...before] = history(count + 1, 3 + i * 7919);
        return anomalyOf(before, value)?.isAnomaly === true;
      });
      expect(flagged.filter(Boolean).length / SERIES).toBeLessThanOrEqual(0.025);
    }
  });

  it('is told by how far it is off, whatever spikes there were before', () => {
    const found = anomalyOf([...history(30, 5), 150], 120);
    expect(found).toMatchObject({ isAnomaly: true, count: 31 });
    expect(found?.times).toBeGreaterThan(2);
    expect(found?.median).toBeCloseTo(100, -1);
  });

  it('can not be told with fewer than eight values', () => {
    expect(anomalyOf(history(7, 5), 200)).toBeUndefined();
    expect(anomalyOf(Array(20).fill(5), 5)?.isAnomaly).toBe(false);
    expect(anomalyOf(Array(20).fill(5), 6)?.isAnomaly).toBe(true);
  });
});
