import { describe, expect, it } from 'vitest';
import { windowOf } from '../../measure/level-collector.ts';
import type { Plan, PlannedKind } from '../../model/plan.ts';
import { planOf } from '../../plan/shop-fixture.ts';
import { directionFor } from './direction-for.ts';
import { FakeLoad } from './fixtures/fake-stage.ts';
import { stableDirection } from './stable-direction.ts';
import { stressDirection } from './stress-direction.ts';

const users = { load: { users: 4, duration: '60s' } };
const alike = (ms: number, count = 400) => Array.from({ length: count }, (_, at) => ms * (1 + (at % 20) / 1000));

describe('the load of a baseline', () => {
  const plan = planOf({ ...users, kind: 'baseline' });

  it('ends once its percentiles are known, and not before the least time', async () => {
    const load = new FakeLoad();
    const conducted = stableDirection(plan, { precision: 0.05, leastMs: 3000 }).conduct(load.stage, load);
    await load.answers(alike(10));
    await load.answers(alike(10));
    expect(load.parts[0]?.isEnded()).toBe(false);
    await load.answers(alike(10));
    expect(load.parts[0]?.isEnded()).toBe(true);
    await load.answers(alike(10));
    await conducted;
    expect(load.events).toEqual(['stable']);
  });

  it('goes on while they are not', async () => {
    const load = new FakeLoad();
    const conducted = stableDirection(plan, { precision: 0.05, leastMs: 1000 }).conduct(load.stage, load);
    for (let second = 0; second < 5; second++) await load.answers([1, 5, 20, 100, 300]);
    expect(load.parts[0]?.isEnded()).toBe(false);
    load.parts[0]?.finish();
    await conducted;
    expect(load.events).toEqual([]);
  });

  it('is as long as it is asked to be where that is said', async () => {
    expect(await directionFor(planOf({ ...users, kind: { type: 'baseline', hold: '5s' } }), '.')).toBeUndefined();
    expect(await directionFor(plan, '.')).toMatchObject({ longestMs: expect.any(Number) });
    expect(await directionFor(planOf(users), '.')).toBeUndefined();
  });
});

describe('the load of a stress test', () => {
  const kind = { type: 'stress', peak: 2, steps: 4, hold: '5s', recovery: '10s' };
  const plan: Plan = planOf({ ...users, kind });

  function started() {
    const load = new FakeLoad();
    for (const level of plan.levels) load.levels.add(windowOf(level));
    const stress = plan.kind as Extract<PlannedKind, { type: 'stress' }>;
    return { load, conducted: stressDirection(plan, stress).conduct(load.stage, load) };
  }

  it('comes down as soon as a level that is complete shows it broken', async () => {
    const { load, conducted } = started();
    for (let second = 0; second < 5; second++) await load.answers(alike(10, 100));
    for (let second = 0; second < 4; second++) await load.answers(alike(10, 20), 180);
    expect(load.parts).toHaveLength(1);
    await load.answers(alike(10, 20), 180);
    expect(load.parts.map(({ isEnded }) => isEnded())).toEqual([true, false]);
    expect(load.parts[1]?.streams.map(({ load: { model }, startMs }) => [model, startMs])).toEqual([['users', 0]]);
    expect(load.events).toEqual(['descent']);
    for (let second = 0; second < 6; second++) await load.answers(alike(10, 100));
    load.parts[1]?.finish();
    await conducted;
    expect(load.levels.levels().map(({ name, load: at }) => [name, at])).toEqual([
      ['level 1', 2],
      ['level 2', 4],
      ['recovery', 2],
    ]);
  });

  it('is played as planned where nothing breaks', async () => {
    const { load, conducted } = started();
    for (let second = 0; second < 30; second++) await load.answers(alike(10, 100));
    expect(load.parts.map(({ isEnded }) => isEnded())).toEqual([false]);
    load.parts[0]?.finish();
    await conducted;
    expect(load.levels.levels()).toHaveLength(5);
  });
});
