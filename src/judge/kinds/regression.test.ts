import { describe, expect, it } from 'vitest';
import type { BaselineRun } from '../../model/comparison.ts';
import type { Environment, Metric, Run } from '../../model/run.ts';
import { baselineRunOf } from '../compare/baseline-run.ts';
import { judgeLoad } from '../judge-load.ts';
import { counter, evidence, kindsOf, latencies, rate, trend } from './fixtures/kind-evidence.ts';

const environment: Environment = { node: 'v22.1.0', v8: '12', os: 'linux', cpu: 'EPYC', cores: 4, tags: {} };

function measured(median: number, { seed = 1, failed = 0, count = 2000 } = {}): Metric[] {
  const values = latencies(median, { count, seed });
  return [
    counter('http_reqs', count),
    rate('http_req_failed', [failed, count - failed]),
    counter('iterations', count),
    rate('iterations_failed', [0, count]),
    trend('iteration_duration', values),
    trend('http_req_duration', values),
    trend('http_req_duration', values, { name: 'GET /items' }),
  ];
}

function reference(metrics: readonly Metric[], changes: Partial<Run> = {}): BaselineRun {
  const run = {
    id: 'before',
    kind: 'load',
    name: 'shop',
    startedAt: '2025-03-01T10:00:00.000Z',
    durationMs: 10_000,
    verdict: 'passed',
    test: { source: '', scenarios: [], load: [], limits: [], seed: 1, workers: 1 },
    environment,
    metrics: [...metrics, counter('data_sent', 5), counter('http_reqs', 5, { tags: { status: '200' } })],
    ...changes,
  };
  return baselineRunOf(run as unknown as Run);
}

const judge = (before: readonly Metric[], after: readonly Metric[], more: Partial<BaselineRun> = {}) => {
  const given = { ...reference(before), ...more };
  return judgeLoad(evidence({ type: 'regression' }, { metrics: after, reference: given, environment }));
};

