import { describe, expect, it } from 'vitest';
import { parseLimit } from '../model/limit-grammar.ts';
import type { PlannedLimit } from '../model/plan.ts';
import type { CheckResult, Metric, RunError } from '../model/run.ts';
import { evaluateLimit } from './evaluate-limit.ts';
import type { LoadEvidence } from './evidence.ts';
import { exitCode } from './exit-code.ts';
import { judgeLoad } from './judge-load.ts';
import { metricIndex } from './metric-index.ts';

type Tags = Record<string, string>;

const counter = (name: string, total: number, tags: Tags = {}): Metric => ({
  name,
  type: 'counter',
  unit: 'count',
  tags,
  total,
  perSecond: total / 10,
});

const rate = (name: string, [passes, fails]: readonly [number, number], tags: Tags = {}): Metric => ({
  name,
  type: 'rate',
  unit: 'share',
  tags,
  passes,
  fails,
  value: passes / (passes + fails),
});

const trend = (name: string, p99: number, { count = 1000, tags = {} as Tags } = {}): Metric => ({
  name,
  type: 'trend',
  unit: 'ms',
  tags,
  count,
  min: 1,
  mean: p99 / 2,
  max: p99 * 1.5,
  stddev: 1,
  percentiles: { '50': p99 / 3, '95': p99 * 0.9, '99': p99 },
  histogram: { scale: 8, unit: 'us', zeroCount: 0, positive: { offset: 0, counts: [count] } },
});

const gauge = (name: string, mean: number, tags: Tags = {}): Metric => ({
  name,
  type: 'gauge',
  unit: 'percent',
  tags,
  last: mean,
  min: mean,
  max: mean,
  mean,
});

const healthy: readonly Metric[] = [
  counter('http_reqs', 1000),
  rate('http_req_failed', [0, 1000]),
  counter('iterations', 1000),
  rate('iterations_failed', [0, 1000]),
  trend('http_req_duration', 100),
];

const limit = (text: string, abort = false): PlannedLimit => {
  const rule = parseLimit(text);
  if (!('aggregate' in rule)) throw new Error(rule.message);
  return { rule, abort, delayMs: 0 };
};

function evidence(metrics: readonly Metric[], more: Partial<LoadEvidence> & { rules?: readonly string[] } = {}) {
  const { rules = [], ...rest } = more;
  const limits = rules.map((text) => limit(text));
  const index = metricIndex(metrics);
  return {
    metrics,
    checks: [],
    errors: [],
    limits,
    results: limits.map(({ rule }) => evaluateLimit(rule, index, 10_000)),
    target: 'http://localhost:3000',
    durationMs: 10_000,
    workers: 1,
    end: { kind: 'completed' },
    levels: [],
    series: [],
    load: [],
    events: [],
    failures: [],
    ...rest,
  } satisfies LoadEvidence;
}

const judge = (...args: Parameters<typeof evidence>) => judgeLoad(evidence(...args));
const kinds = (judgement: { findings: readonly { kind: string }[] }) => judgement.findings.map(({ kind }) => kind);
const check = (name: string, passes: number, fails: number): CheckResult => ({
  name,
  group: '',
  scenario: 'buy',
  passes,
  fails,
});
const error = (kind: string, count: number, text: string): RunError => ({
  kind,
  name: 'GET /',
  count,
  samples: [{ atMs: 1, text }],
});
const with_ = (...others: readonly Metric[]) => [
  ...healthy.filter(({ name }) => !others.some((other) => other.name === name && Object.keys(other.tags).length === 0)),
  ...others,
];

