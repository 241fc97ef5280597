import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Curve, CurveSegment } from '../model/curve.ts';
import {
  curveDurationMs,
  dueTimes,
  dueTimeUs,
  integralUntil,
  meanValue,
  peakValue,
  phaseBounds,
  totalArrivals,
  valueAt,
} from './curve.ts';

const segment = (fromValue: number, toValue: number, seconds: number): CurveSegment => {
  return { fromValue, toValue, durationMs: seconds * 1000 };
};
const named = (name: string, unnamed: CurveSegment): CurveSegment => ({ ...unnamed, name });
const hold = (value: number, seconds: number) => segment(value, value, seconds);

const anyValue = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 1, max: 50 }),
  fc.double({ min: 0.01, max: 50, noNaN: true }),
);
const anySegment = fc
  .record({ from: anyValue, to: anyValue, flat: fc.boolean(), durationMs: fc.integer({ min: 0, max: 20_000 }) })
  .map(({ from, to, flat, durationMs }) => ({ fromValue: from, toValue: flat ? from : to, durationMs }));
const anyCurve = fc.array(anySegment, { maxLength: 6 });

describe('valueAt', () => {
  const curve: Curve = [segment(0, 100, 10), hold(50, 5), segment(50, 0, 5)];

  it('follows ramps and gives a jump to the segment that starts there', () => {
    expect([0, 2_500, 9_999, 10_000, 14_999, 17_500].map((ms) => valueAt(curve, ms))).toEqual([
      0, 25, 99.99, 50, 50, 25,
    ]);
  });

  it('ends on the last value and is 0 outside', () => {
    expect(valueAt([segment(0, 8, 2), hold(3, 0)], 2_000)).toBe(8);
    expect([valueAt(curve, -1), valueAt(curve, 20_001), valueAt([], 0)]).toEqual([0, 0, 0]);
  });
});

describe('integralUntil', () => {
  it('a ramp from 0 to 100/s over 10 s has half the arrivals of a constant 100/s', () => {
    expect(totalArrivals([segment(0, 100, 10)])).toBe(500);
    expect(totalArrivals([hold(100, 10)])).toBe(1_000);
    expect(integralUntil([segment(0, 100, 10)], 5_000)).toBe(125);
  });

  it('agrees with a fine sum over valueAt', () => {
    fc.assert(
      fc.property(anyCurve, fc.double({ min: 0, max: 1, noNaN: true }), (curve, share) => {
        const endMs = curveDurationMs(curve) * share;
        const steps = 4_000;
        let sum = 0;
        for (let i = 0; i < steps; i++) sum += (valueAt(curve, ((i + 0.5) * endMs) / steps) * endMs) / steps / 1000;
        expect(Math.abs(integralUntil(curve, endMs) - sum)).toBeLessThan(
          ((curve.length + 1) * 50 * endMs) / 1000 / steps + 1e-9,
        );
      }),
      { numRuns: 50 },
    );
  });

  it('is nothing before the start and everything after the end', () => {
    expect(integralUntil([hold(5, 2)], -1)).toBe(0);
    expect(integralUntil([hold(5, 2)], 1e9)).toBe(10);
  });
});

describe('totalArrivals', () => {
  it('is the integral rounded up, undisturbed by rounding errors', () => {
    expect(totalArrivals([hold(0.1, 30)])).toBe(3);
    expect(totalArrivals([hold(1 / 3, 3)])).toBe(1);
    expect(totalArrivals([hold(100 / 60, 60)])).toBe(100);
    expect(totalArrivals(Array.from({ length: 10 }, () => hold(0.1, 1)))).toBe(1);
    expect(totalArrivals([hold(0.1, 31)])).toBe(4);
    expect(totalArrivals([hold(1e6, 3600)])).toBe(3.6e9);
    expect(totalArrivals([])).toBe(0);
    expect(totalArrivals([hold(0, 10)])).toBe(0);
  });
});

describe('peakValue and meanValue', () => {
  it('look at stretches that last', () => {
    const curve = [segment(0, 100, 10), hold(1_000, 0), hold(50, 10)];
    expect(peakValue(curve)).toBe(100);
    expect(meanValue(curve)).toBe(50);
    expect([peakValue([]), meanValue([])]).toEqual([0, 0]);
  });
});

