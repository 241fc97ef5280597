import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Curve } from '../model/curve.ts';
import { type ArrivalOptions, arrivalSchedule } from './arrivals.ts';
import { dueTimeUs, integralUntil, totalArrivals } from './curve.ts';

const hold = (value: number, seconds: number) => ({ fromValue: value, toValue: value, durationMs: seconds * 1000 });

interface Arrival {
  readonly k: number;
  readonly dueUs: number;
}

function arrivalsOf(curve: Curve, options: ArrivalOptions): Arrival[] {
  const schedule = arrivalSchedule(curve, options);
  const arrivals: Arrival[] = [];
  for (let dueUs = schedule.next(); dueUs !== Number.POSITIVE_INFINITY; dueUs = schedule.next()) {
    arrivals.push({ k: schedule.index(), dueUs });
  }
  expect(schedule.next()).toBe(Number.POSITIVE_INFINITY);
  return arrivals;
}

function union(curve: Curve, options: Omit<ArrivalOptions, 'shard'>): Arrival[] {
  const shards = Array.from({ length: options.shards }, (_, shard) => arrivalsOf(curve, { ...options, shard }));
  return shards.flat().sort((left, right) => left.k - right.k);
}

const anyValue = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 1, max: 60 }),
  fc.double({ min: 0.01, max: 60, noNaN: true }),
);
const anyCurve = fc.array(
  fc.record({ fromValue: anyValue, toValue: anyValue, durationMs: fc.integer({ min: 0, max: 10_000 }) }),
  { maxLength: 5 },
);
const anyKind = fc.constantFrom('even' as const, 'poisson' as const);

/** The largest distance between the sample's distribution and the exponential one of the given mean. */
function distanceFromExponential(gaps: readonly number[], mean: number): number {
  const sorted = [...gaps].sort((left, right) => left - right);
  return Math.max(
    ...sorted.map((gap, i) => {
      const expected = 1 - Math.exp(-gap / mean);
      return Math.max(expected - i / sorted.length, (i + 1) / sorted.length - expected);
    }),
  );
}

describe('arrivalSchedule', () => {
  it('deals even arrivals out in turn, each when the integral reaches its number', () => {
    const options = { shards: 2, arrivals: 'even', seed: 1 } as const;
    expect(arrivalsOf([hold(4, 1)], { ...options, shard: 0 })).toEqual([
      { k: 0, dueUs: 0 },
      { k: 2, dueUs: 500_000 },
    ]);
    expect(arrivalsOf([hold(4, 1)], { ...options, shard: 1 })).toEqual([
      { k: 1, dueUs: 250_000 },
      { k: 3, dueUs: 750_000 },
    ]);
  });

  it('adds up over any number of shards to exactly the plan, fractional rates included', () => {
    fc.assert(
      fc.property(anyCurve, fc.integer({ min: 1, max: 70 }), anyKind, (curve, shards, arrivals) => {
        const all = union(curve, { shards, arrivals, seed: 5 });
        expect(all.map(({ k }) => k)).toEqual(Array.from({ length: totalArrivals(curve) }, (_, k) => k));
        expect(all).toEqual(union(curve, { shards: 1, arrivals, seed: 5 }));
      }),
      { numRuns: 60 },
    );
  });

  it('keeps the order of time, and of pauses free', () => {
    fc.assert(
      fc.property(anyCurve, anyKind, fc.integer(), (curve, arrivals, seed) => {
        let previousUs = 0;
        for (const { k, dueUs } of union(curve, { shards: 3, arrivals, seed })) {
          expect(dueUs).toBeGreaterThanOrEqual(previousUs);
          if (arrivals === 'even') expect(dueUs).toBe(dueTimeUs(curve, k));
          previousUs = dueUs;
          const [beforeMs, afterMs] = [dueUs / 1000 - 0.5, dueUs / 1000 + 0.5];
          expect(integralUntil(curve, afterMs)).toBeGreaterThan(integralUntil(curve, beforeMs) - 1e-9);
        }
      }),
      { numRuns: 40 },
    );
    for (const { dueUs } of union([hold(0, 2), hold(50, 1), hold(0, 2), hold(50, 1)], {
      shards: 1,
      arrivals: 'poisson',
      seed: 1,
    })) {
      expect((dueUs >= 2e6 && dueUs < 3e6) || (dueUs >= 5e6 && dueUs < 6e6)).toBe(true);
    }
  });

  it('has none on an empty curve', () => {
    expect(arrivalsOf([], { shard: 0, shards: 1, arrivals: 'poisson', seed: 1 })).toEqual([]);
    expect(arrivalsOf([hold(1, 2)], { shard: 5, shards: 6, arrivals: 'even', seed: 1 })).toEqual([]);
  });
});

