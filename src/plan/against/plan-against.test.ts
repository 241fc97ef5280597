import { describe, expect, it } from 'vitest';
import type { PlanOptions } from '../plan-input.ts';
import { BROWSE, get, planned, planOf, problemsIn, shopInput } from '../shop-fixture.ts';
import { longestIterationMs, sliceMsOf } from './slice-length.ts';

const FIXED = get({ url: 'http://localhost/a' });
const against = 'http://other.example:4000/base';

function problemsOf(changes: object, options: PlanOptions = {}): string[] {
  return problemsIn(shopInput(changes), { against, ...options }).map(({ code }) => code);
}

describe('a test against a second target', () => {
  it('keeps the target, what was asked for, and lets requests go there', () => {
    const { plan } = planned({}, { against, slice: '3s', failOn: 'minor' });
    expect(plan.against).toEqual({ url: against, sliceMs: 3000, failOn: 'minor' });
    expect(plan.allowHosts).toEqual(['localhost', 'other.example']);
    expect(planOf({}).against).toBeUndefined();
  });

  it('needs two targets, a load over time, and a kind whose load follows from no answer', () => {
    expect(problemsOf({})).toEqual([]);
    expect(problemsOf({ kind: 'load' })).toEqual([]);
    expect(problemsOf({ kind: 'stress' })).toEqual(['AGAINST_KIND']);
    expect(problemsOf({ kind: 'smoke' })).toContain('AGAINST_KIND');
    expect(problemsOf({ load: { iterations: 100 } })).toEqual(['AGAINST_LOAD']);
    expect(problemsOf({}, { against: 'ftp://x' })).toEqual(['INVALID_URL']);
    expect(problemsOf({}, { slice: '10ms' })).toEqual(['INVALID_DURATION']);
    expect(problemsOf({ target: undefined, ...FIXED })).toEqual(['NO_TARGET']);
  });
});

describe('the length of slices', () => {
  const pausing = planOf({ scenarios: [{ name: 'a', steps: [BROWSE.steps[0], { kind: 'think', duration: '1s' }] }] });

  it('is a four hundredth of the load within bounds', () => {
    const plan = planOf({ load: { rate: 100, duration: '1m' } });
    const lengths = [2, 20, 60, 120, 3600].map((seconds) => sliceMsOf(plan, seconds * 1000));
    expect(lengths).toEqual([100, 150, 150, 300, 1000]);
  });

  it('holds five iterations and arrivals, as far as ten pairs are left', () => {
    expect(longestIterationMs(pausing)).toBe(1020);
    expect(sliceMsOf(pausing, 600_000)).toBe(5100);
    expect(sliceMsOf(pausing, 600_000, 2000)).toBe(10_000);
    expect(sliceMsOf(pausing, 32_000)).toBe(1600);
    expect(sliceMsOf(planOf({ load: { rate: 2, duration: '1m' } }), 60_000)).toBe(2500);
  });

  it('is what is asked for', () => {
    expect(sliceMsOf({ ...pausing, against: { url: against, sliceMs: 700 } }, 60_000)).toBe(700);
    expect(sliceMsOf({ ...pausing, against: { url: against, sliceMs: 90_000 } }, 60_000)).toBe(30_000);
  });
});

describe('advice on a second target', () => {
  const codes = (changes: object, options: PlanOptions = {}) =>
    planned({ limits: ['http_reqs count > 1'], ...changes }, { against, ...options })
      .advice.map(({ code }) => code)
      .filter((code) => code.startsWith('AGAINST'));

  it('is silent for a load that is long enough', () => {
    expect(codes({ load: { rate: 100, duration: '60s' } })).toEqual([]);
    expect(
      planned({}, {})
        .advice.map(({ code }) => code)
        .filter((code) => code.startsWith('AGAINST')),
    ).toEqual([]);
  });

  it('names what keeps the two from being told apart', () => {
    expect(codes({ load: { rate: 500, duration: '4s' } })).toEqual(['AGAINST_SHORT']);
    expect(codes({ load: { rate: 5, duration: '60s' } })).toEqual(['AGAINST_FEW_ANSWERS']);
    expect(codes({ load: { rate: 100, duration: '60s' }, ...FIXED })).toEqual(['AGAINST_ABSOLUTE_URL']);
    expect(
      codes({
        load: { users: 10, duration: '60s' },
        scenarios: [{ name: 'a', steps: [BROWSE.steps[0], { kind: 'think', duration: '10s' }] }],
      }),
    ).toContain('AGAINST_LONG_ITERATIONS');
  });
});
