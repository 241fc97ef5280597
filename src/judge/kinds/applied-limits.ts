import type { PlannedLimit } from '../../model/plan.ts';
import type { Level, LimitResult } from '../../model/run.ts';
import { unitOf, unjudged } from '../evaluate-limit.ts';
import { levelResults, worstOf } from './level-limits.ts';

export interface AppliedLimits {
  readonly limits: readonly PlannedLimit[];
  /** One for each of `limits`, in their order. */
  readonly results: readonly LimitResult[];
}

/**
 * The limits that apply to what was measured, with their results: those for a level are judged on that level, and a default
 * is left out where what it limits was not measured.
 */
export function appliedLimits(
  limits: readonly PlannedLimit[],
  results: readonly LimitResult[],
  levels: readonly Level[],
): AppliedLimits {
  const applied = limits.flatMap((limit, at) => {
    const onRun = results[at];
    if (onRun === undefined) return [];
    const result = limit.level === undefined ? onRun : onLevels(limit, levels);
    if (limit.isDefault !== true) return [{ limit, result }];
    return result.value === null ? [] : [{ limit, result: { ...result, isDefault: true } }];
  });
  return { limits: applied.map(({ limit }) => limit), results: applied.map(({ result }) => result) };
}

function onLevels(limit: PlannedLimit, levels: readonly Level[]): LimitResult {
  const results = levels.flatMap((level) => {
    return levelResults(level, [limit]).map((result) => ({ ...result, level: level.name }));
  });
  const worst = worstOf(results, limit);
  return worst ?? unjudged(limit.rule, `no level '${limit.level}' was measured`, unitOf(limit.rule));
}