describe('the verdict', () => {
  it('is passed when nothing is wrong', () => {
    expect(judge(healthy, { rules: ['http_req_duration p95 < 200ms'] })).toMatchObject({
      verdict: 'passed',
      findings: [],
    });
  });

  it('is failed when a limit is crossed, with value and threshold in the finding', () => {
    const judged = judge(healthy, { rules: ['http_req_duration p99 < 80ms'] });
    expect(judged.verdict).toBe('failed');
    expect(judged.findings).toMatchObject([
      {
        kind: 'limit-crossed',
        severity: 'major',
        title: "The limit 'http_req_duration p99 < 80ms' was crossed: 100ms",
        evidence: { value: 100, threshold: 80 },
      },
    ]);
  });

  it('shows enough digits to tell a value from the threshold it missed', () => {
    const judged = judge(with_(rate('http_req_failed', [100_001, 9_900_000])), {
      rules: ['http_req_failed rate < 1%'],
    });
    expect(judged.findings[0]?.title).toContain('was crossed: 1.00001%');
  });

  it('is failed by a failed check, unless a limit on checks decides', () => {
    const metrics = with_(rate('checks', [97, 3]));
    const checks = [check('is 200', 49, 1), check('has items', 48, 2)];
    const judged = judge(metrics, { checks });
    expect(judged.verdict).toBe('failed');
    expect(judged.findings[0]?.title).toBe("3 of 100 checks failed: 'has items' (2), 'is 200' (1)");
    expect(judge(metrics, { checks, rules: ['checks rate > 90%'] })).toMatchObject({
      verdict: 'passed',
      findings: [{ kind: 'checks-failed', severity: 'minor' }],
    });
  });

  it('is failed by an iteration that threw, unless a limit on iterations_failed decides', () => {
    const metrics = with_(rate('iterations_failed', [1, 999]));
    const judged = judge(metrics, { errors: [error('script', 1, 'TypeError: x is not a function\n  at cart.ts:3')] });
    expect(judged.verdict).toBe('failed');
    expect(judged.findings[0]?.title).toBe(
      '1 of 1,000 iterations failed, most often with: TypeError: x is not a function',
    );
    expect(judge(metrics, { rules: ['iterations_failed rate < 1%'] }).verdict).toBe('passed');
  });

  it('is failed when most requests failed, unless a limit on http_req_failed decides', () => {
    const mostly = (share: number) =>
      with_(
        rate('http_req_failed', [share * 1000, 1000 - share * 1000]),
        rate('http_req_failed', [share * 1000, 0], { status: '500' }),
      );
    expect(judge(mostly(1))).toMatchObject({ verdict: 'failed', findings: [{ severity: 'critical' }] });
    expect(judge(mostly(0.4))).toMatchObject({ verdict: 'passed', findings: [{ severity: 'major' }] });
    const decided = judge(mostly(1), { rules: ['http_req_failed rate <= 100%'] });
    expect(decided.verdict).toBe('passed');
    expect(decided.findings.map(({ severity }) => severity)).not.toContain('critical');
  });

  it('is inconclusive when a limit could not be judged, or held on too few samples', () => {
    const open = evidence(healthy, { rules: ['http_req_duration p95 < 200ms over 30s'] });
    const results = open.results.map((result) => ({ ...result, value: null, passed: null, reason: 'too short' }));
    expect(judgeLoad({ ...open, results }).verdict).toBe('inconclusive');
    const few = judge(with_(trend('http_req_duration', 100, { count: 19 })), {
      rules: ['http_req_duration p95 < 200ms'],
    });
    expect(few).toMatchObject({
      verdict: 'inconclusive',
      findings: [{ kind: 'few-samples', evidence: { needed: 20 } }],
    });
    const enough = judge(with_(trend('http_req_duration', 100, { count: 20 })), {
      rules: ['http_req_duration p95 < 200ms'],
    });
    expect(enough.verdict).toBe('passed');
  });

  it('is interrupted or aborted whatever was measured', () => {
    const rules = ['http_req_duration p99 < 80ms'];
    expect(judge(healthy, { rules, end: { kind: 'interrupted', text: 'SIGINT' } }).verdict).toBe('interrupted');
    const aborted = judge(healthy, { end: { kind: 'aborted', text: 'the limit x was crossed' } });
    expect(aborted).toMatchObject({
      verdict: 'aborted',
      findings: [{ kind: 'run-aborted', title: 'The run was aborted before its end: the limit x was crossed' }],
    });
  });

  it('is failed when nothing was measured', () => {
    expect(judge([])).toMatchObject({ verdict: 'failed', findings: [{ kind: 'nothing-measured' }] });
    expect(judge([counter('interrupted_iterations', 50)]).findings[0]?.title).toContain('50 iterations began');
  });

  it('is passed without a request when iterations ended, and says so', () => {
    expect(judge([counter('iterations', 5)])).toMatchObject({ verdict: 'passed', findings: [{ kind: 'no-requests' }] });
  });

  it('is failed when set-up or a worker broke', () => {
    expect(judge([], { failures: [{ kind: 'setup', text: 'Error: no token\n at x' }] })).toMatchObject({
      verdict: 'failed',
      findings: [{ kind: 'setup-failed', severity: 'critical', title: 'Set-up failed: Error: no token' }],
    });
    expect(judge(healthy, { failures: [{ kind: 'worker', text: 'out of memory' }] }).verdict).toBe('failed');
  });
});

