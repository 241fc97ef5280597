import { BUILT_IN_METRICS } from '../model/metrics.ts';
import type { PlannedLimit } from '../model/plan.ts';

const HTTP_TIMES = Object.keys(BUILT_IN_METRICS).filter(
  (name) => name.startsWith('http_req_') && name !== 'http_req_failed',
);

/** The bounds of `within` limits, by metric, in recorded units; a request's times share theirs, so that they can be merged. */
export function exactBounds(
  limits: readonly PlannedLimit[],
  unitOf: (metric: string) => string,
): Map<string, number[]> {
  const bounds = new Map<string, Set<number>>();
  for (const { rule } of limits) {
    if (rule.aggregate.kind !== 'within') continue;
    const value = unitOf(rule.metric) === 'ms' ? Math.round(rule.aggregate.bound * 1000) : rule.aggregate.bound;
    for (const metric of sharing(rule.metric)) {
      const known = bounds.get(metric);
      if (known === undefined) bounds.set(metric, new Set([value]));
      else known.add(value);
    }
  }
  return new Map([...bounds].map(([metric, values]) => [metric, [...values].sort((a, b) => a - b)]));
}

function sharing(metric: string): readonly string[] {
  const times = [...HTTP_TIMES, 'response_time'];
  return times.includes(metric) ? times : [metric];
}
