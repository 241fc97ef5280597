import type { Benchmark } from '../../model/benchmark.ts';
import type { GateReason } from '../../model/gate.ts';
import type { LimitRule } from '../../model/limit.ts';
import { isLimitProblem, parseLimit } from '../../model/limit-grammar.ts';
import type { Budget } from '../../model/project-config.ts';
import type { LimitResult, Metric, Run } from '../../model/run.ts';
import { showValue } from '../../model/show-value.ts';
import { evaluateLimit, holds } from '../evaluate-limit.ts';
import { metricIndex } from '../metric-index.ts';
import { BENCH_METRICS, benchmarkUnit, benchmarkValue } from './bench-metrics.ts';
import { type Draft, type GateInput, ofRun } from './gate-input.ts';
import { matchesName } from './name-pattern.ts';
import { benchmarkName, ofBenchmark } from './requirement-reasons.ts';

/** Each limit of the project's budgets on each run that it is for; what none of them measured fails as a mistyped limit does. */
export function budgetReasons(input: GateInput): Draft[] {
  const { budgets = [], metrics = {} } = input.config;
  return budgets.flatMap((budget) =>
    budget.limits.flatMap((limit) => {
      const text = typeof limit === 'string' ? limit : limit.rule;
      const rule = parseLimit(text, { ...BENCH_METRICS, ...metrics });
      if (isLimitProblem(rule)) return [noLimit(text, rule.message)];
      return Object.hasOwn(BENCH_METRICS, rule.metric)
        ? onBenchmarks(rule, budget, input)
        : onTests(rule, budget, input);
    }),
  );
}

/** The configuration is checked when it is read; what a program hands over may be wrong still, and must not pass in silence. */
function noLimit(text: string, message: string): Draft {
  return {
    reason: {
      status: 'failed',
      source: 'budget',
      rule: `budget/${text}`,
      severity: 'critical',
      subject: '*',
      runId: '',
      text: `${text}: ${message}`,
    },
  };
}

function onTests(rule: LimitRule, budget: Budget, input: GateInput): Draft[] {
  const runs = input.runs.filter(({ kind, name }) => kind !== 'bench' && isFor(budget, name));
  if (runs.length === 0) return [withoutRun(rule, budget, { input, what: 'test' })];
  const results = runs.map((run) => ({ run, result: resultOf(rule, run) }));
  const measured = results.filter(({ result }) => result.value !== null || result.passed === null);
  if (measured.length === 0) return [withoutSample(rule, runs, results[0]?.result.reason)];
  return measured.map(({ run, result }) => judgedTest(rule, { run, result }, input));
}

function isFor({ for: pattern = '*' }: Budget, ...names: readonly string[]): boolean {
  return names.some((name) => matchesName(pattern, name));
}

function resultOf(rule: LimitRule, run: Run): LimitResult {
  return evaluateLimit(rule, metricIndex(run.metrics), activeMs(run));
}

/** What rates of the run were taken over: its load, without the time to warm up. */
function activeMs({ metrics, durationMs }: Run): number {
  const counted = metrics.find((metric): metric is Extract<Metric, { type: 'counter' }> => {
    return metric.type === 'counter' && metric.total > 0 && metric.perSecond > 0;
  });
  return counted === undefined ? durationMs : (counted.total / counted.perSecond) * 1000;
}

interface JudgedTest {
  readonly run: Run;
  readonly result: LimitResult;
}

function judgedTest(rule: LimitRule, { run, result }: JudgedTest, { config, strict }: GateInput): Draft {
  const { passed, value, unit = '', reason = '' } = result;
  const fails = passed === false || (passed === null && (strict === true || config.gate?.failOnNoise === true));
  const text =
    passed === null || value === null
      ? `${rule.text}: could not be judged, ${reason}`
      : `${rule.text}: it is ${showValue(value, unit)}`;
  const status = fails ? 'failed' : passed === null ? 'noisy' : 'passed';
  return draft(rule, { status, severity: severityOf(status), text, ...ofRun(run) });
}

function onBenchmarks(rule: LimitRule, budget: Budget, input: GateInput): Draft[] {
  const all = input.runs.flatMap((run) => (run.benchmarks ?? []).map((benchmark) => ({ run, benchmark })));
  const meant = all.filter(({ run, benchmark }) => {
    const names = [benchmarkName(benchmark), benchmark.name, benchmark.group, run.name];
    return isFor(budget, ...names) && hasTags(benchmark, rule);
  });
  const [first] = meant;
  if (first === undefined) return [withoutRun(rule, budget, { input, what: 'benchmark' })];
  const measured = meant.flatMap(({ run, benchmark }): Draft[] => {
    const value = benchmarkValue(benchmark, rule);
    return value === undefined ? [] : [judgedBenchmark(rule, value, { run, benchmark })];
  });
  return measured.length > 0 ? measured : [withoutSample(rule, [first.run], undefined)];
}

function hasTags({ name, group }: Benchmark, { tags }: LimitRule): boolean {
  return Object.entries(tags).every(
    ([tag, value]) => (tag === 'name' && value === name) || (tag === 'group' && value === group),
  );
}

interface JudgedBenchmark {
  readonly run: Run;
  readonly benchmark: Benchmark;
}

function judgedBenchmark(rule: LimitRule, value: number, { run, benchmark }: JudgedBenchmark): Draft {
  const status = holds(rule, value) ? 'passed' : 'failed';
  const text = `${rule.text}: it is ${showValue(value, benchmarkUnit(rule, benchmark))}`;
  return draft(rule, { status, severity: severityOf(status), text, ...ofBenchmark(run, benchmark) });
}

interface Missing {
  readonly input: GateInput;
  readonly what: 'test' | 'benchmark';
}

/** Not every job runs everything: only what ran can have been mistyped. */
function withoutRun(rule: LimitRule, { for: pattern }: Budget, { input, what }: Missing): Draft {
  const whose = pattern === undefined ? '' : ` called '${pattern}'`;
  return draft(rule, {
    status: input.strict === true ? 'failed' : 'skipped',
    severity: input.strict === true ? 'critical' : 'info',
    text: `${rule.text}: no ${what}${whose} among these runs`,
    subject: pattern ?? '*',
    runId: '',
  });
}

function withoutSample(rule: LimitRule, runs: readonly Run[], reason = `no sample of ${rule.metric}`): Draft {
  const [first] = runs;
  const whose = runs.length === 1 ? '' : ` in any of ${runs.length} runs`;
  return draft(rule, {
    status: 'failed',
    severity: 'critical',
    text: `${rule.text}: ${reason}${whose}; is it spelled as the test records it?`,
    ...(first === undefined ? { subject: '*', runId: '' } : ofRun(first)),
  });
}

function draft(rule: LimitRule, parts: Omit<GateReason, 'source' | 'rule'>): Draft {
  return { metric: rule.metric, reason: { source: 'budget', rule: `budget/${rule.text}`, ...parts } };
}

function severityOf(status: GateReason['status']): GateReason['severity'] {
  if (status === 'failed') return 'critical';
  return status === 'noisy' ? 'minor' : 'info';
}
