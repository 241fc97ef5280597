import { describe, expect, it } from 'vitest';
import type { Benchmark } from '../../model/benchmark.ts';
import type { RunComparison } from '../../model/comparison.ts';
import type { Acknowledgement, GateReason } from '../../model/gate.ts';
import type { Comparison, LimitResult, Metric, Run } from '../../model/run.ts';
import { candidatesOf, decideGate } from './decide-gate.ts';
import type { GateInput } from './gate-input.ts';

const NOW = new Date('2026-06-15T12:00:00Z');

const P95: Metric = {
  name: 'http_req_duration',
  type: 'trend',
  unit: 'ms',
  tags: {},
  count: 1000,
  min: 1,
  mean: 50,
  max: 300,
  stddev: 10,
  percentiles: { 50: 40, 95: 120, 99: 180 },
  histogram: { scale: 8, unit: 'us', zeroCount: 0, positive: { offset: 0, counts: [] } },
};

function run(changes: Partial<Run> = {}): Run {
  return {
    schema: 'plimsoll.run/1',
    id: 'run-1',
    kind: 'load',
    name: 'shop',
    startedAt: '2026-06-15T11:00:00.000Z',
    durationMs: 10_000,
    verdict: 'passed',
    plimsoll: { version: '1.0.0' },
    environment: { node: 'v22', v8: '12', os: 'Linux', cpu: 'x', cores: 4, tags: {} },
    test: { source: 'shop.perf.ts', scenarios: ['shop'], load: [], limits: [], seed: 1, workers: 1 },
    phases: [],
    metrics: [P95],
    series: [],
    checks: [],
    limits: [],
    errors: [],
    findings: [],
    events: [],
    ...changes,
  };
}

function limit(changes: Partial<LimitResult> = {}): LimitResult {
  const rule = 'http_req_duration p95 < 100ms';
  return { metric: 'http_req_duration', tags: {}, rule, value: 120, unit: 'ms', passed: false, ...changes };
}

function figure(changes: Partial<Comparison> = {}): Comparison {
  return {
    metric: 'http_req_duration',
    tags: {},
    aggregate: 'p95',
    against: 'old',
    before: 100,
    after: 163,
    ratio: 1.63,
    low: 1.48,
    high: 1.8,
    verdict: 'slower',
    severity: 'critical',
    unit: 'ms',
    ...changes,
  };
}

function compared(comparisons: readonly Comparison[], changes: Partial<RunComparison> = {}): RunComparison {
  const reference = run();
  return {
    before: { ...reference, id: 'old' },
    after: reference,
    comparisons,
    differences: [],
    isComparable: true,
    findings: [],
    ...changes,
  };
}

function decide(changes: Partial<GateInput> = {}) {
  return decideGate({ runs: [run()], comparisons: [], config: {}, acknowledgements: [], now: NOW, ...changes });
}

function only(reasons: readonly GateReason[], source: GateReason['source']): GateReason[] {
  return reasons.filter((reason) => reason.source === source);
}

