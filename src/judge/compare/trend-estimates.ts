import type { Severity, TrendMetric } from '../../model/run.ts';
import type { HistogramData } from '../../model/snapshot.ts';
import { quantilesOf } from '../../stats/distribution.ts';
import { type Interval, normalQuantile } from '../../stats/intervals.ts';
import { studentQuantile } from '../../stats/probability.ts';
import { quantileRanks } from '../../stats/quantile-interval.ts';
import { findTotal, subjectOf } from '../kinds/level-figures.ts';
import { histogramOf, unitFactor } from '../metric-histogram.ts';
import { directionOf } from './direction.ts';
import type { Estimate } from './estimate.ts';
import { exceedingIn } from './exceeding.ts';
import type { MeasuredRun } from './measured-run.ts';
import { type DeviationOf, INDEPENDENT, type KnownSpread, spreadOf } from './spread.ts';

export const PERCENTILES = [50, 95, 99] as const;
/** Times are counted in whole microseconds: less than half of one is not told from it. */
const LEAST_US = 0.5;
/** The mean of fewer values is not normally distributed enough. */
const LEAST_FOR_MEAN = 30;
/** No event loop promises less: such a difference may be the generator's, whatever its ratio. */
const HARMLESS_MS = 1;
const OVER_THE_NETWORK = /^(http_|response_time$|iteration_duration$|sse_|group_duration$)/;

/** Percentiles and mean of a trend, as far as it has samples enough for an interval of each. */
export function trendEstimates(run: MeasuredRun, trend: TrendMetric): Estimate[] {
  return [...PERCENTILES.flatMap((each) => percentileEstimate(run, trend, each)), ...meanEstimate(run, trend)];
}

