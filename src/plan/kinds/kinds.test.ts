import { describe, expect, it } from 'vitest';
import { curveDurationMs, peakValue } from '../../load/curve.ts';
import type { Plan } from '../../model/plan.ts';
import { TEST_KINDS } from '../../model/test-kinds.ts';
import { planned, planOf, problemsIn, shopInput } from '../shop-fixture.ts';
import { DEFAULT_LIMITS, ruleOf } from './default-limits.ts';

const curveOf = (plan: Plan, index = 0) => {
  const load = plan.streams[index]?.load;
  if (load === undefined || load.model === 'iterations') throw new Error('no curve');
  return load.curve;
};
const values = (plan: Plan) => curveOf(plan).map(({ fromValue, toValue }) => [fromValue, toValue]);
const names = (plan: Plan) => curveOf(plan).map(({ name }) => name);
const users = { load: { users: 20, duration: '10m' } };

describe('the shape of a kind', () => {
  it.each(TEST_KINDS)('%s follows from a nominal load', (kind) => {
    const plan = planOf({ ...users, kind });
    expect(plan.kind?.type).toBe(kind);
    expect(curveDurationMs(curveOf(plan))).toBeLessThanOrEqual(600_000);
    expect(plan.levels.length).toBeGreaterThan(0);
  });

  it('endurance is soak', () => {
    expect(planOf({ ...users, kind: 'endurance' }).kind).toEqual({ type: 'soak' });
  });

  it('smoke is one user for a few seconds', () => {
    const plan = planOf({ ...users, kind: 'smoke' });
    expect(values(plan)).toEqual([[1, 1]]);
    expect(curveDurationMs(curveOf(plan))).toBe(5000);
  });

  it('baseline is one user, also of a test of arrivals', () => {
    const plan = planOf({ kind: 'baseline' });
    expect(plan.streams[0]?.load.model).toBe('users');
    expect(values(plan)).toEqual([[1, 1]]);
    expect(plan.kind).toMatchObject({ type: 'baseline', stable: { precision: 0.05 } });
  });

  it('a baseline held for a stated time does not end before', () => {
    const plan = planOf({ kind: { type: 'baseline', hold: '2m' } });
    expect(plan.kind).toEqual({ type: 'baseline' });
    expect(curveDurationMs(curveOf(plan))).toBe(120_000);
  });

  it('baseline and smoke need no load', () => {
    expect(values(planOf({ load: undefined, kind: 'baseline' }))).toEqual([[1, 1]]);
    expect(values(planOf({ load: undefined, kind: 'smoke' }))).toEqual([[1, 1]]);
  });

  it('load has a nominal level and a peak', () => {
    const plan = planOf({ ...users, kind: 'load' });
    expect(plan.levels.map(({ name, load }) => [name, load])).toEqual([
      ['nominal', 20],
      ['peak', 30],
    ]);
    expect(plan.kind).toEqual({ type: 'load', nominal: 20, peak: 30 });
  });

  it('stress climbs by even steps to a multiple, and comes down', () => {
    const plan = planOf({ ...users, kind: { type: 'stress', peak: 2, steps: 4, hold: '10s', recovery: '20s' } });
    expect(values(plan)).toEqual([
      [10, 10],
      [20, 20],
      [30, 30],
      [40, 40],
      [10, 10],
    ]);
    expect(names(plan).at(-1)).toBe('recovery');
    if (plan.kind?.type !== 'stress') throw new Error('another kind');
    expect(plan.kind.recoveryMs).toBe(20_000);
    expect(plan.kind.descent.map(({ load }) => (load.model === 'users' ? load.curve : []))).toEqual([
      [{ name: 'recovery', fromValue: 10, toValue: 10, durationMs: 20_000 }],
    ]);
  });

  it('spike jumps up and back as often as asked', () => {
    const plan = planOf({ kind: { type: 'spike', peak: 10, spikes: 2, hold: '5s', recovery: '15s' } });
    expect(values(plan).map(([value]) => value)).toEqual([10, 100, 10, 100, 10]);
    expect(names(plan)).toEqual(['before', 'spike 1', 'recovery 1', 'spike 2', 'recovery 2']);
    expect(plan.kind).toEqual({ type: 'spike', nominal: 10, peak: 100, recoveryMs: 15_000 });
  });

  it('soak holds the load, for hours where nothing is said', () => {
    const plan = planOf({ load: { users: 5 }, kind: 'soak' });
    expect(curveDurationMs(curveOf(plan))).toBe(4 * 3_600_000);
    expect(peakValue(curveOf(plan))).toBe(5);
  });

  it('scalability goes through levels by equal factors, each once', () => {
    const plan = planOf({ load: { users: 64, duration: '70s' }, kind: 'scalability' });
    expect(plan.levels.map(({ load }) => load)).toEqual([1, 2, 4, 8, 16, 32, 64]);
    expect(plan.levels.every(({ startMs, endMs }) => endMs - startMs === 10_000)).toBe(true);
    expect(planOf({ load: { users: 3, duration: '70s' }, kind: 'scalability' }).levels.map(({ load }) => load)).toEqual(
      [1, 2, 3],
    );
  });

  it('scalability may go through stated levels, or vary a variable', () => {
    const listed = planOf({ ...users, kind: { type: 'scalability', levels: [5, 50], hold: '5s' } });
    expect(listed.levels.map(({ load }) => load)).toEqual([5, 50]);
    const varied = planOf({ ...users, kind: { type: 'scalability', variable: 'size', levels: [10, 1000] } });
    expect(varied.kind).toEqual({ type: 'scalability', variable: { name: 'size', values: [10, 1000] } });
    expect(curveDurationMs(curveOf(varied))).toBe(300_000);
  });

  it('leaves a curve alone that the test draws itself, unless the kind is asked for from outside', () => {
    const drawn = {
      load: {
        rate: [
          { kind: 'ramp', to: 50, duration: '10s' },
          { kind: 'hold', duration: '50s' },
        ],
      },
    };
    expect(values(planOf({ ...drawn, kind: 'spike' }))).toEqual([
      [0, 50],
      [50, 50],
    ]);
    const asked = planOf(drawn, { kind: 'spike' });
    expect(values(asked).map(([value]) => value)).toEqual([50, 250, 50]);
  });

  it('keeps what a test says of its kind when the kind is asked for by name', () => {
    const plan = planOf({ kind: { type: 'spike', peak: 3 } }, { kind: 'spike' });
    expect(peakValue(curveOf(plan))).toBe(30);
  });

  it('shapes each of several loads, and counts levels over all', () => {
    const scenario = (name: string, load: number) => ({
      name,
      load: { users: load, duration: '10m' },
      steps: [{ kind: 'request', method: 'GET', url: '/' }],
    });
    const plan = planOf({ load: undefined, scenarios: [scenario('a', 10), scenario('b', 30)], kind: 'load' });
    expect(plan.levels.map(({ load }) => load)).toEqual([40, 60]);
  });

  it('leaves the first part of each level for settling', () => {
    const plan = planOf({ ...users, kind: { type: 'scalability', levels: [1, 2], hold: '10s' } });
    expect(plan.levels[0]).toMatchObject({ startMs: 0, endMs: 10_000, settleMs: 2000 });
  });
});