describe('poisson arrivals', () => {
  it('have exponential gaps, by the test of Kolmogorov and Smirnov', () => {
    const rate = 1_000;
    const accepted = [1, 2, 3, 4, 5].filter((seed) => {
      const due = union([hold(rate, 20)], { shards: 1, arrivals: 'poisson', seed }).map(({ dueUs }) => dueUs);
      const gaps = due.slice(1).map((dueUs, i) => dueUs - (due[i] ?? 0));
      return distanceFromExponential(gaps, 1e6 / rate) < 1.628 / Math.sqrt(gaps.length); // 1 % level
    });
    expect(accepted.length).toBeGreaterThanOrEqual(4);
  });

  it('have independent gaps', () => {
    const due = union([hold(1_000, 20)], { shards: 1, arrivals: 'poisson', seed: 11 }).map(({ dueUs }) => dueUs);
    const gaps = due.slice(1).map((dueUs, i) => (dueUs - (due[i] ?? 0)) / 1_000 - 1);
    for (const lag of [1, 2, 31, 32, 33]) {
      let sum = 0;
      for (let i = lag; i < gaps.length; i++) sum += (gaps[i] ?? 0) * (gaps[i - lag] ?? 0);
      expect(Math.abs(sum / gaps.length)).toBeLessThan(3.5 / Math.sqrt(gaps.length));
    }
  });

  it('vary in number from second to second as a Poisson process does', () => {
    const perSecond = new Array(400).fill(0);
    for (const { dueUs } of union([hold(50, 400)], { shards: 1, arrivals: 'poisson', seed: 3 })) {
      perSecond[Math.floor(dueUs / 1e6)]++;
    }
    const variance = perSecond.reduce((sum, count) => sum + (count - 50) ** 2, 0) / 399;
    // The variance of 400 counts of mean 50 is 50 ± 3.5 (one standard deviation).
    expect(variance).toBeGreaterThan(38);
    expect(variance).toBeLessThan(62);
  });

  it('follow the curve: a quarter of a ramp from 0 comes in its first half', () => {
    const all = union([{ fromValue: 0, toValue: 400, durationMs: 100_000 }], {
      shards: 1,
      arrivals: 'poisson',
      seed: 9,
    });
    const early = all.filter(({ dueUs }) => dueUs < 50e6).length;
    expect(all).toHaveLength(20_000);
    expect(Math.abs(early - 5_000)).toBeLessThan(4 * Math.sqrt(20_000 * 0.25 * 0.75));
  });

  it('differ by seed and repeat with it', () => {
    const times = (seed: number) =>
      union([hold(10, 10)], { shards: 1, arrivals: 'poisson', seed }).map(({ dueUs }) => dueUs);
    expect(times(1)).toEqual(times(1));
    expect(times(1)).not.toEqual(times(2));
  });

  it('cost a shard of many no more than its part: the last arrivals of a thousand million are found at once', () => {
    const curve = [hold(1e6, 1_000)];
    const schedule = arrivalSchedule(curve, { shard: 0, shards: 1e8, arrivals: 'poisson', seed: 1 });
    const due = Array.from({ length: 11 }, () => schedule.next());
    for (const [i, dueUs] of due.slice(0, 10).entries()) expect(Math.abs(dueUs - i * 1e8)).toBeLessThan(2e5);
    expect(due[10]).toBe(Number.POSITIVE_INFINITY);
  });
});
