import type { PlannedLimit } from '../../model/plan.ts';
import type { Level, LimitResult } from '../../model/run.ts';
import { evaluateLimit } from '../evaluate-limit.ts';
import { measuredIn, sampleCount } from '../measured.ts';
import { metricIndex } from '../metric-index.ts';

/** The limits that say something about a stretch by itself, judged on what was measured of the level. */
export function levelResults(level: Level, limits: readonly PlannedLimit[]): LimitResult[] {
  const index = metricIndex(level.metrics);
  return limits.flatMap((limit) => {
    if (limit.level !== undefined) return level.name.startsWith(limit.level) ? resultOn(level, limit) : [];
    const type = index.find(limit.rule.metric, limit.rule.tags)?.type;
    return isVolume(limit, type) ? [] : resultOn(level, limit);
  });
}

/** The level with its limits judged. */
export function judgedLevel(level: Level, limits: readonly PlannedLimit[]): Level {
  const results = levelResults(level, limits);
  return results.length === 0 ? level : { ...level, limits: results, decided: decidedBy(level, results, limits) };
}

function resultOn(level: Level, { rule, isDefault }: PlannedLimit): LimitResult[] {
  const result = evaluateLimit(rule, metricIndex(level.metrics), level.endMs - level.startMs);
  if (result.value === null) return [];
  return [{ ...result, ...(isDefault === true ? { isDefault } : {}) }];
}

/** Counts depend on how long one counts, and a lower bound on a volume is for the load at which it is to be reached. */
function isVolume({ rule }: PlannedLimit, type: string | undefined): boolean {
  const { aggregate, operator } = rule;
  if (aggregate.kind === 'count') return true;
  const isLowerBound = operator === '>' || operator === '>=';
  return isLowerBound && (type === 'counter' || type === 'gauge');
}

function decidedBy(
  level: Level,
  results: readonly LimitResult[],
  limits: readonly PlannedLimit[],
): NonNullable<Level['decided']> {
  if (results.some(({ passed }) => passed === false)) return 'crossed';
  return results.some((result) => isDoubtful(level, result, limits)) ? 'unclear' : 'within';
}

/** A percentile on so few samples that it is the largest of them. */
function isDoubtful(level: Level, result: LimitResult, limits: readonly PlannedLimit[]): boolean {
  const rule = limits.find((limit) => limit.rule.text === result.rule)?.rule;
  if (rule?.aggregate.kind !== 'percentile' || rule.aggregate.percentile >= 100) return false;
  const metric = metricIndex(level.metrics).find(rule.metric, rule.tags);
  const needed = Math.ceil(100 / (100 - rule.aggregate.percentile) - 1e-9);
  return metric === undefined || sampleCount(measuredIn(metric)) < needed;
}

/** Of several results of one limit, the one that is worst: the furthest beyond its threshold, or the nearest to it. */
export function worstOf(results: readonly LimitResult[], { rule }: PlannedLimit): LimitResult | undefined {
  const isLowerBound = rule.operator === '>' || rule.operator === '>=';
  const badness = ({ value, passed }: LimitResult): number => {
    if (value === null) return Number.NEGATIVE_INFINITY;
    if (rule.operator === '==' || rule.operator === '!=') return passed === false ? 1 : 0;
    return isLowerBound ? -value : value;
  };
  return [...results].sort((a, b) => badness(b) - badness(a))[0];
}

/** How far beyond its threshold a crossed limit is, as a factor; at least 1. */
export function excessOf({ value }: LimitResult, { rule }: PlannedLimit): number {
  if (value === null) return 1;
  const isLowerBound = rule.operator === '>' || rule.operator === '>=';
  const factor = isLowerBound ? rule.threshold / value : value / rule.threshold;
  return Number.isFinite(factor) ? Math.max(1, factor) : Number.MAX_VALUE;
}