describe('dueTimeUs', () => {
  it('spaces a constant rate evenly', () => {
    expect([0, 1, 7, 99].map((k) => dueTimeUs([hold(100, 1)], k))).toEqual([0, 10_000, 70_000, 990_000]);
  });

  it('has no arrival beyond the total', () => {
    expect(dueTimeUs([hold(100, 1)], 100)).toBe(Number.POSITIVE_INFINITY);
    expect(dueTimeUs([], 0)).toBe(Number.POSITIVE_INFINITY);
  });

  it('skips an initial pause', () => {
    expect(dueTimeUs([hold(0, 5), hold(10, 5)], 0)).toBe(5_000_000);
  });

  it('places the arrival that falls on the start of a pause at its end', () => {
    const curve = [hold(0.1, 30), hold(0, 10), hold(1, 10)];
    expect([2, 3, 4].map((k) => dueTimeUs(curve, k))).toEqual([20_000_000, 40_000_000, 41_000_000]);
  });

  it('is the root of the quadratic in ramps, up and down', () => {
    const up = [segment(0, 100, 10)];
    expect(dueTimeUs(up, 0)).toBe(0);
    expect(dueTimeUs(up, 125)).toBeCloseTo(5_000_000, 6);
    const down = [segment(100, 0, 10)];
    expect(dueTimeUs(down, 375)).toBeCloseTo(5_000_000, 6);
    // One arrival's area is left under the end of the ramp: y²·(100/10)/2 = 1.
    expect(dueTimeUs(down, 499)).toBeCloseTo(10_000_000 - Math.sqrt(0.2) * 1e6, 6);
  });

  it('is within the finest step of time in the longest ramps', () => {
    const day = 86_400;
    const curve = [segment(1e6, 0, day)];
    const total = totalArrivals(curve);
    expect(total).toBe(1e6 * day * 0.5);
    expect(dueTimeUs(curve, total - 1)).toBeCloseTo(day * 1e6 - Math.sqrt((2 * day) / 1e6) * 1e6, 3);
  });

  it('is the inverse of the integral', () => {
    fc.assert(
      fc.property(anyCurve, fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (curve, share) => {
        const total = totalArrivals(curve);
        fc.pre(total > 0);
        const k = Math.floor(share * total);
        const dueUs = dueTimeUs(curve, k);
        expect(dueUs).toBeLessThanOrEqual(curveDurationMs(curve) * 1000);
        expect(Math.abs(integralUntil(curve, dueUs / 1000) - k)).toBeLessThan(1e-6);
      }),
    );
  });

  it('rises with k and never falls inside a stretch of rate 0', () => {
    fc.assert(
      fc.property(anyCurve, (curve) => {
        const dueAt = dueTimes(curve);
        let previousUs = 0;
        for (let k = 0; k < totalArrivals(curve); k++) {
          const dueUs = dueAt(k);
          expect(dueUs).toBeGreaterThanOrEqual(previousUs);
          expect(dueUs).toBe(dueTimeUs(curve, k));
          let startUs = 0;
          for (const { fromValue, toValue, durationMs } of curve) {
            const endUs = startUs + durationMs * 1000;
            if (fromValue + toValue === 0 && durationMs > 0) expect(dueUs >= startUs && dueUs < endUs).toBe(false);
            startUs = endUs;
          }
          previousUs = dueUs;
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe('phaseBounds', () => {
  it('joins neighbouring segments of one name and leaves out the nameless', () => {
    const curve = [
      named('up', segment(0, 5, 1)),
      hold(5, 2),
      named('spike', segment(5, 50, 1)),
      named('spike', segment(50, 5, 1)),
      named('up', segment(5, 5, 1)),
    ];
    expect(phaseBounds(curve)).toEqual([
      { name: 'up', startMs: 0, endMs: 1_000 },
      { name: 'spike', startMs: 3_000, endMs: 5_000 },
      { name: 'up', startMs: 5_000, endMs: 6_000 },
    ]);
  });
});