describe('a run by itself', () => {
  it('passes with what it kept', () => {
    const { verdict, reasons } = decide({ runs: [run({ limits: [limit({ passed: true, value: 80 })] })] });
    expect(verdict).toBe('passed');
    expect(reasons[0]).toMatchObject({ source: 'run', status: 'passed', text: 'passed: 1 of 1 limit kept' });
  });

  it('fails with each limit that it crossed, and says nothing twice', () => {
    const { verdict, reasons } = decide({ runs: [run({ verdict: 'failed', limits: [limit()] })] });
    expect(verdict).toBe('failed');
    expect(reasons[0]).toMatchObject({
      source: 'limit',
      rule: 'limit/http_req_duration p95 < 100ms',
      text: 'http_req_duration p95 < 100ms: it is 120ms',
      file: 'shop.perf.ts',
    });
    expect(only(reasons, 'run')).toEqual([]);
  });

  it('that failed for another reason says which', () => {
    const findings = [{ kind: 'x', severity: 'critical' as const, title: 'A check failed', evidence: {}, advice: '' }];
    const { reasons } = decide({ runs: [run({ verdict: 'failed', findings })] });
    expect(reasons[0]).toMatchObject({ source: 'run', status: 'failed', text: 'failed: A check failed' });
  });

  it('that was interrupted or aborted never passes', () => {
    expect(decide({ runs: [run({ verdict: 'interrupted' })] }).verdict).toBe('failed');
    expect(decide({ runs: [run({ verdict: 'aborted' })] }).verdict).toBe('failed');
  });

  it('that could not be decided fails only where that is asked for', () => {
    const runs = [
      run({ verdict: 'inconclusive', limits: [limit({ passed: null, value: null, reason: 'too short' })] }),
    ];
    expect(decide({ runs })).toMatchObject({ verdict: 'passed', reasons: [{ status: 'noisy', source: 'limit' }, {}] });
    expect(decide({ runs, strict: true }).verdict).toBe('failed');
    expect(decide({ runs, config: { gate: { failOnNoise: true } } }).verdict).toBe('failed');
  });

  it('of a stress test that passed may cross limits at its highest levels', () => {
    expect(decide({ runs: [run({ limits: [limit({ level: '4x' })] })] }).verdict).toBe('passed');
  });
});

describe('a comparison with the baseline', () => {
  it('fails by a critical regression, which is a candidate until it is confirmed', () => {
    const decision = decide({ comparisons: [compared([figure()])] });
    expect(decision.verdict).toBe('failed');
    expect(candidatesOf(decision)).toMatchObject([{ rule: 'baseline/http_req_duration/p95', subject: 'shop' }]);
    expect(decision.reasons[0]?.text).toBe('http_req_duration p95 +63% (+48% to +80%), 100ms → 163ms; critical');
  });

  it.each([
    ['confirmed', 'failed'],
    ['not possible', 'failed'],
    ['not confirmed', 'passed'],
  ] as const)('that is %s leads to %s', (outcome, verdict) => {
    const confirmations = [
      { runId: 'run-1', rule: 'baseline/http_req_duration/p95', subject: 'shop', outcome, text: 'by a second run' },
    ];
    const decision = decide({ comparisons: [compared([figure()])], confirmations });
    expect(decision.verdict).toBe(verdict);
    expect(decision.reasons[0]).toMatchObject({ confirmation: outcome });
    expect(decision.reasons[0]?.text).toContain(`critical, ${outcome} by a second run`);
  });

  it('warns by a major one and reports a minor one', () => {
    const comparisons = [compared([figure({ severity: 'major' }), figure({ aggregate: 'p50', severity: 'minor' })])];
    const { verdict, reasons } = decide({ comparisons });
    expect(verdict).toBe('passed');
    expect(only(reasons, 'baseline').map(({ status, severity }) => [status, severity])).toEqual([
      ['warned', 'major'],
      ['passed', 'minor'],
    ]);
  });

  it('fails from the severity on that is asked for, or never', () => {
    const comparisons = [compared([figure({ severity: 'minor' })])];
    expect(decide({ comparisons, config: { gate: { failOn: 'minor' } } }).verdict).toBe('failed');
    const critical = [compared([figure()])];
    expect(decide({ comparisons: critical, config: { gate: { failOn: 'never' } } })).toMatchObject({
      verdict: 'passed',
      reasons: [{ status: 'warned' }, {}],
    });
  });

  it('never fails by itself where it was measured elsewhere', () => {
    const made = compared([figure()], { isComparable: false, differences: ['CPU A then, B now'] });
    const { verdict, reasons } = decide({ comparisons: [made] });
    expect(verdict).toBe('passed');
    expect(reasons[0]).toMatchObject({ status: 'warned' });
    expect(reasons[0]?.text).toContain('not measured alike (CPU A then, B now)');
  });

  it('that is unclear says so, and fails only where that is asked for', () => {
    const unclear = figure({ verdict: 'unclear', ratio: 1.1, low: 0.9, high: 1.3, needed: 'about 12 more processes' });
    const comparisons = [compared([unclear, figure({ verdict: 'same', ratio: 1, low: 0.99, high: 1.01 })])];
    const { verdict, reasons } = decide({ comparisons });
    expect(verdict).toBe('passed');
    expect(reasons[0]).toMatchObject({ status: 'noisy', rule: 'baseline/unclear' });
    expect(reasons[0]?.text).toBe(
      '1 of 2 figures too noisy to tell: http_req_duration p95 +10% (−10% to +30%), 100ms → 163ms (would take about 12 more processes)',
    );
    expect(decide({ comparisons, strict: true }).verdict).toBe('failed');
  });

  it('does not fail by one figure of two hundred that is barely significant', () => {
    const same = Array.from({ length: 199 }, (_, at) =>
      figure({ aggregate: `p${at}`, verdict: 'same', ratio: 1.001, low: 0.9, high: 1.11 }),
    );
    const barely = figure({ ratio: 1.6, low: 1.01, high: 2.53 });
    const { verdict, reasons } = decide({ comparisons: [compared([barely, ...same])] });
    expect(verdict).toBe('passed');
    expect(reasons[0]?.text).toContain('among 200 figures one such may well be chance: not failed');
    expect(decide({ comparisons: [compared([barely])] }).verdict).toBe('failed');
  });

  it('that does not exist is told', () => {
    const { reasons } = decide({ withoutBaseline: { 'run-1': 'main has none' } });
    expect(only(reasons, 'baseline')).toMatchObject([{ status: 'skipped', text: 'main has none' }]);
  });
});

