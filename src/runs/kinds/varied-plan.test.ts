import { expect, it } from 'vitest';
import type { Plan } from '../../model/plan.ts';
import { planOf } from '../../plan/shop-fixture.ts';
import { variedPlan } from './varied-plan.ts';

const varied = (): Plan => {
  return variedPlan(
    planOf({
      load: { users: 5, duration: '20s' },
      variables: { size: 1 },
      kind: { type: 'scalability', variable: 'size', levels: [10, 1000], hold: '10s' },
    }),
  );
};

it('a plan that varies a variable is its load once for each value, one after the other', () => {
  const plan = varied();
  expect(plan.streams.map(({ startMs, mix }) => [startMs, mix.map(({ scenario }) => scenario)])).toEqual([
    [0, [0]],
    [10_000, [1]],
  ]);
  expect(plan.scenarios.map(({ name, variables }) => [name, variables.size])).toEqual([
    [plan.scenarios[0]?.name, 10],
    [plan.scenarios[0]?.name, 1000],
  ]);
});

it('its levels are those of the values', () => {
  expect(varied().levels).toMatchObject([
    { name: 'size 10', load: 10, unit: 'size', startMs: 0, endMs: 10_000, settleMs: 2000 },
    { name: 'size 1000', load: 1000, unit: 'size', startMs: 10_000, endMs: 20_000 },
  ]);
});

it('any other plan stays as it is', () => {
  const plan = planOf({ load: { users: 5, duration: '20s' }, kind: 'scalability' });
  expect(variedPlan(plan)).toBe(plan);
});
