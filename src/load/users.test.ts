import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Curve } from '../model/curve.ts';
import { curveDurationMs, valueAt } from './curve.ts';
import { peakUsers, sharePart, userSchedule, usersAt } from './users.ts';

const ramp = (fromValue: number, toValue: number, seconds: number) => ({
  fromValue,
  toValue,
  durationMs: seconds * 1000,
});
const changes = (curve: Curve) => [...userSchedule(curve)].map(({ atUs, users }) => [atUs / 1e6, users]);

const anyValue = fc.oneof(fc.integer({ min: 0, max: 30 }), fc.double({ min: 0, max: 30, noNaN: true }));
const anyCurve = fc.array(
  fc.record({ fromValue: anyValue, toValue: anyValue, durationMs: fc.integer({ min: 0, max: 10_000 }) }),
  { maxLength: 6 },
);

describe('userSchedule', () => {
  it('adds a user when a rising line reaches the next whole number', () => {
    expect(changes([ramp(0, 4, 8)])).toEqual([
      [2, 1],
      [4, 2],
      [6, 3],
      [8, 4],
    ]);
  });

  it('takes a user away when a falling line reaches the lower whole number', () => {
    expect(changes([ramp(3, 0, 3)])).toEqual([
      [0, 3],
      [1, 2],
      [2, 1],
      [3, 0],
    ]);
  });

  it('applies jumps at once, up and down', () => {
    expect(changes([ramp(5, 5, 1), ramp(9, 9, 1), ramp(2, 2, 1)])).toEqual([
      [0, 5],
      [1, 9],
      [2, 2],
    ]);
  });

  it('says nothing while nothing changes', () => {
    expect(changes([ramp(0, 0, 5), ramp(2, 2, 1), ramp(2, 2, 1), ramp(7, 7, 0), ramp(2, 3, 1)])).toEqual([
      [5, 2],
      [8, 3],
    ]);
    expect(changes([])).toEqual([]);
  });

  it('does not waver where a line rests between whole numbers', () => {
    expect(changes([ramp(0, 2.5, 5), ramp(2.5, 2.5, 1), ramp(2.5, 0, 5)])).toEqual([
      [2, 1],
      [4, 2],
      [9, 1],
      [11, 0],
    ]);
  });

  it('reaches what usersAt says at every moment', () => {
    fc.assert(
      fc.property(anyCurve, fc.double({ min: 0, max: 1, noNaN: true }), (curve, share) => {
        const ms = curveDurationMs(curve) * share;
        const all = [...userSchedule(curve)];
        // At the very moment of a change either count is right.
        fc.pre(all.every(({ atUs }) => Math.abs(atUs / 1000 - ms) > 1e-6));
        const latest = all.filter(({ atUs }) => atUs / 1000 <= ms).at(-1)?.users ?? 0;
        expect(usersAt(curve, ms)).toBe(latest);
      }),
    );
  });

  it('keeps in the order of time and within one user of the curve', () => {
    fc.assert(
      fc.property(anyCurve, (curve) => {
        let previousUs = 0;
        for (const { atUs } of userSchedule(curve)) {
          expect(atUs).toBeGreaterThanOrEqual(previousUs);
          previousUs = atUs;
        }
        for (let ms = 0; ms < curveDurationMs(curve); ms += 97) {
          expect(Math.abs(usersAt(curve, ms) - valueAt(curve, ms))).toBeLessThan(1 + 1e-9);
        }
      }),
    );
  });
});

describe('usersAt', () => {
  it('has users on the curve only', () => {
    expect([-1, 0, 1_000, 1_001].map((ms) => usersAt([ramp(3, 3, 1)], ms))).toEqual([0, 3, 3, 0]);
  });
});

describe('peakUsers', () => {
  it('is the highest count reached', () => {
    expect(peakUsers([ramp(0, 9.9, 1), ramp(4, 4, 1)])).toBe(9);
    expect(peakUsers([])).toBe(0);
  });
});

describe('sharePart', () => {
  it('adds up over the shards, none differing from another by more than one', () => {
    fc.assert(
      fc.property(fc.nat({ max: 100_000 }), fc.integer({ min: 1, max: 200 }), (total, shards) => {
        const parts = Array.from({ length: shards }, (_, shard) => sharePart(total, shard, shards));
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(total);
        expect(Math.max(...parts) - Math.min(...parts)).toBeLessThanOrEqual(1);
      }),
    );
    expect([0, 1, 2].map((shard) => sharePart(7, shard, 3))).toEqual([3, 2, 2]);
  });
});
