import { describe, expect, it } from 'vitest';
import type { PlannedStream, Turn } from '../model/plan.ts';
import { curveDurationMs, integralUntil, valueAt } from './curve.ts';
import { inTurns, stretchOf } from './turns.ts';

const ramp = [
  { fromValue: 0, toValue: 100, durationMs: 4000, name: 'up' },
  { fromValue: 100, toValue: 100, durationMs: 4000 },
];

/** Two pairs, this arm first in one and second in the other. */
const slices: readonly Turn[] = [
  { number: 0, fromMs: 0, measuredFromMs: 400, toMs: 2000, ofFromMs: 0, ofToMs: 4000 },
  { number: 1, fromMs: 6000, measuredFromMs: 6400, toMs: 8000, ofFromMs: 4000, ofToMs: 8000 },
];

function stream(load: PlannedStream['load'], startMs = 0): PlannedStream {
  return {
    name: 'a',
    startMs,
    load,
    mix: [{ scenario: 0, weight: 1 }],
    gracefulStopMs: 0,
    turns: { arm: 'after', slices, isTold: true },
  };
}

const open = { model: 'arrivals', maxUsers: 10, bounded: true, arrivals: 'even', newUsers: false } as const;

function curveOf({ load }: PlannedStream) {
  return load.model === 'iterations' ? [] : load.curve;
}

describe('a load in turns', () => {
  it('plays each stretch in half its time, and nothing between turns', () => {
    const curve = curveOf(inTurns(stream({ ...open, curve: ramp })));
    expect(curveDurationMs(curve)).toBe(8000);
    expect([0, 500, 1000, 1999].map((ms) => Math.round(valueAt(curve, ms)))).toEqual([0, 25, 50, 100]);
    expect([2000, 4000, 5999].map((ms) => valueAt(curve, ms))).toEqual([0, 0, 0]);
    expect([6000, 7999].map((ms) => valueAt(curve, ms))).toEqual([100, 100]);
    expect(integralUntil(curve, 8000)).toBe(integralUntil(ramp, 8000) / 2);
  });

  it('keeps users waiting between turns', () => {
    const curve = curveOf(inTurns(stream({ model: 'users', curve: ramp, gracefulRampDownMs: 0 })));
    expect([2000, 4000, 5999].map((ms) => valueAt(curve, ms))).toEqual([100, 100, 100]);
  });

  it('counts from the start of the load where the stream starts later', () => {
    const late = inTurns(stream({ ...open, curve: [{ fromValue: 10, toValue: 10, durationMs: 2000 }] }, 1000));
    expect(late.startMs).toBe(0);
    expect([0, 499, 500, 1499, 1500, 7000].map((ms) => valueAt(curveOf(late), ms))).toEqual([0, 0, 10, 10, 0, 0]);
  });

  it('leaves other loads as they are', () => {
    const { turns: _, ...plain } = stream({ ...open, curve: ramp });
    expect(inTurns(plain)).toBe(plain);
  });
});

describe('a stretch of a curve', () => {
  it('is 0 outside of it', () => {
    const flat = [{ fromValue: 5, toValue: 5, durationMs: 100 }];
    expect(stretchOf(flat, -50, 150)).toEqual([
      { fromValue: 0, toValue: 0, durationMs: 50 },
      { fromValue: 5, toValue: 5, durationMs: 100 },
      { fromValue: 0, toValue: 0, durationMs: 50 },
    ]);
    expect(stretchOf(flat, 200, 300)).toEqual([{ fromValue: 0, toValue: 0, durationMs: 100 }]);
  });

  it('keeps what phases say, and jumps between them', () => {
    expect(stretchOf(ramp, 3000, 5000)).toEqual([
      { fromValue: 75, toValue: 100, durationMs: 1000, name: 'up' },
      { fromValue: 100, toValue: 100, durationMs: 1000 },
    ]);
  });
});
