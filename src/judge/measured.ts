import type { LimitAggregate } from '../model/limit.ts';
import type { Metric, TrendMetric } from '../model/run.ts';
import { Histogram } from '../stats/histogram.ts';
import { histogramOf, unitFactor } from './metric-histogram.ts';

/** What a selection of a metric has come to, in the metric's own unit. */
export type Measured = MeasuredTrend | MeasuredCounter | MeasuredRate | MeasuredGauge;

export interface MeasuredTrend {
  readonly type: 'trend';
  readonly count: number;
  readonly min: number;
  readonly mean: number;
  readonly max: number;
  /** 0 to 100. */
  percentile(percentile: number): number;
  /** Exactly how many samples are at or under a bound; undefined where that was not counted. */
  within(bound: number): number | undefined;
}

export interface MeasuredCounter {
  readonly type: 'counter';
  readonly total: number;
}

export interface MeasuredRate {
  readonly type: 'rate';
  readonly passes: number;
  readonly fails: number;
}

export interface MeasuredGauge {
  readonly type: 'gauge';
  readonly last: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
}

/** A metric of a run; the histogram is read for percentiles that the run does not list. */
export function measuredIn(metric: Metric): Measured {
  if (metric.type !== 'trend') return metric;
  const { count, min, mean, max, percentiles } = metric;
  return {
    type: 'trend',
    count,
    min,
    mean,
    max,
    percentile: (percentile) => percentiles[String(percentile)] ?? percentileOf(metric, percentile),
    within: (bound) => metric.within?.find(({ limit }) => limit === roundedBound(bound, metric.unit))?.count,
  };
}

/** A histogram on its way; times are kept in microseconds. */
export function measuredTrend(histogram: Histogram, unit: string): MeasuredTrend {
  const scale = unit === 'ms' ? 1000 : 1;
  return {
    type: 'trend',
    count: histogram.count,
    min: histogram.min / scale,
    mean: histogram.mean / scale,
    max: histogram.max / scale,
    percentile: (percentile) => histogram.quantile(percentile / 100) / scale,
    within: (bound) => histogram.countedWithin(unit === 'ms' ? Math.round(bound * 1000) : bound),
  };
}

/** How many samples there are; for a counter, what it counted. */
export function sampleCount(measured: Measured): number {
  if (measured.type === 'trend') return measured.count;
  if (measured.type === 'rate') return measured.passes + measured.fails;
  return measured.type === 'counter' ? measured.total : 1;
}

/** An aggregate's value; undefined where there is no sample to take it of. */
export function aggregateOf(measured: Measured, aggregate: LimitAggregate, seconds: number): number | undefined {
  if (aggregate.kind === 'perSecond') return seconds > 0 ? countOf(measured) / seconds : undefined;
  if (aggregate.kind === 'count') return countOf(measured);
  switch (measured.type) {
    case 'counter':
      return aggregate.kind === 'rate' && seconds > 0 ? measured.total / seconds : measured.total;
    case 'rate': {
      const samples = measured.passes + measured.fails;
      return samples > 0 ? measured.passes / samples : undefined;
    }
    case 'gauge':
      return gaugeValue(measured, aggregate);
    case 'trend':
      return measured.count > 0 ? trendValue(measured, aggregate) : undefined;
  }
}

/** Of a rate, the samples that were true. */
function countOf(measured: Measured): number {
  if (measured.type === 'rate') return measured.passes;
  return measured.type === 'gauge' ? measured.last : sampleCount(measured);
}

function gaugeValue(gauge: MeasuredGauge, { kind }: LimitAggregate): number {
  return kind === 'min' || kind === 'max' || kind === 'mean' ? gauge[kind] : gauge.last;
}

function trendValue(trend: MeasuredTrend, aggregate: LimitAggregate): number | undefined {
  switch (aggregate.kind) {
    case 'min':
    case 'mean':
    case 'max':
      return trend[aggregate.kind];
    case 'percentile':
      return trend.percentile(aggregate.percentile);
    case 'within': {
      const within = trend.within(aggregate.bound);
      return within === undefined ? undefined : within / trend.count;
    }
    default:
      return undefined;
  }
}

function percentileOf(metric: TrendMetric, percentile: number): number {
  return Histogram.decode(histogramOf(metric)).quantile(percentile / 100) / unitFactor(metric);
}

/** As it was counted: times in whole microseconds. */
function roundedBound(bound: number, unit: string): number {
  return unit === 'ms' ? Math.round(bound * 1000) / 1000 : bound;
}