describe('a target that cannot be reached', () => {
  const refused = [
    counter('http_reqs', 50),
    counter('http_reqs', 48, { error: 'refused' }),
    counter('http_reqs', 2, { error: 'timeout' }),
    rate('http_req_failed', [50, 0]),
  ];

  it('is named with URL, cause and what to look at', () => {
    const judged = judge(refused, { errors: [error('refused', 48, 'connect ECONNREFUSED 127.0.0.1:3000')] });
    expect(judged).toMatchObject({ verdict: 'failed' });
    expect(kinds(judged)).toEqual(['target-unreachable']);
    expect(judged.findings[0]).toMatchObject({
      title:
        "http://localhost:3000 could not be reached by any of 50 requests: nothing accepted connections at the port ('refused')",
      evidence: { cause: 'connect ECONNREFUSED 127.0.0.1:3000' },
      advice: expect.stringContaining('curl -v http://localhost:3000'),
    });
    expect(exitCode([judged])).toBe(4);
  });

  it('says when the rest of the load was left out, and nothing of the generator', () => {
    const slow = [...refused, trend('response_time', 1), trend('generator_loop_delay', 20)];
    const judged = judge(slow, { gaveUp: true });
    expect(kinds(judged)).toEqual(['target-unreachable']);
    expect(judged.findings[0]?.advice).toContain('the rest of the load was left out');
  });

  it('is another thing than one that answered once, or whose answers were malformed', () => {
    expect(kinds(judge([...refused, counter('http_reqs', 51)]))).not.toContain('target-unreachable');
    const malformed = [counter('http_reqs', 5), counter('http_reqs', 5, { error: 'malformed' })];
    expect(judge(malformed)).toMatchObject({ findings: [{ kind: 'requests-malformed' }] });
  });

  it('is seen in set-up already', () => {
    const judged = judge([rate('http_req_failed', [1, 0], { group: '::setup' })], {
      errors: [error('setup', 1, 'no token'), error('dns', 1, 'getaddrinfo ENOTFOUND nowhere')].slice(1),
      failures: [{ kind: 'setup', text: 'no token' }],
    });
    expect(kinds(judged)).toContain('target-unreachable');
  });
});

