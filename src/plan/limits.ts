import { didYouMean } from '../errors/suggest.ts';
import type { LimitRule } from '../model/limit.ts';
import { isLimitProblem, parseLimit } from '../model/limit-grammar.ts';
import type { LimitProblem } from '../model/limit-reader.ts';
import { BUILT_IN_METRICS } from '../model/metrics.ts';
import type { PlannedLimit } from '../model/plan.ts';
import type { LimitSpec, MetricSpec, TestSpec } from '../model/test-spec.ts';
import { checkTags } from './limit-tags.ts';
import { type ProblemList, shown } from './problem-list.ts';
import type { TagUniverse } from './tag-universe.ts';
import { whyUnmeasured } from './unmeasured.ts';

interface LimitContext {
  readonly problems: ProblemList;
  readonly tags: TagUniverse;
  /** End of the load, where it is known. */
  readonly durationMs: number | undefined;
}

/** The limits, each one known to be able to decide something: its metric and tags occur, and its windows fit the test. */
export function plannedLimits(spec: TestSpec, context: LimitContext): PlannedLimit[] {
  checkMetrics(spec.metrics, context.problems);
  return (spec.limits ?? []).flatMap((limit, index): PlannedLimit[] => {
    const planned = plannedLimit(limit, `limits[${index}]`, { ...context, spec });
    return planned === undefined ? [] : [planned];
  });
}

function plannedLimit(
  limit: LimitSpec,
  path: string,
  context: LimitContext & { spec: TestSpec },
): PlannedLimit | undefined {
  const { problems, spec } = context;
  const { rule: text, abort = false, delay } = typeof limit === 'string' ? { rule: limit } : limit;
  const delayMs = problems.duration(delay, `${path}.delay`, { what: 'delay' }) ?? 0;
  if (typeof text !== 'string') {
    const hint = "write 'http_req_duration p95 < 200ms', or { rule: '…', abort: true, delay: '10s' }";
    return problems.add(path, `${shown(limit)} is not a limit`, { code: 'INVALID_LIMIT', hint });
  }
  if (delay !== undefined && !abort) {
    const hint =
      "'delay' says when a limit may abort at the earliest; to leave out the beginning write 'after 10s' in the rule";
    problems.add(`${path}.delay`, 'a delay without abort does nothing', { code: 'INVALID_LIMIT', hint });
  }
  const rule = parseLimit(text, declaredMetrics(spec.metrics));
  if (isLimitProblem(rule))
    return problems.add(path, messageOf(rule, text), { code: 'INVALID_LIMIT', hint: hintOf(rule) });
  checkMetric(rule, path, context);
  checkTags(rule, path, context);
  checkWindows(rule, path, context);
  return { rule, abort, delayMs };
}

function messageOf(problem: LimitProblem, text: string): string {
  return `${problem.message} (character ${problem.offset + 1} of ${shown(text)})`;
}

function hintOf({ hint, mistyped }: LimitProblem): string {
  const meant = mistyped === undefined ? undefined : didYouMean(mistyped.word, mistyped.known);
  return meant === undefined ? hint : `${meant} ${hint}`;
}

function declaredMetrics(metrics: TestSpec['metrics'] = {}): Readonly<Record<string, MetricSpec>> {
  return Object.fromEntries(Object.entries(metrics).filter(([, metric]) => TYPES.includes(metric?.type)));
}

const TYPES: readonly unknown[] = ['counter', 'gauge', 'rate', 'trend'];

function checkMetrics(metrics: TestSpec['metrics'], problems: ProblemList): void {
  for (const [name, metric] of Object.entries(metrics ?? {})) {
    const path = `metrics.${name}`;
    if (Object.hasOwn(BUILT_IN_METRICS, name)) {
      const hint = 'give the custom metric another name';
      problems.add(path, `${name} is a metric that Plimsoll records itself`, { code: 'INVALID_METRIC', hint });
    }
    if (!/^[A-Za-z_][\w.-]*$/.test(name)) {
      const hint = "names of metrics are letters, digits, '_', '.' and '-'";
      problems.add('metrics', `${shown(name)} is not the name of a metric`, { code: 'INVALID_METRIC', hint });
    }
    if (TYPES.includes(metric?.type)) continue;
    const hint = 'types are counter, gauge, rate and trend';
    problems.add(`${path}.type`, `${shown(metric?.type)} is not a type of metric`, { code: 'INVALID_METRIC', hint });
  }
}

/** An undeclared metric may be a script's own, or mistyped; a mistyped limit must never pass in silence. */
function checkMetric(rule: LimitRule, path: string, { problems, spec, tags }: LimitContext & { spec: TestSpec }): void {
  const { metric } = rule;
  const declared = spec.metrics ?? {};
  const unmeasured = whyUnmeasured(metric, spec, tags.open);
  if (unmeasured !== undefined) {
    const message = `${unmeasured.lack}, so this limit could never be judged`;
    problems.add(path, message, { code: 'UNKNOWN_METRIC', hint: unmeasured.hint });
  }
  if (Object.hasOwn(BUILT_IN_METRICS, metric) || Object.hasOwn(declared, metric)) return;
  const meant = didYouMean(metric, [...Object.keys(BUILT_IN_METRICS), ...Object.keys(declared)]);
  const declare = `a metric of your own is declared in the test: metrics: { ${metric}: { type: 'trend', unit: 'ms' } }`;
  problems.add(path, `there is no metric '${metric}', so this limit could never be judged`, {
    code: 'UNKNOWN_METRIC',
    hint: meant === undefined ? declare : `${meant} Otherwise: ${declare}`,
  });
}

function checkWindows(rule: LimitRule, path: string, { problems, durationMs }: LimitContext): void {
  if (durationMs === undefined) return;
  const seconds = `${durationMs / 1000}s`;
  if (rule.afterMs !== undefined && rule.afterMs >= durationMs) {
    const hint = `the load ends after ${seconds}; choose a shorter 'after'`;
    problems.add(path, `'after ${rule.afterMs / 1000}s' leaves nothing to judge`, { code: 'INVALID_LIMIT', hint });
  } else if (rule.overMs !== undefined && rule.overMs > durationMs - (rule.afterMs ?? 0)) {
    const hint = `the load lasts ${seconds}; choose a shorter 'over'`;
    problems.add(path, `no window of ${rule.overMs / 1000}s fits into the test`, { code: 'INVALID_LIMIT', hint });
  }
}
