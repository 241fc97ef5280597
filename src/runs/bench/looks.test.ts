import { describe, expect, it } from 'vitest';
import { judgePairs } from '../../bench/judge.ts';
import type { TaskMeasured } from '../../bench/messages.ts';
import { seededChance } from '../../stats/resample.ts';
import { Budget, Looks } from './looks.ts';
import { newState, type SetState } from './set-state.ts';

const facts = {
  index: 0,
  name: 'a',
  template: 'a',
  group: '',
  params: {},
  isBaseline: false,
  metadata: {},
  requirements: {},
  isSkipped: false,
  isOnly: false,
  isTimedSingly: false,
};

const told = (ns: number): TaskMeasured => {
  return {
    batch: 1,
    times: [ns],
    interrupted: [],
    isAsync: false,
    iterations: 1,
    failures: 0,
    peakBytes: 0,
    gc: { count: 0, totalMs: 0 },
  };
};

function compared(): SetState {
  const member = (role: 'baseline' | 'other') => ({ role, side: 'after' as const, facts });
  return newState({ id: 0, file: 0, members: [member('baseline'), member('other')] });
}

function grow(state: SetState, count: number, ratio: () => number): void {
  const pairs = state.pairs.get(1) ?? [];
  while (pairs.length < count) pairs.push({ before: told(100), after: told(100 * ratio()) });
}

describe('looks', () => {
  it('end a comparison that is clear at the first, and one that is not at the last', () => {
    const looks = new Looks(undefined);
    const [clear, noisy] = [compared(), compared()];
    const chance = seededChance(3);
    grow(clear, 10, () => 1.2 + 0.001 * chance.normal());
    looks.look(9, [clear, noisy], 0.01);
    expect(clear.isDecided).toBe(false);
    for (const [processes, isOver] of [
      [10, false],
      [20, false],
      [30, true],
    ] as const) {
      grow(noisy, processes, () => 1 + 0.3 * chance.normal());
      looks.look(processes, [clear, noisy], 0.01);
      expect([clear.isDecided, noisy.isDecided]).toEqual([true, isOver || noisy.isDecided]);
    }
    expect(noisy.isDecided).toBe(true);
  });

  it('raise no more than 5 false alarms in 100 altogether', () => {
    const chance = seededChance(17);
    const trials = 600;
    let alarms = 0;
    for (let trial = 0; trial < trials; trial++) {
      const looks = new Looks(undefined);
      const state = compared();
      for (let processes = 10; processes <= 30 && !state.isDecided; processes += 10) {
        grow(state, processes, () => Math.exp(0.02 * chance.normal()));
        looks.look(processes, [state], 0.0001);
      }
      const { verdict } = judgePairs(state.pairs.get(1) ?? [], { level: state.level, margin: 0.0001 });
      if (verdict === 'faster' || verdict === 'slower') alarms++;
    }
    expect(alarms / trials).toBeLessThan(0.075);
    expect(alarms / trials).toBeGreaterThan(0.02);
  });

  it('spend all on one where their number is fixed, and what is left where time is over', () => {
    const fixed = compared();
    const looks = new Looks(5);
    looks.look(5, [fixed], 0.01);
    expect(fixed).toMatchObject({ isDecided: true, level: expect.closeTo(0.05, 6) });
    const stopped = compared();
    const usual = new Looks(undefined);
    usual.end(7, [stopped]);
    expect(stopped.level).toBeCloseTo(0.05, 6);
  });
});

describe('a budget', () => {
  const options = { quick: false, members: 3, loadingMs: 80 };

  it('has as many processes as leave each function enough time', () => {
    const budget = new Budget({ ...options, deadlineMs: 5000 }, 0);
    expect(budget.processes).toBeGreaterThanOrEqual(10);
    const memberMs = budget.memberMs(0, 0, 0);
    expect((memberMs * 3 + 80 + 210) * (budget.processes ?? 0)).toBeLessThanOrEqual(5001);
    expect(new Budget({ ...options, deadlineMs: 100 }, 0).processes).toBe(5);
    expect(new Budget({ ...options, deadlineMs: 1e9 }, 0).processes).toBe(30);
  });

  it('leaves out what would come too late, but not the first few', () => {
    const budget = new Budget({ ...options, deadlineMs: 5000 }, 0);
    expect(budget.allows(1, 4000, 9000)).toBe(true);
    expect(budget.allows(8, 400, 4500)).toBe(true);
    expect(budget.allows(8, 400, 4900)).toBe(false);
  });

  it('without a time has looks, or five processes where it is to be quick', () => {
    expect(new Budget(options, 0)).toMatchObject({ processes: undefined });
    expect(new Budget({ ...options, quick: true }, 0)).toMatchObject({ processes: 5 });
    expect(new Budget({ ...options, quick: true, processes: 12 }, 0)).toMatchObject({ processes: 12 });
    expect(new Budget({ ...options, memberMs: 33 }, 0).memberMs(0, 0, 0)).toBe(33);
  });
});
