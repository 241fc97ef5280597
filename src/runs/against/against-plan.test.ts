import { describe, expect, it } from 'vitest';
import { planOf } from '../../plan/shop-fixture.ts';
import { againstPlan } from './against-plan.ts';

const limits = [
  'http_req_duration p95 < 200ms',
  'http_req_failed{name:GET /items} rate < 1%',
  'http_reqs count > 10',
  'http_reqs rate > 5/s',
  'generator_lateness p99 < 5ms',
];

describe('the limits of a test with two targets', () => {
  it("hold for the test's own, but for counts, rates per second, and the generator", () => {
    const plan = againstPlan(planOf({ limits }, { against: 'http://other' }));
    expect(plan.limits.map(({ rule }) => rule.tags.arm)).toEqual(['after', 'after', undefined, undefined, undefined]);
    expect(plan.limits[1]?.rule.tags).toMatchObject({ name: 'GET /items' });
  });

  it('stay as they are with one target', () => {
    const plan = planOf({ limits });
    expect(againstPlan(plan)).toBe(plan);
  });
});
