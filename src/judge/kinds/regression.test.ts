import { describe, expect, it } from 'vitest';
import type { Environment, Metric, Run } from '../../model/run.ts';
import { judgeLoad } from '../judge-load.ts';
import { compareWith } from './compare.ts';
import { counter, evidence, kindsOf, latencies, rate, trend } from './fixtures/kind-evidence.ts';
import { ratioOf, shareRatio } from './ratio-interval.ts';
import { type Reference, referenceOf } from './reference.ts';

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

function reference(metrics: readonly Metric[], changes: Partial<Run> = {}): Reference {
  const run = {
    id: 'before',
    name: 'shop',
    startedAt: '2025-03-01T10:00:00.000Z',
    test: {},
    environment,
    metrics: [...metrics, counter('data_sent', 5), counter('http_reqs', 5, { tags: { status: '200' } })],
    ...changes,
  };
  return referenceOf(run as unknown as Run);
}

const judge = (before: readonly Metric[], after: readonly Metric[], more: Partial<Reference> = {}) => {
  const given = { ...reference(before), ...more };
  return judgeLoad(evidence({ type: 'regression' }, { metrics: after, reference: given, environment }));
};

describe('a regression test', () => {
  it.each([
    [1.06, 'info', 'passed'],
    [1.15, 'minor', 'passed'],
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

  it('compares percentiles and mean of all and of each step, and what a user gets done', () => {
    const { comparisons = [] } = judge(measured(20), measured(40, { seed: 2 })).parts ?? {};
    expect(
      comparisons.map(({ metric, tags, aggregate }) => `${metric} ${aggregate} ${tags.name ?? ''}`.trim()),
    ).toEqual([
      ...['p50', 'p95', 'p99', 'mean'].map((each) => `http_req_duration ${each}`),
      ...['p50', 'p95', 'p99', 'mean'].map((each) => `http_req_duration ${each} GET /items`),
      'http_reqs per user',
    ]);
    expect(comparisons.every(({ verdict, against }) => verdict === 'slower' && against === 'before')).toBe(true);
    const perUser = comparisons.at(-1);
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
    expect(judged.parts?.comparisons?.every(({ verdict }) => verdict === 'faster')).toBe(true);
  });

  it('takes a difference of less than a millisecond for minor, whatever its ratio', () => {
    const judged = judge(measured(0.3), measured(0.7, { seed: 2 }));
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

  it('leaves out what has too few samples for an interval', () => {
    const few = compareWith(reference(measured(20)), measured(20, { count: 40 }));
    expect(few.map(({ aggregate }) => aggregate)).not.toContain('p99');
    expect(kindsOf(judge(measured(20), measured(20, { count: 2 })))).toContain('nothing-compared');
  });

  it('warns of another machine or target, which fails nothing by itself', () => {
    const judged = judge(measured(20), measured(20, { seed: 9 }), {
      environment: { node: 'v20.1.0', cpu: 'Xeon', cores: 4 },
      target: 'http://before:3000',
    });
    expect(judged.findings.find(({ kind }) => kind === 'other-environment')).toMatchObject({
      severity: 'minor',
      title:
        'The baseline was measured elsewhere: CPU Xeon then, EPYC now; Node v20.1.0 then, v22.1.0 now; target http://before:3000 then, none now',
    });
    expect(judged.verdict).toBe('passed');
  });

  it('keeps of a baseline what is compared and nothing else', () => {
    expect(reference(measured(20)).metrics.map(({ name, tags }) => [name, tags.name])).toEqual([
      ['http_reqs', undefined],
      ['http_req_failed', undefined],
      ['iterations', undefined],
      ['iterations_failed', undefined],
      ['iteration_duration', undefined],
      ['http_req_duration', undefined],
      ['http_req_duration', 'GET /items'],
    ]);
  });
});

describe('the interval of a ratio', () => {
  it('joins those of its parts on the log scale', () => {
    const { ratio, low, high } = ratioOf({ value: 10, low: 9, high: 11 }, { value: 20, low: 18, high: 22 })!;
    expect(ratio).toBe(2);
    // √(ln²(20/18) + ln²(11/10)) = 0.14207; √(ln²(22/20) + ln²(10/9)) is the same.
    expect(Math.log(2 / low)).toBeCloseTo(0.14207, 4);
    expect(Math.log(high / 2)).toBeCloseTo(0.14207, 4);
  });

  it('holds the true ratio as often as it says', () => {
    let missed = 0;
    for (let run = 0; run < 100; run++) {
      const compared = compareWith(
        reference(measured(20, { seed: 2 * run + 1, count: 300 })),
        measured(30, { seed: 2 * run + 2, count: 300 }),
      );
      const median = compared.find(({ aggregate, tags }) => aggregate === 'p50' && tags.name === undefined)!;
      if (median.low > 1.5 || median.high < 1.5) missed++;
    }
    expect(missed).toBeLessThanOrEqual(5);
  });

  it('of shares is finite where one has no failure', () => {
    const { ratio, low, high } = shareRatio({ failed: 0, all: 1000 }, { failed: 20, all: 1000 }, 0.95)!;
    expect([ratio, low, high].every(Number.isFinite)).toBe(true);
    expect(low).toBeGreaterThan(1);
    expect(shareRatio({ failed: 0, all: 0 }, { failed: 1, all: 2 }, 0.95)).toBeUndefined();
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
