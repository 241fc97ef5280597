import type { HistogramData } from '../../model/snapshot.ts';
import { histogramQuantileInterval } from '../../stats/quantile-interval.ts';

/** A percentile with its confidence interval, and how far that reaches as a share of the value. */
export interface KnownPercentile {
  readonly percentile: number;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Infinity while there are too few samples for an interval. */
  readonly precision: number;
}

const WATCHED = [50, 95];

/** How well the percentiles that a baseline is to know are known; empty without a sample. */
export function knownPercentiles(histogram: HistogramData): KnownPercentile[] {
  return WATCHED.flatMap((percentile) => {
    const estimate = histogramQuantileInterval(histogram, percentile / 100);
    if (estimate === undefined) return [];
    const { value, low, high } = estimate;
    const reach = Math.max(high - value, value - low);
    const precision = value > 0 ? reach / value : reach === 0 ? 0 : Number.POSITIVE_INFINITY;
    return [{ percentile, value, low, high, precision }];
  });
}

export function areStable(known: readonly KnownPercentile[], precision: number): boolean {
  return known.length > 0 && known.every((each) => each.precision <= precision);
}
