import type { LimitRule } from '../model/limit.ts';
import { BUILT_IN_METRICS } from '../model/metrics.ts';
import type { LimitResult } from '../model/run.ts';
import { aggregateOf, measuredIn } from './measured.ts';
import type { MetricIndex } from './metric-index.ts';

/** Counters of misfortune, recorded only where it strikes: nothing recorded means that nothing happened. */
const ZERO_UNLESS_RECORDED = new Set(['dropped_iterations', 'interrupted_iterations']);
/** Tags that tell how a request ended: that none ended so is no sign of a mistyped selection. */
const OUTCOME_TAGS = new Set(['status', 'error']);

/** Judges a limit on the whole run by the run's metrics. */
export function evaluateLimit(rule: LimitRule, metrics: MetricIndex, activeMs: number): LimitResult {
  const metric = metrics.find(rule.metric, rule.tags);
  const unit = unitOf(rule, metric?.unit);
  const value =
    metric === undefined
      ? countOfNothing(rule, metrics)
      : aggregateOf(measuredIn(metric), rule.aggregate, activeMs / 1000);
  if (value !== undefined) return judged(rule, value, unit);
  if (rule.aggregate.kind === 'within' && metric?.type === 'trend') {
    return unjudged(rule, `samples within ${rule.aggregate.bound} were not counted`, unit);
  }
  return withoutSample(rule, unit);
}

export function judged(rule: LimitRule, value: number, unit: string): LimitResult {
  return { metric: rule.metric, tags: rule.tags, rule: rule.text, value, unit, passed: holds(rule, value) };
}

/** A limit on something that was never measured fails: a mistyped name must not pass. */
export function withoutSample(rule: LimitRule, unit: string): LimitResult {
  const tags = Object.entries(rule.tags).map(([tag, value]) => `${tag}:${value}`);
  const selection = tags.length > 0 ? `${rule.metric}{${tags.join(',')}}` : rule.metric;
  return {
    metric: rule.metric,
    tags: rule.tags,
    rule: rule.text,
    value: null,
    unit,
    passed: false,
    reason: `no sample of ${selection}`,
  };
}

export function unjudged(rule: LimitRule, reason: string, unit: string): LimitResult {
  return { metric: rule.metric, tags: rule.tags, rule: rule.text, value: null, unit, passed: null, reason };
}

export function holds({ operator, threshold }: LimitRule, value: number): boolean {
  switch (operator) {
    case '<':
      return value < threshold;
    case '<=':
      return value <= threshold;
    case '>':
      return value > threshold;
    case '>=':
      return value >= threshold;
    case '==':
      return value === threshold;
    case '!=':
      return value !== threshold;
  }
}

/** The unit of a limit's value. */
export function unitOf({ metric, aggregate }: LimitRule, unit?: string): string {
  if (aggregate.kind === 'rate' || aggregate.kind === 'within') return 'share';
  if (aggregate.kind === 'count' || aggregate.kind === 'perSecond') return unit === 'bytes' ? 'bytes' : 'count';
  if (unit !== undefined) return unit;
  return Object.hasOwn(BUILT_IN_METRICS, metric)
    ? BUILT_IN_METRICS[metric as keyof typeof BUILT_IN_METRICS].unit
    : 'count';
}

/**
 * Where nothing matches, a count is 0 if it is known that it could have been more: of a whole metric, of how requests
 * ended within a selection that has samples, and of misfortunes. Anything else has no sample; a share or a percentile of
 * nothing never has a value.
 */
function countOfNothing({ metric, tags, aggregate }: LimitRule, metrics: MetricIndex): number | undefined {
  if (aggregate.kind !== 'count' && aggregate.kind !== 'perSecond') return undefined;
  if (ZERO_UNLESS_RECORDED.has(metric)) return 0;
  const asked = Object.entries(tags).filter(([tag]) => !OUTCOME_TAGS.has(tag));
  const isKnown = asked.every(([tag, value]) => metrics.find(metric, { [tag]: value }) !== undefined);
  return isKnown ? 0 : undefined;
}