describe('a regression test', () => {
  it.each([
    [1.35, 'major', 'passed'],
    [1.8, 'critical', 'failed'],
  ])('%d times as slow is %s, and the run %s', (factor, severity, verdict) => {
    const judged = judge(
      measured(20),
      measured(20 * factor, { seed: 2, count: 20_000 }).map((metric) => metric),
    );
    const found = judged.findings.find(({ kind }) => kind === 'regression');
    expect(found).toMatchObject({ severity });
    expect(found?.title).toMatch(
      /^Worse than the baseline: .* went from .* to .* \(\+\d+%, between \+\d+% and \+\d+%\)$/,
    );
    expect(judged.verdict).toBe(verdict);
  });

  it.each([1.06, 1.15])('calls %d times as slow nothing, which runs of the same code may differ by', (factor) => {
    const judged = judge(measured(20), measured(20 * factor, { seed: 2, count: 20_000 }));
    expect(kindsOf(judged)).not.toContain('regression');
    expect(judged.verdict).toBe('passed');
  });

  it('compares percentiles and mean of all and of each step, and what a user gets done', () => {
    const { comparisons = [] } = judge(measured(20), measured(40, { seed: 2 })).parts ?? {};
    const slower = comparisons.filter(({ verdict }) => verdict === 'slower');
    const names = slower.map(({ metric, tags, aggregate }) => `${metric} ${aggregate} ${tags.name ?? ''}`.trim());
    expect(names).toEqual(
      expect.arrayContaining([
        ...['p50', 'p95', 'p99', 'mean'].map((each) => `http_req_duration ${each}`),
        ...['p50', 'p95', 'p99', 'mean'].map((each) => `http_req_duration ${each} GET /items`),
        'http_reqs per user',
      ]),
    );
    expect(comparisons.every(({ against }) => against === 'before')).toBe(true);
    const perUser = comparisons.find(({ aggregate }) => aggregate === 'per user');
    expect(perUser?.ratio).toBeCloseTo(0.5, 1);
    expect(perUser?.before).toBeCloseTo(1000 / 20.4, 0);
  });

  it('finds nothing between two runs of the same target', () => {
    const judged = judge(measured(20), measured(20, { seed: 9 }));
    expect(judged.verdict).toBe('passed');
    expect(judged.parts?.comparisons?.some(({ verdict }) => verdict === 'slower')).toBe(false);
    expect(kindsOf(judged).some((kind) => kind === 'as-baseline' || kind === 'regression-unclear')).toBe(true);
  });

  it('says what got better', () => {
    const judged = judge(measured(20), measured(10, { seed: 2 }));
    expect(kindsOf(judged)).toContain('improvement');
    expect(judged.parts?.comparisons?.[0]?.verdict).toBe('faster');
    expect(judged.parts?.comparisons?.some(({ verdict }) => verdict === 'slower')).toBe(false);
  });

  it('takes a difference of less than a millisecond for minor, whatever its ratio', () => {
    const judged = judge(measured(0.7), measured(1.2, { seed: 2 }));
    expect(judged.findings).toMatchObject([{ kind: 'regression', severity: 'minor' }]);
    expect(judged.verdict).toBe('passed');
  });

  it('counts failures that were not there before', () => {
    const judged = judge(measured(20), measured(20, { seed: 9, failed: 200 }));
    expect(judged.verdict).toBe('failed');
    expect(judged.findings.find(({ kind }) => kind === 'regression')?.title).toContain(
      'http_req_failed rate went from 0% to 10%',
    );
    const few = judge(measured(20), measured(20, { seed: 9, failed: 1 })).parts?.comparisons?.find(
      ({ aggregate }) => aggregate === 'rate',
    );
    expect(few?.verdict).toBe('unclear');
  });

  it('says when there is nothing to compare', () => {
    expect(kindsOf(judge([], measured(20)))).toContain('nothing-compared');
  });

  it('warns of another machine, which fails nothing by itself', () => {
    const judged = judge(measured(20), measured(40, { seed: 9 }), {
      environment: { ...environment, node: 'v20.1.0', cpu: 'Xeon' },
      test: { source: '', target: 'http://before:3000', scenarios: [], load: [], limits: [], seed: 1, workers: 1 },
    });
    expect(judged.findings.find(({ kind }) => kind === 'other-environment')).toMatchObject({
      severity: 'major',
      title: 'They were measured elsewhere: CPU Xeon then, EPYC now; Node v20.1.0 then, v22.1.0 now',
    });
    expect(judged.findings.find(({ kind }) => kind === 'regression')?.severity).toBe('major');
    expect(judged.verdict).toBe('passed');
  });
});

describe('a baseline', () => {
  it('says how well its percentiles are known', () => {
    const judged = judgeLoad(
      evidence({ type: 'baseline', stable: { precision: 0.05, leastMs: 1 } }, { metrics: measured(20) }),
    );
    expect(judged.findings).toMatchObject([
      {
        kind: 'percentiles-stable',
        severity: 'info',
        title: expect.stringMatching(/p50 20.*ms \(.* to .*\), p95 .*ms \(.* to .*\)/),
      },
    ]);
    const few = judgeLoad(evidence({ type: 'baseline' }, { metrics: measured(20, { count: 30 }) }));
    expect(few.findings).toMatchObject([{ kind: 'percentiles-unstable', severity: 'minor' }]);
    expect(few.verdict).toBe('passed');
  });
});

describe('a smoke test', () => {
  it('fails with one failed request, unless a limit says how many may', () => {
    const metrics = measured(20, { failed: 1 });
    expect(judgeLoad(evidence({ type: 'smoke' }, { metrics })).verdict).toBe('failed');
    expect(judgeLoad(evidence({ type: 'smoke' }, { metrics, rules: ['http_req_failed rate < 1%'] })).verdict).toBe(
      'passed',
    );
    expect(judgeLoad(evidence({ type: 'smoke' })).verdict).toBe('passed');
  });
});