/** The spread of one figure of a trend, from the run's series; what a baseline keeps. */
export function trendSpread(run: MeasuredRun, trend: TrendMetric, aggregate: string): KnownSpread | undefined {
  const own = ownSpread(run, trend, aggregate);
  if (own !== undefined) return own;
  // What has no series of its own is part of something that has.
  const whole = [trend.name, subjectOf(run.metrics).time].map((name) => findTotal(run.metrics, name));
  for (const each of whole) {
    const found = each?.type === 'trend' && each !== trend ? ownSpread(run, each, aggregate) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function ownSpread(run: MeasuredRun, trend: TrendMetric, aggregate: string): KnownSpread | undefined {
  const figure = { metric: trend.name, tags: trend.tags, aggregate };
  const percentile = /^p(\d+(?:\.\d+)?)$/.exec(aggregate)?.[1];
  return spreadOf(run, figure, percentile === undefined ? offMean(trend) : offPercentile(trend, Number(percentile)));
}

function percentileEstimate(run: MeasuredRun, trend: TrendMetric, percentile: number): Estimate[] {
  const factor = unitFactor(trend);
  const data = histogramOf(trend);
  const aggregate = `p${percentile}`;
  const least = trend.histogram.unit === 'us' ? LEAST_US / factor : Number.MIN_VALUE;
  const shown = trend.percentiles[percentile] ?? (quantilesOf(data, [percentile / 100])[0] ?? Number.NaN) / factor;
  const value = Math.max(shown, least);
  if (!(trend.count > 0) || !Number.isFinite(value) || !(shown >= 0)) return [];
  const spread = trendSpread(run, trend, aggregate) ?? INDEPENDENT;
  const intervalAt = (confidence: number): Interval | undefined => {
    const ends = rankInterval(data, { q: percentile / 100, spread, confidence });
    if (ends === undefined) return undefined;
    return { low: Math.min(value, Math.max(ends.low / factor, least)), high: Math.max(value, ends.high / factor) };
  };
  if (intervalAt(0.95) === undefined) return [];
  const shape = shapeOf(run, trend, aggregate);
  const own = shape.networkMs === undefined ? {} : { networkMs: value };
  return [{ ...shape, ...own, value, shown, known: { intervalAt } }];
}

interface RankOptions {
  readonly q: number;
  readonly spread: KnownSpread;
  readonly confidence: number;
}

/**
 * The values of two ranks, of as many samples as there are independent ones, fewer where the spread itself is not known well. Where so few
 * have no such ranks, those of all samples, as much further off as the spread says.
 */
function rankInterval(data: HistogramData, { q, spread, confidence }: RankOptions): Interval | undefined {
  const normal = normalQuantile((1 + confidence) / 2);
  const student = studentQuantile((1 + confidence) / 2, spread.degreesOfFreedom);
  const widening = Math.max(1, spread.inflation) * (student / normal) ** 2;
  const narrow = ranksOf(data, { q, confidence, count: Math.floor(data.count / widening) });
  if (narrow !== undefined) return narrow;
  const alone = ranksOf(data, { q, confidence, count: data.count });
  if (alone === undefined) return undefined;
  const [value = Number.NaN] = quantilesOf(data, [q]);
  const further = (end: number) => (end > 0 && value > 0 ? value * (end / value) ** Math.sqrt(widening) : end);
  return { low: further(alone.low), high: Math.min(further(alone.high), Number.MAX_VALUE) };
}

/** Of more, ranks are no whole numbers any more, and no interval is narrower. */
const MOST_RANKS = 2 ** 40;

function ranksOf(
  data: HistogramData,
  { q, confidence, count: asked }: { readonly q: number; readonly confidence: number; readonly count: number },
): Interval | undefined {
  const count = Math.min(asked, MOST_RANKS);
  const { low, high } = quantileRanks(count, q, confidence);
  if (low === undefined || high === undefined) return undefined;
  // In the middle of the rank, so that rounding can't move it to the next one.
  const [lower = Number.NaN, upper = Number.NaN] = quantilesOf(data, [(low - 0.5) / count, (high - 0.5) / count]);
  return { low: lower, high: upper };
}

/** By the standard error that the spread leaves it. */
function meanEstimate(run: MeasuredRun, trend: TrendMetric): Estimate[] {
  const { mean, stddev, count } = trend;
  if (!(mean > 0) || count < LEAST_FOR_MEAN) return [];
  const { inflation, degreesOfFreedom } = trendSpread(run, trend, 'mean') ?? INDEPENDENT;
  const standardError = (stddev * Math.sqrt(Math.max(1, inflation))) / (mean * Math.sqrt(count));
  return [{ ...shapeOf(run, trend, 'mean'), value: mean, known: { standardError, degreesOfFreedom } }];
}

function shapeOf(run: MeasuredRun, trend: TrendMetric, aggregate: string) {
  const { name, tags, unit } = trend;
  const isNetwork = unit === 'ms' && OVER_THE_NETWORK.test(name);
  return {
    metric: name,
    tags,
    aggregate,
    unit,
    direction: directionOf(trend, run),
    more: 'time' as const,
    amount: run.durationMs / 1000,
    ...(isNetwork ? { most: harmlessBelowMs, networkMs: trend.mean } : {}),
  };
}

function harmlessBelowMs(before: number, after: number): Severity {
  return Math.abs(after - before) < HARMLESS_MS ? 'minor' : 'critical';
}

function offPercentile(trend: TrendMetric, percentile: number): DeviationOf {
  const q = percentile / 100;
  const data = histogramOf(trend);
  const factor = unitFactor(trend);
  const [bound = Number.NaN, median = Number.NaN] = quantilesOf(data, [q, 0.5]);
  return (fields) => {
    const count = fields('count') ?? 0;
    if (!(count > 0)) return undefined;
    const value = (name: string) => {
      const found = fields(name);
      return found === null ? null : found * factor;
    };
    const exceeding = exceedingIn({ count, value }, bound, { data, median });
    return { deviation: exceeding - (1 - q) * count, expectedVariance: q * (1 - q) * count };
  };
}

function offMean({ mean, stddev }: TrendMetric): DeviationOf {
  return (fields) => {
    const [count, own] = [fields('count') ?? 0, fields('mean')];
    if (!(count > 0) || own === null) return undefined;
    return { deviation: count * (own - mean), expectedVariance: count * stddev ** 2 };
  };
}
