import type { Benchmark } from '../model/benchmark.ts';
import type { GaugeMetric, Metric, TrendMetric } from '../model/run.ts';
import { Histogram } from '../stats/histogram.ts';
import { quantileOfSorted } from '../stats/quantile.ts';
import type { TaskMeasured } from './messages.ts';
import { processMedian } from './summarise.ts';

const PERCENTILES = [50, 75, 90, 95, 99, 99.9];
/** Steps of 1.1 %: fine enough for a shape, and small in a file. */
const SCALE = 6;

/** What a benchmark's figures are kept by. */
export function tagsOf({ name, group, params }: Pick<Benchmark, 'name' | 'group' | 'params'>): Record<string, string> {
  const values = Object.entries(params).map(([key, value]) => [key, String(value)]);
  return { ...Object.fromEntries(values), name, ...(group === '' ? {} : { group }) };
}

/** A benchmark as metrics, so that stores, comparisons, trends and limits treat it like any other. */
export function metricsOf(benchmark: Benchmark, processes: readonly TaskMeasured[]): Metric[] {
  const usable = processes.filter(({ times }) => times.length > 0);
  if (usable.length === 0) return [];
  const tags = tagsOf(benchmark);
  const { amount, unit } = amountOf(benchmark);
  const allocated = usable.flatMap(({ allocatedBytes }) => (allocatedBytes === undefined ? [] : [allocatedBytes]));
  return [
    timeMetric(benchmark, usable, tags),
    ...(allocated.length === 0 ? [] : [gauge({ name: 'bench_allocated', unit: 'bytes', tags }, allocated)]),
    gauge(
      { name: 'bench_throughput', unit, tags },
      usable.map((each) => (amount * 1e9) / processMedian(each)),
    ),
  ];
}

function amountOf({ throughput, time }: Benchmark): { amount: number; unit: string } {
  if (throughput === undefined) return { amount: 1, unit: 'items/s' };
  return { amount: (throughput.value * time.median) / 1e9, unit: throughput.unit };
}

function timeMetric(
  { time }: Benchmark,
  processes: readonly TaskMeasured[],
  tags: Record<string, string>,
): TrendMetric {
  const all = processes.flatMap(({ times }) => times);
  const sorted = [...all].sort((a, b) => a - b);
  const histogram = new Histogram();
  for (const value of all) histogram.recordMany(value, 1);
  histogram.downscale(SCALE);
  const percentiles = Object.fromEntries(PERCENTILES.map((p) => [p, quantileOfSorted(sorted, p / 100)]));
  return {
    name: 'bench_time',
    type: 'trend',
    unit: 'ns',
    tags,
    count: all.length,
    min: time.min,
    mean: time.mean,
    max: time.max,
    stddev: time.stddev,
    // The middle is that of processes, as everywhere: batches of one process are not independent.
    percentiles: { ...percentiles, 50: time.median },
    histogram: histogram.toJson('ns'),
  };
}

function gauge(about: Pick<GaugeMetric, 'name' | 'unit' | 'tags'>, values: readonly number[]): GaugeMetric {
  return {
    ...about,
    type: 'gauge',
    last: values.at(-1) ?? 0,
    min: Math.min(...values),
    max: Math.max(...values),
    mean: values.reduce((sum, value) => sum + value / values.length, 0),
  };
}
