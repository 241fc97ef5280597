import { describe, expect, it } from 'vitest';
import { BROWSE, type Functions, planOf, problemsIn, shopInput } from './shop-fixture.ts';

const login = {
  name: 'login',
  steps: [
    {
      kind: 'group',
      name: 'form',
      steps: [
        { kind: 'request', method: 'post', url: '/login?x=1', name: 'sign in', tags: { tier: 'gold' } },
        {
          kind: 'request',
          method: 'GET',
          url: '/users/{{ id }}',
          expect: [{ kind: 'status', status: 200, name: 'is ok' }],
        },
      ],
    },
    { kind: 'check', name: 'has id', condition: 'id != ""' },
  ],
};
const flows = { scenarios: [BROWSE, login], tags: { team: 'shop' } };
const script = { scenarios: [{ name: 'run', function: 'run' }] };
const functions: Functions = { run: () => undefined };

const problem = (rule: unknown, changes: object = flows) =>
  problemsIn(shopInput({ ...changes, limits: [rule] }, functions));

describe('limits', () => {
  it('are taken apart, the long form too', () => {
    const plan = planOf({
      limits: ['checks rate > 99%', { rule: 'http_req_failed rate < 1%', abort: true, delay: '10s' }],
    });
    expect(plan.limits).toMatchObject([
      { rule: { metric: 'checks', threshold: 0.99 }, abort: false, delayMs: 0 },
      { rule: { metric: 'http_req_failed' }, abort: true, delayMs: 10_000 },
    ]);
  });

  it.each([
    'http_reqs{scenario:login} count > 1',
    'http_reqs{name:sign in} count > 1',
    'http_reqs{name:GET /users/:id} count > 1',
    'http_reqs{name:GET /items,status:200} count > 1',
    'http_reqs{method:POST} count > 1',
    'http_reqs{status:0} count < 1',
    'http_reqs{error:timeout} count < 1',
    'http_reqs{group:::form} count > 1',
    'http_reqs{tier:gold} count > 1',
    'iterations{team:shop} count > 1',
    'checks{check:is ok} rate > 99%',
    'checks{check:has id} rate > 99%',
    'generator_cpu{worker:0} max < 90%',
    'http_req_duration p95 < 1s over 30s after 10s',
  ])('may name what occurs: %s', (rule) => {
    expect(problem(rule)).toEqual([]);
  });

  it('may name metrics that are declared, in their unit', () => {
    const metrics = { cart_time: { type: 'trend', unit: 'ms' } };
    expect(planOf({ metrics, limits: ['cart_time p95 < 2s'] }).limits[0]?.rule.threshold).toBe(2000);
  });

  it('may name any tag of a script, but no scenario that there is not', () => {
    expect(problem('http_reqs{name:anything,own:x} count > 1', script)).toEqual([]);
    expect(problem('http_reqs{scenario:rum} count > 1', script)[0]?.hint).toBe("did you mean 'run'?");
  });

  it.each<[unknown, string, string, string]>([
    ['http_req_duration p95 200ms', 'INVALID_LIMIT', "'200ms' is not an operator (character 23 of", 'operators are'],
    ['http_req_duration meen < 2s', 'INVALID_LIMIT', "'meen' is not an aggregate", "did you mean 'mean'? a trend"],
    [{ rul: 'x' }, 'INVALID_LIMIT', 'is not a limit', "{ rule: '…', abort: true"],
    [{ rule: 'checks rate > 99%', delay: '5s' }, 'INVALID_LIMIT', 'a delay without abort does nothing', "'after 10s'"],
    [{ rule: 'checks rate > 99%', abort: true, delay: 'x' }, 'INVALID_DURATION', "delay is 'x'", ''],
    [
      'htp_req_duration p95 < 2s',
      'UNKNOWN_METRIC',
      "there is no metric 'htp_req_duration'",
      "did you mean 'http_req_duration'?",
    ],
    ['qqq p95 < 2s', 'UNKNOWN_METRIC', 'this limit could never be judged', "metrics: { qqq: { type: 'trend'"],
    ['http_reqs{nam:x} count > 1', 'UNKNOWN_TAG', "no sample of this test has the tag 'nam'", "did you mean 'name'?"],
    [
      'http_reqs{qqqqqq:x} count > 1',
      'UNKNOWN_TAG',
      "no sample of this test has the tag 'qqqqqq'",
      'tags are scenario, group',
    ],
    ['http_reqs{scenario:logn} count > 1', 'UNKNOWN_TAG', "has 'logn' as its scenario", "did you mean 'login'?"],
    [
      'http_reqs{name:xxxxxxxxx} count > 1',
      'UNKNOWN_TAG',
      "has 'xxxxxxxxx' as its name",
      "there are 'GET /items', 'sign in'",
    ],
    ['http_reqs{method:PUT} count > 1', 'UNKNOWN_TAG', "has 'PUT' as its method", "'GET', 'POST'"],
    ['http_reqs{status:2xx} count > 1', 'UNKNOWN_TAG', "'2xx' is not a status", 'each status needs a limit'],
    ['http_reqs{status:ok} count > 1', 'UNKNOWN_TAG', "'ok' is not a status", 'such as 200'],
    ['http_reqs{error:timout} count > 1', 'UNKNOWN_TAG', "has 'timout' as its error", "did you mean 'timeout'?"],
    ['http_reqs{group:form} count > 1', 'UNKNOWN_TAG', "groups are written with '::'", "did you mean '::form'?"],
    ['http_reqs{tier:silver} count > 1', 'UNKNOWN_TAG', "has 'silver' as its tier", "'gold'"],
    ['checks{check:is okay} rate > 9%', 'UNKNOWN_TAG', "has 'is okay' as its check", "did you mean 'is ok'?"],
    [
      'http_reqs{check:is ok} count > 1',
      'UNKNOWN_TAG',
      "samples of http_reqs never have the tag 'check'",
      'tags of your own',
    ],
    [
      'iterations{name:sign in} count > 1',
      'UNKNOWN_TAG',
      "samples of iterations never have the tag 'name'",
      'they can have scenario',
    ],
    ['connections_opened{name:sign in} count > 1', 'UNKNOWN_TAG', 'never have the tag', 'leave the tag away'],
    ['generator_cpu{worker:one} max < 90%', 'UNKNOWN_TAG', "'one' is not a worker", 'numbered from 0'],
    [
      'http_req_duration p95 < 1s after 60s',
      'INVALID_LIMIT',
      "'after 60s' leaves nothing to judge",
      'the load ends after 60s',
    ],
    ['http_req_duration p95 < 1s over 55s after 10s', 'INVALID_LIMIT', 'no window of 55s fits', 'the load lasts 60s'],
  ])('are refused: %j', (...[rule, code, message, hint]) => {
    const found = problem(rule);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ code });
    expect(found[0]?.path).toMatch(/^limits\[0\]/);
    expect(found[0]?.message).toContain(message);
    expect(found[0]?.hint ?? '').toContain(hint);
  });
});
