import { describe, expect, it } from 'vitest';
import type { Curve } from '../model/curve.ts';
import type { PlannedLoad, PlannedStream } from '../model/plan.ts';
import { askedAt, stretchAt } from './load-stretch.ts';

const stream = (load: PlannedLoad, startMs = 0): PlannedStream => {
  return { name: 'all', startMs, load, mix: [{ scenario: 0, weight: 1 }], gracefulStopMs: 0 };
};
const users = (curve: Curve, startMs?: number): PlannedStream => {
  return stream({ model: 'users', curve, gracefulRampDownMs: 0 }, startMs);
};
const rate = (curve: Curve, startMs?: number): PlannedStream => {
  return stream({ model: 'arrivals', curve, maxUsers: 9, bounded: false, arrivals: 'even', newUsers: false }, startMs);
};

describe('the load at a moment', () => {
  const curve: Curve = [
    { fromValue: 0, toValue: 100, durationMs: 1000, name: 'up' },
    { fromValue: 100, toValue: 100, durationMs: 500 },
    { fromValue: 100, toValue: 0, durationMs: 2000, name: 'down' },
  ];

  it('goes one way until its segment ends', () => {
    const streams = [users(curve, 50)];
    expect(stretchAt(streams, 250)).toMatchObject({
      trend: 'rises',
      from: { users: 20, rate: 0 },
      to: { users: 100, rate: 0 },
      names: ['up'],
      untilMs: 1050,
      isPlayed: true,
    });
    expect(stretchAt(streams, 1050)).toMatchObject({ trend: 'stays', from: { users: 100 }, names: [], untilMs: 1550 });
    expect(stretchAt(streams, 1550)).toMatchObject({
      trend: 'falls',
      to: { users: 0 },
      names: ['down'],
      untilMs: 3550,
    });
  });

  it('is nothing before the first stream, between streams and after the last', () => {
    const flat: Curve = [{ fromValue: 5, toValue: 5, durationMs: 100 }];
    const streams = [rate(flat, 100), rate(flat, 300)];
    const nothing = { trend: 'stays', from: { users: 0, rate: 0 }, isPlayed: false };
    expect(stretchAt(streams, 0)).toMatchObject({ ...nothing, untilMs: 100 });
    expect(stretchAt(streams, 200)).toMatchObject({ ...nothing, untilMs: 300 });
    expect(stretchAt(streams, 400)).toMatchObject({ ...nothing, untilMs: Number.POSITIVE_INFINITY });
    expect(stretchAt([], 0)).toMatchObject({ ...nothing, untilMs: Number.POSITIVE_INFINITY });
  });

  it('stays where one stream gives up what another takes over', () => {
    const [up, down] = [
      [{ fromValue: 0, toValue: 0.3, durationMs: 700 }],
      [{ fromValue: 0.3, toValue: 0, durationMs: 700 }],
    ];
    expect(stretchAt([rate(up), rate(down)], 0)).toMatchObject({ trend: 'stays', from: { rate: 0.3 } });
  });

  it('goes the way of the model that changes more, by its peak', () => {
    const more = users([{ fromValue: 9, toValue: 10, durationMs: 1000 }]);
    const fewer = rate([{ fromValue: 10_000, toValue: 5_000, durationMs: 1000 }]);
    expect(stretchAt([more, fewer], 0).trend).toBe('falls');
  });

  it('is steady for a number of iterations', () => {
    const load = { model: 'iterations', iterations: 50, users: 4, perUser: false, maxDurationMs: 600 } as const;
    expect(stretchAt([stream(load)], 0)).toMatchObject({ trend: 'stays', from: { users: 4 }, untilMs: 600 });
  });

  it('passes over segments without length, and over tiny ramps for hours', () => {
    const jump: Curve = [
      { fromValue: 0, toValue: 50, durationMs: 0 },
      { fromValue: 50, toValue: 51, durationMs: 36_000_000 },
    ];
    expect(stretchAt([users(jump)], 0)).toMatchObject({ trend: 'rises', from: { users: 50 } });
  });

  it('is known in the midst of a stretch', () => {
    const stretch = stretchAt([users(curve)], 0);
    expect(askedAt(stretch, 500)).toEqual({ users: 50, rate: 0 });
    expect(askedAt(stretch, 5000)).toEqual({ users: 100, rate: 0 });
  });
});
