import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { totalArrivals } from '../load/curve.ts';
import type { PhaseSpec } from '../model/load-spec.ts';
import { curveOfPhases } from './phases.ts';
import { ProblemList } from './problem-list.ts';
import { problemsIn, shopInput } from './shop-fixture.ts';

function curve(...phases: PhaseSpec[]): [number, number, number][] {
  const problems = new ProblemList('', () => undefined);
  const drawn = curveOfPhases(phases, { problems, path: 'rate', whole: false });
  problems.throwIfAny();
  return drawn.map(({ fromValue, toValue, durationMs }) => [fromValue, toValue, durationMs]);
}

describe('a curve of phases', () => {
  it('goes on from where the last phase ended', () => {
    expect(
      curve(
        { kind: 'ramp', to: 100, duration: '10s' },
        { kind: 'hold', duration: '20s' },
        { kind: 'ramp', to: 0, duration: 5 },
      ),
    ).toEqual([
      [0, 100, 10_000],
      [100, 100, 20_000],
      [100, 0, 5000],
    ]);
  });

  it('jumps where a phase says its first value', () => {
    expect(curve({ kind: 'ramp', from: 5, to: 10, duration: 1 }, { kind: 'hold', value: 20, duration: 1 })).toEqual([
      [5, 10, 1000],
      [20, 20, 1000],
    ]);
  });

  it('comes back from a pause and from a spike to the value before', () => {
    expect(
      curve(
        { kind: 'hold', value: 10, duration: 1 },
        { kind: 'pause', duration: 2 },
        { kind: 'hold', duration: 1 },
        { kind: 'spike', to: 90, duration: 1 },
        { kind: 'hold', duration: 1 },
        { kind: 'spike', to: 90, duration: 1, base: 3 },
        { kind: 'hold', duration: 1 },
      ),
    ).toEqual([
      [10, 10, 1000],
      [0, 0, 2000],
      [10, 10, 1000],
      [90, 90, 1000],
      [10, 10, 1000],
      [90, 90, 1000],
      [3, 3, 1000],
    ]);
  });

  it('holds each level of a step, the first and the last included', () => {
    expect(curve({ kind: 'step', from: 10, to: 30, by: 10, every: 1 }).map(([level]) => level)).toEqual([10, 20, 30]);
    expect(curve({ kind: 'step', from: 10, to: 35, by: 10, every: 1 }).map(([level]) => level)).toEqual([
      10, 20, 30, 35,
    ]);
    expect(curve({ kind: 'step', from: 30, to: 10, by: 10, every: 1 }).map(([level]) => level)).toEqual([30, 20, 10]);
    expect(curve({ kind: 'step', from: 0.1, to: 0.3, by: 0.1, every: 1 }).map(([level]) => level)).toEqual([
      0.1, 0.2, 0.3,
    ]);
    expect(curve({ kind: 'step', from: 5, to: 5, by: 1, every: 1 }).map(([level]) => level)).toEqual([5]);
  });

  it('begins a step one level above where the last phase ended', () => {
    expect(curve({ kind: 'step', to: 30, by: 10, every: 1 }).map(([level]) => level)).toEqual([10, 20, 30]);
  });

  it('jumps where a ramp takes no time', () => {
    expect(curve({ kind: 'ramp', to: 50, duration: 0 }, { kind: 'hold', duration: 1 })).toEqual([[50, 50, 1000]]);
  });

  it('keeps names and bounds of users with their stretches', () => {
    const problems = new ProblemList('', () => undefined);
    const phase: PhaseSpec = { kind: 'step', name: 'up', maxUsers: 9, to: 2, by: 1, every: 1 };
    expect(curveOfPhases([phase], { problems, path: '', whole: false })).toEqual([
      { fromValue: 1, toValue: 1, durationMs: 1000, name: 'up', maxUsers: 9 },
      { fromValue: 2, toValue: 2, durationMs: 1000, name: 'up', maxUsers: 9 },
    ]);
  });

  it('has the arrivals of its phases together', () => {
    const duration = fc.integer({ min: 1, max: 60 });
    const value = fc.integer({ min: 0, max: 100 });
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value, duration), { minLength: 1, maxLength: 5 }), (parts) => {
        const phases = parts.map(([from, to, seconds]): PhaseSpec => ({ kind: 'ramp', from, to, duration: seconds }));
        const problems = new ProblemList('', () => undefined);
        const expected = parts.reduce((sum, [from, to, seconds]) => sum + ((from + to) / 2) * seconds, 0);
        expect(totalArrivals(curveOfPhases(phases, { problems, path: '', whole: false }))).toBe(Math.ceil(expected));
      }),
    );
  });
});