describe('a budget', () => {
  const budgets = (...limits: string[]) => ({ budgets: [{ for: 'sh*', limits }] });

  it('is a limit on every run whose name matches', () => {
    const runs = [run(), run({ id: 'run-2', name: 'other' })];
    const { verdict, reasons } = decide({ runs, config: budgets('http_req_duration p95 < 100ms') });
    expect(verdict).toBe('failed');
    expect(only(reasons, 'budget')).toMatchObject([
      { subject: 'shop', status: 'failed', text: 'http_req_duration p95 < 100ms: it is 120ms' },
    ]);
  });

  it('that is held is told with what was measured', () => {
    const { verdict, reasons } = decide({ config: budgets('http_req_duration p95 < 0.2s') });
    expect(verdict).toBe('passed');
    expect(only(reasons, 'budget')[0]?.text).toBe('http_req_duration p95 < 0.2s: it is 120ms');
  });

  it.each(['checkout_time p95 < 100ms', 'http_req_duration{name:lgoin} p95 < 100ms'])(
    'on what no run measured fails as a mistyped limit does: %s',
    (rule) => {
      const { verdict, reasons } = decide({ config: budgets(rule) });
      expect(verdict).toBe('failed');
      expect(only(reasons, 'budget')[0]?.text).toContain('no sample of');
    },
  );

  it('that is no limit fails, wherever it comes from', () => {
    const { verdict, reasons } = decide({ config: budgets('http_req_duration p95 under 1ms') });
    expect(verdict).toBe('failed');
    expect(only(reasons, 'budget')[0]?.text).toContain("'under' is not an operator");
  });

  it('for a test that did not run is told, and fails where all must be judged', () => {
    const config = { budgets: [{ for: 'cart', limits: ['http_req_duration p95 < 100ms'] }] };
    expect(only(decide({ config }).reasons, 'budget')).toMatchObject([{ status: 'skipped', subject: 'cart' }]);
    expect(decide({ config, strict: true }).verdict).toBe('failed');
  });
});

