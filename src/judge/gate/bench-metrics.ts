import type { Benchmark } from '../../model/benchmark.ts';
import type { LimitAggregate, LimitRule } from '../../model/limit.ts';
import { BUILT_IN_METRICS, type MetricDefinition } from '../../model/metrics.ts';

const { bench_time, bench_allocated, bench_throughput } = BUILT_IN_METRICS;

/** What budgets may say of benchmarks. */
export const BENCH_METRICS = {
  bench_time,
  bench_allocated,
  bench_throughput,
  bench_success: { type: 'rate', unit: 'share', description: 'Iterations that did not throw.' },
} as const satisfies Record<string, MetricDefinition>;

export const NS_PER_MS = 1e6;

/** The percentiles that are kept of a benchmark. */
const KEPT: Readonly<Record<number, 'median' | 'p95' | 'p99'>> = { 50: 'median', 95: 'p95', 99: 'p99' };

/** Whether a benchmark keeps what a rule asks for. */
export function isKeptOfBenchmarks({ metric, aggregate }: LimitRule): boolean {
  if (metric !== 'bench_time') return true;
  if (aggregate.kind === 'percentile') return Object.hasOwn(KEPT, aggregate.percentile);
  return aggregate.kind !== 'within' && aggregate.kind !== 'count';
}

/** A figure of a benchmark in the unit of its metric; undefined where it has none. */
export function benchmarkValue(benchmark: Benchmark, { metric, aggregate }: LimitRule): number | undefined {
  if (benchmark.error !== undefined) return undefined;
  switch (metric) {
    case 'bench_time':
      return timeOf(benchmark, aggregate);
    case 'bench_allocated':
      return benchmark.allocatedBytes?.value;
    case 'bench_throughput':
      return benchmark.throughput?.value;
    default:
      return benchmark.successRate;
  }
}

function timeOf({ time }: Benchmark, aggregate: LimitAggregate): number | undefined {
  const { kind } = aggregate;
  const key = kind === 'percentile' ? KEPT[aggregate.percentile] : kind;
  if (key === 'median' || key === 'p95' || key === 'p99' || key === 'min' || key === 'mean' || key === 'max') {
    return time[key];
  }
  return undefined;
}

/** The unit of such a figure. */
export function benchmarkUnit({ metric }: LimitRule, { throughput }: Benchmark): string {
  if (metric === 'bench_time') return 'ns';
  if (metric === 'bench_allocated') return 'bytes';
  return metric === 'bench_throughput' ? (throughput?.unit ?? 'items/s') : 'share';
}
