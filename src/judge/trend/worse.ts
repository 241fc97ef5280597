import type { MetricHistory } from '../../model/history.ts';

const GAINS = new Set(['checks', 'cache_hits', 'load_line']);
const COSTS =
  /fail|error|drop|timeout|reject|retr(?:y|ies)|lost|miss|interrupt|duration|latency|time$|wait|bytes$|memory|blocked/i;

/** Names of figures that other tools write. */
const TIMES =
  /(?:^|[^a-z])(?:p\d+|ms|ns|us|µs|sec|seconds?|median|mean|avg|average|elapsed|size|cpu|allocs?)(?:[^a-z]|$)/i;
const RATES = /throughput|per.?sec|(?:^|[^a-z])(?:rps|qps|tps|ops|ips|hz|rate|req\/s|ops\/s)(?:[^a-z]|$)/i;

/** Whether more of a metric is worse or less of it, where its name, its aggregate or its unit says so. */
export function worseOf({
  metric,
  aggregate,
  unit,
}: Pick<MetricHistory, 'metric' | 'aggregate' | 'unit'>): 'higher' | 'lower' | undefined {
  if (GAINS.has(metric)) return 'lower';
  if (COSTS.test(metric)) return aggregate === 'count' ? undefined : 'higher';
  if (aggregate === 'perSecond' || (aggregate === 'value' && RATES.test(metric))) return 'lower';
  if (aggregate === 'value' && unit === '' && TIMES.test(metric)) return 'higher';
  return /^(?:ns|us|µs|ms|s)$/.test(unit) && aggregate !== 'count' ? 'higher' : undefined;
}

/** By which share it got worse: 0.1 for a tenth more of what should be low, or a tenth less of what should be high. */
export function worsening(ratio: number, worse: 'higher' | 'lower'): number {
  const share = worse === 'higher' ? ratio - 1 : 1 - ratio;
  return Number.isNaN(share) ? 0 : share;
}
