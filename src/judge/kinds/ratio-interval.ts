import type { TrendMetric } from '../../model/run.ts';
import { normalQuantile } from '../../stats/intervals.ts';
import { histogramQuantileInterval } from '../../stats/quantile-interval.ts';
import { histogramOf, unitFactor } from '../metric-histogram.ts';

/** After over before, with its interval. */
export interface Ratio {
  readonly before: number;
  readonly after: number;
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
}

/** A value with its interval. */
interface Known {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Times are counted in whole microseconds: less than half of one is not told from it. */
const LEAST = 0.5;

/** Of a percentile: by the order statistics of both sides. Undefined where one has too few samples for an interval. */
export function percentileRatio(
  before: TrendMetric,
  after: TrendMetric,
  { percentile, confidence }: { readonly percentile: number; readonly confidence: number },
): Ratio | undefined {
  const known = (trend: TrendMetric): Known | undefined => {
    const estimate = histogramQuantileInterval(histogramOf(trend), percentile / 100, confidence);
    if (estimate === undefined || !Number.isFinite(estimate.high - estimate.low)) return undefined;
    const factor = unitFactor(trend);
    const shown = (value: number) => Math.max(value, LEAST) / factor;
    return { value: shown(estimate.value), low: shown(estimate.low), high: shown(estimate.high) };
  };
  return ratioOf(known(before), known(after));
}

/** Of a mean: by the standard error that the spread leaves it. */
export function meanRatio(before: TrendMetric, after: TrendMetric, confidence: number): Ratio | undefined {
  return ratioOf(knownMean(before, confidence), knownMean(after, confidence));
}

function knownMean({ mean, stddev, count }: TrendMetric, confidence: number): Known | undefined {
  if (!(mean > 0) || count < LEAST_FOR_MEAN) return undefined;
  const reach = (normalQuantile((1 + confidence) / 2) * stddev) / (mean * Math.sqrt(count));
  return { value: mean, low: mean * Math.exp(-reach), high: mean * Math.exp(reach) };
}

/** The mean of fewer values is not normally distributed enough. */
const LEAST_FOR_MEAN = 30;

/** Failures of so many. */
export interface Share {
  readonly failed: number;
  readonly all: number;
}

/**
 * Of two shares: by the logarithm of their ratio, half a failure added on both sides so that none has one too; Walter, "The
 * distribution of Levin's measure of attributable risk", Biometrika 62(2), 1975.
 */
export function shareRatio(before: Share, after: Share, confidence: number): Ratio | undefined {
  if (before.all === 0 || after.all === 0) return undefined;
  const share = ({ failed, all }: Share) => (failed + 0.5) / (all + 0.5);
  const variance = ({ failed, all }: Share) => Math.max(0, 1 / (failed + 0.5) - 1 / (all + 0.5));
  const ratio = share(after) / share(before);
  const reach = normalQuantile((1 + confidence) / 2) * Math.sqrt(variance(before) + variance(after));
  return {
    before: before.failed / before.all,
    after: after.failed / after.all,
    ratio,
    low: ratio * Math.exp(-reach),
    high: ratio * Math.exp(reach),
  };
}

/**
 * The interval of a ratio from those of its parts, on the log scale, whose ends may be at different distances: Zou and Donner,
 * "Construction of confidence limits about effect measures: a general approach", Statistics in Medicine 27(10), 2008.
 */
export function ratioOf(before: Known | undefined, after: Known | undefined): Ratio | undefined {
  if (before === undefined || after === undefined || !(before.low > 0) || !(after.low > 0)) return undefined;
  const apart = (a: number, b: number) => Math.log(a) - Math.log(b);
  const ratio = after.value / before.value;
  const down = Math.hypot(apart(after.value, after.low), apart(before.high, before.value));
  const up = Math.hypot(apart(after.high, after.value), apart(before.value, before.low));
  return {
    before: before.value,
    after: after.value,
    ratio,
    low: ratio * Math.exp(-down),
    high: ratio * Math.exp(up),
  };
}

/** How often something happens, from how long it takes: the interval turned over. */
export function inverted({ before, after, ratio, low, high }: Ratio): Ratio {
  return { before: 1 / before, after: 1 / after, ratio: 1 / ratio, low: 1 / high, high: 1 / low };
}