describe('benchmarks', () => {
  const parse: Benchmark = {
    name: 'parse',
    group: 'json',
    file: 'json.bench.ts',
    line: 4,
    params: {},
    isBaseline: false,
    metadata: {},
    processes: 5,
    iterations: 1000,
    batch: 10,
    time: {
      min: 900,
      mean: 1000,
      median: 1000,
      p95: 1500,
      p99: 1800,
      max: 9000,
      stddev: 10,
      interval: { low: 1, high: 2 },
    },
    outliers: { mild: 0, severe: 0, of: 100 },
    noiseFloor: 0.01,
    shape: { from: 0, to: 1, shares: [1] },
    successRate: 1,
    requirements: [{ name: 'maxExecutionTime', allowed: 0.5, measured: 1, passed: false }],
    findings: [],
  };
  const bench = (benchmark: Benchmark) => run({ kind: 'bench', name: 'json', metrics: [], benchmarks: [benchmark] });

  it('fail by a requirement that they do not keep, at the line they stand in', () => {
    const { verdict, reasons } = decide({ runs: [bench(parse)] });
    expect(verdict).toBe('failed');
    expect(reasons[0]).toMatchObject({
      source: 'requirement',
      subject: 'json › parse',
      file: 'json.bench.ts',
      line: 4,
      text: 'maxExecutionTime 500.0 µs: it is 1.000 ms',
    });
  });

  it('that threw fail', () => {
    const { reasons } = decide({ runs: [bench({ ...parse, requirements: [], error: 'TypeError: x\n at y' })] });
    expect(reasons[0]).toMatchObject({ status: 'failed', text: 'threw: TypeError: x' });
  });

  it('have budgets of their own, one line for each', () => {
    const runs = [bench({ ...parse, requirements: [] })];
    const config = {
      budgets: [{ limits: ['bench_time p95 < 1us', 'bench_time median < 2us', 'http_reqs count > 1'] }],
    };
    const { reasons } = decide({ runs, config });
    expect(only(reasons, 'budget').map(({ status, subject, text }) => [status, subject, text])).toEqual([
      ['failed', 'json › parse', 'bench_time p95 < 1us: it is 1.500 µs'],
      ['passed', 'json › parse', 'bench_time median < 2us: it is 1.000 µs'],
      ['skipped', '*', 'http_reqs count > 1: no test among these runs'],
    ]);
  });
});

describe('what is known', () => {
  const comparisons = [compared([figure()])];
  const entry = (changes: Partial<Acknowledgement>): Acknowledgement => {
    return { reason: 'see #12', until: '2026-06-15', ...changes };
  };

  it.each([
    { metric: 'http_req_duration' },
    { metric: 'http_req_duration p95', subject: 'shop' },
    { rule: 'baseline/http_req_duration/*' },
    { metric: 'http_*', subject: 's*p' },
  ])('does not fail through the last day: %j', (names) => {
    const { verdict, reasons } = decide({ comparisons, acknowledgements: [entry(names)] });
    expect(verdict).toBe('passed');
    expect(reasons[0]).toMatchObject({
      status: 'acknowledged',
      acknowledged: { reason: 'see #12', until: '2026-06-15' },
    });
  });

  it.each([
    { metric: 'http_req_duration p99' },
    { metric: 'http_req_failed' },
    { metric: 'http_req_duration', subject: 'cart' },
    { rule: 'limit/*' },
  ])('fails where the entry names something else, and the entry is told: %j', (names) => {
    const { verdict, reasons } = decide({ comparisons, acknowledgements: [entry(names)] });
    expect(verdict).toBe('failed');
    expect(reasons.at(-1)).toMatchObject({ status: 'skipped' });
    expect(reasons.map(({ text }) => text).join()).toContain('names nothing that is wrong here');
  });

  it('fails again on the day after, and says that it was known', () => {
    const acknowledgements = [entry({ metric: 'http_req_duration', until: '2026-06-14' })];
    const { verdict, reasons } = decide({ comparisons, acknowledgements });
    expect(verdict).toBe('failed');
    expect(reasons[0]?.text).toContain('was put up with until 2026-06-14, which is over (see #12)');
  });

  it('is to be removed when it is over and mended', () => {
    const acknowledgements = [entry({ metric: 'http_req_duration', until: '2026-01-01' })];
    const { verdict, reasons } = decide({ acknowledgements });
    expect(verdict).toBe('passed');
    expect(reasons.map(({ text }) => text).join()).toContain('nothing is wrong with it any more');
  });
});
