import type { TrendMetric } from '../model/run.ts';
import type { HistogramData } from '../model/snapshot.ts';

/** The histogram of a run's metric as one that quantiles are taken of; in the histogram's own unit. */
export function histogramOf(metric: TrendMetric): HistogramData {
  const { count, mean, stddev, histogram } = metric;
  const factor = unitFactor(metric);
  const sum = mean * factor * count;
  return {
    ...histogram,
    count,
    sum,
    sumSquares: (stddev * factor) ** 2 * Math.max(0, count - 1) + (count > 0 ? sum ** 2 / count : 0),
    min: metric.min * factor,
    max: metric.max * factor,
  };
}

/** Times are counted in microseconds and shown in milliseconds. */
export function unitFactor({ histogram, unit }: TrendMetric): number {
  return histogram.unit === 'us' && unit === 'ms' ? 1000 : 1;
}