describe('findings', () => {
  it('have the share of each kind of failure, with advice for it', () => {
    const metrics = with_(
      counter('http_reqs', 10_000),
      counter('http_reqs', 250, { error: 'reset' }),
      counter('http_reqs', 3, { error: 'tls' }),
      rate('http_req_failed', [40, 0], { status: '503' }),
      rate('http_req_failed', [253, 0], { status: '0' }),
    );
    expect(judge(metrics).findings).toMatchObject([
      { kind: 'requests-reset', severity: 'major', evidence: { count: 250, share: 0.025 } },
      { kind: 'unexpected-status', severity: 'minor', evidence: { status: '503', count: 40 } },
      { kind: 'requests-tls', severity: 'info' },
    ]);
  });

  it('call a generator saturated by its loop delay against the latency, not by its CPU', () => {
    const loop = (p99: number) =>
      with_(trend('generator_loop_delay', p99, { tags: { worker: '1' } }), gauge('generator_cpu', 97, { worker: '1' }));
    expect(kinds(judge(loop(9)))).toEqual([]);
    const judged = judge(loop(12), { rules: ['http_req_duration p99 < 200ms', 'http_reqs count > 5'] });
    expect(judged.findings).toMatchObject([
      {
        kind: 'generator-saturated',
        severity: 'major',
        evidence: { worker: '1', loopDelay: 12, percentile: 99, cpuPercent: 97 },
      },
    ]);
    expect(judged.limits.map(({ reason }) => reason)).toEqual(['the load generator was saturated', undefined]);
    expect(judged.verdict).toBe('passed');
  });

  it('do not mind delays of less than a millisecond', () => {
    const fast = with_(trend('http_req_duration', 2), trend('generator_loop_delay', 0.9));
    expect(kinds(judge(fast))).toEqual([]);
  });

  it('call delays of a few milliseconds beside a fast target minor, which puts no mark on limits', () => {
    const metrics = with_(trend('http_req_duration', 2), trend('generator_loop_delay', 1.5));
    const judged = judge(metrics, { rules: ['http_req_duration p99 < 200ms'] });
    expect(judged.findings).toMatchObject([{ kind: 'generator-saturated', severity: 'minor' }]);
    expect(judged.limits[0]?.reason).toBeUndefined();
  });

  it('do not judge the generator by its slowest moment alone: few samples have a lower percentile', () => {
    const few = { ...trend('generator_lateness', 30, { count: 100 }), percentiles: { '90': 0.2, '99': 30 } } as Metric;
    const many = { ...few, count: 1000 } as Metric;
    const latency = { ...trend('http_req_duration', 100), percentiles: { '90': 50, '99': 100 } } as Metric;
    expect(kinds(judge(with_(few, latency)))).toEqual([]);
    expect(kinds(judge(with_(many, latency)))).toEqual(['generator-late']);
  });

  it('tell of late arrivals, dropped ones, and ones that do not add up', () => {
    const late = judge(with_(trend('generator_lateness', 30)));
    expect(kinds(late)).toEqual(['generator-late']);
    const dropped = judge(with_(counter('dropped_iterations', 400)), {
      accounting: { planned: 10_000, started: 9600, dropped: 400 },
      rules: ['http_req_duration p99 < 200ms'],
    });
    expect(dropped.findings[0]?.title).toBe(
      '400 of 10,000 arrivals (4%) were dropped, since no user was free: percentiles are lower bounds',
    );
    expect(dropped.limits[0]?.reason).toBe('a lower bound, since arrivals were dropped');
    const wrong = judge(healthy, { accounting: { planned: 10, started: 8, dropped: 1 } });
    expect(wrong.verdict).toBe('failed');
    expect(exitCode([wrong])).toBe(1);
    const died = judge(healthy, {
      accounting: { planned: 10, started: 8, dropped: 1 },
      failures: [{ kind: 'worker', text: 'worker 0 died' }],
    });
    expect(exitCode([died])).toBe(3);
  });

  it('tell of too many names, of garbage, and of iterations cut off', () => {
    const metrics = with_(
      counter('http_reqs', 20, { name: '(other)' }),
      { ...trend('generator_gc', 20), count: 200 } as Metric,
      counter('interrupted_iterations', 3),
    );
    expect(kinds(judge(metrics))).toEqual(['generator-gc', 'too-many-names', 'unfinished-iterations']);
  });

  it.each([
    ['http_req_duration p99 < 105ms', true],
    ['http_req_duration p99 < 200ms', false],
    ['http_req_failed rate < 1%', false],
    ['http_reqs perSecond > 95', true],
    ['http_reqs count > 999', false],
  ])('%s is near to being crossed: %s', (rule, isNear) => {
    expect(kinds(judge(healthy, { rules: [rule] }))).toEqual(isNear ? ['limit-near'] : []);
  });

  it('measure the distance of a high share by what is missing', () => {
    expect(kinds(judge(with_(rate('checks', [995, 5])), { rules: ['checks rate > 99%'] }))).toEqual([]);
    expect(kinds(judge(with_(rate('checks', [9905, 95])), { rules: ['checks rate > 99%'] }))).toEqual(['limit-near']);
  });
});

describe('the exit code', () => {
  const run = (verdict: 'passed' | 'failed' | 'inconclusive' | 'aborted' | 'interrupted', kind?: string) => ({
    verdict,
    findings: kind === undefined ? [] : [{ kind, severity: 'critical' as const, title: '', evidence: {}, advice: '' }],
  });

  it.each([
    ['passed', [run('passed')], 0],
    ['inconclusive', [run('inconclusive')], 0],
    ['failed', [run('failed')], 3],
    ['aborted', [run('passed'), run('aborted')], 3],
    ['unreachable over failed', [run('failed'), run('failed', 'target-unreachable')], 4],
    ['a bug over unreachable', [run('failed', 'target-unreachable'), run('failed', 'arrivals-miscounted')], 1],
    ['interrupted over all', [run('failed', 'arrivals-miscounted'), run('interrupted')], 130],
    ['none at all', [], 0],
  ])('of %s', (_, runs, code) => {
    expect(exitCode(runs)).toBe(code);
  });

  it('is 3 for an inconclusive run when strict', () => {
    expect(exitCode([run('inconclusive')], { strict: true })).toBe(3);
  });
});
