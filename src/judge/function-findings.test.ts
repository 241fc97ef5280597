import { describe, expect, it } from 'vitest';
import { isLimitProblem, parseLimit } from '../model/limit-grammar.ts';
import type { Metric, RunError } from '../model/run.ts';
import type { LoadEvidence } from './evidence.ts';
import { judgeLoad } from './judge-load.ts';

type Tags = Readonly<Record<string, string>>;

const counter = (name: string, total: number, tags: Tags = {}): Metric => {
  return { name, type: 'counter', unit: 'count', tags, total, perSecond: total / 10 };
};
const rate = (name: string, passes: number, fails: number): Metric => {
  return { name, type: 'rate', unit: 'share', tags: {}, passes, fails, value: passes / (passes + fails) };
};
const trend = (name: string, ms: number, tags: Tags = {}): Metric => ({
  name,
  type: 'trend',
  unit: 'ms',
  tags,
  count: 1000,
  min: ms,
  mean: ms,
  max: ms,
  stddev: 0,
  percentiles: { 50: ms, 95: ms, 99: ms },
  histogram: { scale: 8, unit: 'us', zeroCount: 0, positive: { offset: 0, counts: [] } },
});
const called = (calls: number, failed: number, name = 'read'): Metric[] => [
  counter('iterations', calls),
  counter('function_calls', calls),
  counter('function_calls', calls, { name }),
  rate('function_failed', failed, calls - failed),
  trend('response_time', 20),
];

function judged(metrics: readonly Metric[], rules: readonly string[] = [], errors: readonly RunError[] = []) {
  const limits = rules.map((text) => {
    const rule = parseLimit(text);
    if (isLimitProblem(rule)) throw new Error(rule.message);
    return { rule, abort: false, delayMs: 0 };
  });
  const evidence: LoadEvidence = {
    metrics,
    checks: [],
    levels: [],
    series: [],
    load: [],
    events: [],
    errors,
    limits,
    results: limits.map(({ rule: { metric, tags, text } }) => ({ metric, tags, rule: text, value: 0.1, passed: true })),
    durationMs: 10_000,
    workers: 1,
    end: { kind: 'completed' },
    failures: [],
  };
  const { verdict, findings } = judgeLoad(evidence);
  return { verdict, findings, kinds: findings.map(({ kind }) => kind) };
}

describe('a run of functions under test', () => {
  it('passes without a request and without a word when no call fails', () => {
    expect(judged(called(100, 0))).toMatchObject({ verdict: 'passed', kinds: [] });
  });

  it('fails when one call fails and no limit says how many may', () => {
    const metrics = [...called(100, 1), counter('function_calls', 1, { error: 'threw' })];
    const errors = [{ kind: 'threw', name: 'read', count: 1, samples: [{ atMs: 1, text: 'Error: no\n    at a.ts' }] }];
    const { verdict, findings } = judged(metrics, [], errors);
    expect(verdict).toBe('failed');
    expect(findings).toMatchObject([
      {
        kind: 'function-failed',
        severity: 'major',
        title: '1 call (1%) threw',
        evidence: { kind: 'threw', count: 1, share: 0.01, mostAt: 'read', example: 'Error: no' },
      },
    ]);
  });

  it('takes no failed request for a failed call', () => {
    const metrics = [...called(100, 1), counter('function_calls', 1, { error: 'timeout' })];
    const errorOf = (name: string, text: string) => {
      return { kind: 'timeout', name, count: 1, samples: [{ atMs: 1, text }] };
    };
    const errors = [errorOf('GET /', 'no answer'), errorOf('read', 'no result within 5 ms')];
    const evidence = { mostAt: 'read', example: 'no result within 5 ms' };
    expect(judged(metrics, [], errors).findings).toMatchObject([
      { title: '1 call (1%) had no result in time', evidence },
    ]);
  });

  it('leaves the decision to a limit on function_failed', () => {
    const metrics = [...called(100, 60), counter('function_calls', 60, { error: 'timeout' })];
    expect(judged(metrics)).toMatchObject({ verdict: 'failed', findings: [{ severity: 'critical' }] });
    const decided = judged(metrics, ['function_failed rate < 70%']);
    expect(decided).toMatchObject({ verdict: 'passed', findings: [{ kind: 'function-failed', severity: 'minor' }] });
  });

  it('does not call it close when a result holds exactly what was asked for', () => {
    const held = (metric: string) => judged([...called(100, 0), trend(metric, 0.1)], [`${metric} min >= 0.1`]).kinds;
    expect(held('function_call_items')).not.toContain('limit-near');
    expect(held('function_duration')).toContain('limit-near');
  });

  it('says when processes had to be started again', () => {
    const metrics = [
      ...called(100, 0),
      counter('function_restarts', 2),
      counter('function_restarts', 2, { name: 'read' }),
    ];
    expect(judged(metrics).findings).toMatchObject([
      { kind: 'function-restarted', title: "The process of 'read' ended by itself, and was started again 2 times" },
    ]);
  });

  it('does not take a function that holds the event loop for a generator that does', () => {
    const held = [trend('generator_loop_delay', 15), trend('generator_lateness', 15)];
    expect(judged([...called(100, 0), ...held]).kinds).toEqual([]);
    const apart = trend('function_handover', 1, { name: 'read' });
    expect(judged([...called(100, 0), apart, ...held]).kinds).toEqual(['generator-saturated', 'generator-late']);
    expect(judged([...called(100, 0), counter('http_reqs', 5), ...held]).kinds).toContain('generator-saturated');
  });
});
