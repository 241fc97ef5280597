import { BUILT_IN_METRICS } from '../../model/metrics.ts';
import type { Advice, AdviceContext } from './advice.ts';

/** Shorter loads are for trying out, and a warm-up would leave little of them. */
const WORTH_IT_MS = 30_000;

/** The first requests open connections and fill caches; percentiles near the top are made of them. */
export function noWarmup({ plan, forecast }: AdviceContext): Advice[] {
  if (plan.warmupMs > 0 || forecast.durationMs < WORTH_IT_MS) return [];
  const index = plan.limits.findIndex(({ rule }) => {
    const high =
      rule.aggregate.kind === 'max' || (rule.aggregate.kind === 'percentile' && rule.aggregate.percentile >= 90);
    return high && rule.afterMs === undefined && rule.metric in BUILT_IN_METRICS;
  });
  const limit = plan.limits[index];
  if (limit === undefined) return [];
  return [
    {
      code: 'NO_WARMUP',
      severity: 'suggestion',
      topic: 'reliability',
      message: "leave the beginning out: warmup: '10s' for the test, or 'after 10s' in the rule",
      reason: `'${limit.rule.text}' counts the first requests too, which open connections and meet cold caches and code not yet compiled`,
      path: `limits[${index}]`,
    },
  ];
}
