import { describe, expect, it } from 'vitest';
import type { PlanOptions } from './plan-input.ts';
import { BROWSE, planOf, problemsIn, shopInput } from './shop-fixture.ts';

const phases = [
  { kind: 'ramp', to: 100, duration: '30s' },
  { kind: 'hold', duration: '30s' },
];
const buy = { ...BROWSE, name: 'buy' };

function load(before: object | undefined, options: PlanOptions) {
  return planOf({ load: before }, options).streams[0]?.load;
}

describe('the command line', () => {
  it.each<[string, object | undefined, PlanOptions, object]>([
    [
      'users replace a curve, as long as it was',
      { users: phases },
      { users: 5 },
      { model: 'users', curve: [{ fromValue: 5, toValue: 5, durationMs: 60_000 }] },
    ],
    [
      'users replace a rate',
      { rate: 9, duration: 7 },
      { users: 5 },
      { model: 'users', curve: [{ fromValue: 5, durationMs: 7000 }] },
    ],
    [
      'users and duration replace both',
      { users: 9, duration: 7 },
      { users: 5, duration: '2s' },
      { curve: [{ fromValue: 5, durationMs: 2000 }] },
    ],
    [
      'users without any load do one iteration each',
      undefined,
      { users: 5 },
      { model: 'iterations', iterations: 1, users: 5, perUser: true },
    ],
    [
      'users replace those of a number of iterations',
      { iterations: 100, users: 2 },
      { users: 5 },
      { iterations: 100, users: 5 },
    ],
    [
      'a rate replaces users, as long as they were',
      { users: phases },
      { rate: 50 },
      { model: 'arrivals', curve: [{ fromValue: 50, durationMs: 60_000 }] },
    ],
    [
      'a rate keeps how arrivals come',
      { rate: 9, duration: 7, arrivals: 'poisson' },
      { rate: 5 },
      { arrivals: 'poisson' },
    ],
    [
      'users bound a rate',
      undefined,
      { rate: 50, duration: 9, users: 7 },
      { model: 'arrivals', maxUsers: 7, bounded: true },
    ],
    [
      'a duration stretches phases',
      { rate: phases },
      { duration: '2m' },
      {
        curve: [
          { toValue: 100, durationMs: 60_000 },
          { fromValue: 100, durationMs: 60_000 },
        ],
      },
    ],
    [
      'a duration stretches steps',
      { rate: [{ kind: 'step', to: 2, by: 1, every: 10 }] },
      { duration: 2 },
      { curve: [{ durationMs: 1000 }, { durationMs: 1000 }] },
    ],
    [
      'a duration replaces that of a constant load',
      { rate: 9, duration: 7 },
      { duration: 8 },
      { curve: [{ fromValue: 9, durationMs: 8000 }] },
    ],
    [
      'a duration without any load is one user',
      undefined,
      { duration: 8 },
      { model: 'users', curve: [{ fromValue: 1, durationMs: 8000 }] },
    ],
    ['a duration bounds iterations', { iterations: 9 }, { duration: 8 }, { iterations: 9, maxDurationMs: 8000 }],
    [
      'iterations keep the users',
      { users: 9, duration: 7 },
      { iterations: 20 },
      { model: 'iterations', iterations: 20, users: 9 },
    ],
    [
      'iterations have no more users than there are',
      { users: 9, duration: 7 },
      { iterations: 2 },
      { iterations: 2, users: 2 },
    ],
    [
      'iterations by users within a duration',
      { rate: 9, duration: 7 },
      { iterations: 20, users: 4, duration: 5 },
      { iterations: 20, users: 4, maxDurationMs: 5000 },
    ],
    ['maxUsers bound every rate', { rate: 9, duration: 7 }, { maxUsers: 3 }, { maxUsers: 3, bounded: true }],
  ])('%s', (...[, before, options, expected]) => {
    expect(load(before, options)).toMatchObject(expected);
  });

  it('replaces the load of the one scenario that has its own', () => {
    const plan = planOf({ load: undefined, scenarios: [{ ...BROWSE, load: { users: 2, duration: 5 } }] }, { users: 3 });
    expect(plan.streams).toMatchObject([{ load: { curve: [{ fromValue: 3, durationMs: 5000 }] } }]);
  });

  it('replaces the shared load alone where there are others', () => {
    const plan = planOf({ scenarios: [BROWSE, { ...buy, load: { users: 2, duration: 5 } }] }, { rate: 3 });
    expect(plan.streams).toMatchObject([
      { load: { curve: [{ fromValue: 3 }] } },
      { load: { curve: [{ fromValue: 2 }] } },
    ]);
  });

  it('adds limits, and replaces target and seed', () => {
    const options = { limits: ['http_req_failed rate < 1%'], target: 'http://other', seed: 3, maxDuration: '5m' };
    const plan = planOf({ limits: ['http_reqs count > 1'], seed: 1 }, options);
    expect(plan).toMatchObject({ target: 'http://other', seed: 3, maxDurationMs: 300_000 });
    expect(plan.limits.map(({ rule }) => rule.metric)).toEqual(['http_reqs', 'http_req_failed']);
  });

  it.each<[object, PlanOptions, string, string]>([
    [{ load: undefined }, { rate: 5 }, '--rate does not say for how long', '--duration 30s'],
    [{}, { rate: 5, iterations: 5 }, '--iterations and --rate contradict each other', '--duration'],
    [{ load: { rate: phases } }, { duration: 'x' }, "--duration is 'x', which is not a duration", ''],
    [
      {
        load: undefined,
        scenarios: [
          { ...BROWSE, load: { iterations: 1 } },
          { ...buy, load: { iterations: 1 } },
        ],
      },
      { users: 5, duration: 5 },
      "it is unclear which load is meant with --users and --duration: 'browse', 'buy' have loads of their own",
      'use a profile',
    ],
    [{}, { users: 0.5 }, 'users cannot be 0.5', ''],
  ])('is refused: %j with %j', (...[changes, options, message, hint]) => {
    const found = problemsIn(shopInput(changes), options);
    expect(found[0]?.message).toContain(message);
    expect(found[0]?.hint ?? '').toContain(hint);
  });
});