describe('a problem of a load', () => {
  const ramp = { kind: 'ramp', to: 10, duration: '1s' };
  it.each<[object, string, string, string]>([
    [{ users: 5 }, 'load', 'users: 5 does not say for how long', "{ users: 5, duration: '1m' }"],
    [{ rate: 5 }, 'load', 'rate: 5 does not say for how long', 'iterations'],
    [{}, 'load', 'the load says neither users, rate nor iterations', '{ iterations: 1000, users: 10 }'],
    [{ users: 5, rate: 5, duration: 1 }, 'load', 'either users or rate, not both', 'maxUsers'],
    [{ users: 1.5, duration: 1 }, 'load.users', 'users cannot be 1.5', 'whole number'],
    [{ users: -1, duration: 1 }, 'load.users', 'users cannot be -1', 'at least 0'],
    [{ users: '5', duration: 1 }, 'load.users', "users cannot be '5'", 'whole number'],
    [{ rate: 0, duration: 1 }, 'load.rate', 'the load never rises above 0 a second', ''],
    [{ rate: 1, duration: 0 }, 'load.duration', 'duration of 0 is too short', ''],
    [{ rate: 1, duration: 1, arrivals: 'odd' }, 'load.arrivals', "arrivals cannot be 'odd'", "'even' or 'poisson'"],
    [{ rate: 1, duration: 1, maxUsers: 0 }, 'load.maxUsers', 'maxUsers cannot be 0', 'at least 1'],
    [{ rate: [ramp], duration: 1 }, 'load.duration', 'a load of phases has no duration of its own', '{ rate: 50'],
    [{ rate: [] }, 'load.rate', 'the load lasts no time', ''],
    [{ users: [{ kind: 'hold', duration: 1 }] }, 'load.users', 'the load never rises above 0 users', 'its own value'],
    [{ rate: [{ kind: 'ramp', to: 10 }] }, 'load.rate[0].duration', 'duration is null, which is not a duration', ''],
    [{ rate: [{ kind: 'ramp', duration: 1 }] }, 'load.rate[0].to', 'to cannot be null', ''],
    [{ users: [{ ...ramp, to: 1.5 }] }, 'load.users[0].to', 'to cannot be 1.5', 'whole number'],
    [{ rate: [{ kind: 'step', to: 9, by: 0, every: 1 }] }, 'load.rate[0].by', 'steps of 0 never arrive', 'above 0'],
    [{ rate: [{ kind: 'step', to: 9e9, by: 1, every: 1 }] }, 'load.rate[0]', 'levels', 'use ramp'],
    [{ rate: [{ kind: 'rmap' }] }, 'load.rate[0]', 'is not a phase', 'ramp, hold, step, pause and spike'],
    [{ iterations: 0 }, 'load.iterations', 'iterations cannot be 0', 'at least 1'],
    [{ iterations: 1, users: 0 }, 'load.users', 'users cannot be 0', 'at least 1'],
    [{ iterations: 1, maxDuration: 'x' }, 'load.maxDuration', "maxDuration is 'x'", ''],
  ])('%j', (...[load, path, message, hint]) => {
    const found = problemsIn(shopInput({ load }));
    expect(found).toHaveLength(1);
    expect(found[0]?.path).toBe(path);
    expect(found[0]?.message).toContain(message);
    expect(found[0]?.hint ?? '').toContain(hint);
  });
});