describe('a wrong kind', () => {
  const messages = (changes: object) =>
    problemsIn(shopInput(changes)).map(({ message, hint }) => `${message}: ${hint}`);

  it.each([
    [{ kind: 'spkie' }, /'spkie' is not a kind of test.*spike/],
    [{ kind: { type: 'soak', peak: 2 } }, /'peak' means nothing for the kind soak/],
    [{ kind: { type: 'stress', peak: 1 } }, /peak/],
    [{ kind: { type: 'scalability', levels: [5, 5] } }, /not levels that rise/],
    [{ kind: { type: 'scalability', variable: 'size' } }, /not by which values/],
    [{ kind: 'stress', load: { iterations: 10 } }, /not from a number of iterations/],
  ])('%j is told', (changes, expected) => {
    expect(messages(changes).join('\n')).toMatch(expected);
  });
});

describe('default limits', () => {
  const rules = (plan: Plan) => plan.limits.map(({ rule }) => rule.text);

  it.each(DEFAULT_LIMITS.map((limit) => [limit.rule, limit] as const))('%s can be read', (_, limit) => {
    expect(ruleOf(limit).text).toBe(limit.rule);
  });

  it('come with a kind, marked as such, and never without one', () => {
    expect(planOf({}).limits).toEqual([]);
    const plan = planOf({ ...users, kind: 'baseline' });
    expect(rules(plan)).toContain('http_req_duration p95 <= 2s');
    expect(plan.limits.every(({ isDefault }) => isDefault === true)).toBe(true);
  });

  it('give way to a limit on the same thing', () => {
    const plan = planOf({ ...users, kind: 'baseline', limits: ['http_req_duration p95 < 10s'] });
    expect(rules(plan)).not.toContain('http_req_duration p95 <= 2s');
    expect(rules(plan)).toContain('http_req_duration{type:api} p95 <= 1s');
  });

  it('can be switched off', () => {
    expect(planOf({ ...users, kind: { type: 'load', defaultLimits: false } }).limits).toEqual([]);
  });

  it('on volumes hold only where the load could reach them, which is said', () => {
    const small = planned({ ...users, kind: 'load' });
    expect(rules(small.plan)).not.toContain('http_reqs rate >= 1000');
    expect(small.advice.map(({ code }) => code)).toContain('DEFAULT_LIMIT_OUT_OF_REACH');
    const large = planned({ load: { users: 1000, duration: '10m' }, kind: 'load' });
    expect(rules(large.plan)).toContain('http_reqs rate >= 1000');
    expect(rules(large.plan)).toContain('vus max >= 1000');
    expect(large.advice.map(({ code }) => code)).not.toContain('DEFAULT_LIMIT_OUT_OF_REACH');
  });

  it('of a spike hold for the recovery', () => {
    const plan = planOf({ ...users, kind: 'spike' });
    expect(plan.limits).toMatchObject([{ level: 'recovery', rule: { text: 'http_req_duration p95 <= 5s' } }]);
  });
});
