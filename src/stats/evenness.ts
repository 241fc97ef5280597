import type { HistogramData } from '../model/snapshot.ts';
import type { Interval } from './intervals.ts';
import { normalQuantile } from './intervals.ts';
import { chiSquareTail, normalCdf } from './probability.ts';
import { histogramQuantileInterval, quantileInterval } from './quantile-interval.ts';

/** How evenly a total is spread over groups. */
export interface Evenness {
  readonly total: number;
  readonly groups: number;
  readonly chiSquare: number;
  readonly degreesOfFreedom: number;
  /** How likely an even spread by chance is to look at least this uneven. */
  readonly pValue: number;
  /** Cohen's w, how far shares are from even, whatever the total: 0.1 is small, 0.3 medium, 0.5 large. */
  readonly effect: number;
  /** 0 where all are the same, near 1 where one has everything. */
  readonly gini: number;
  /** The greatest and the smallest part over an even one. */
  readonly most: number;
  readonly least: number;
}

/** Pearson's test of parts against equal ones. Undefined with fewer than two groups or nothing to spread. */
export function evennessOf(counts: readonly number[]): Evenness | undefined {
  const groups = counts.length;
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (groups < 2 || !(total > 0) || !counts.every((count) => count >= 0 && Number.isFinite(count))) return undefined;
  const even = total / groups;
  const chiSquare = counts.reduce((sum, count) => sum + (count - even) ** 2 / even, 0);
  return {
    total,
    groups,
    chiSquare,
    degreesOfFreedom: groups - 1,
    pValue: chiSquareTail(chiSquare, groups - 1),
    effect: Math.sqrt(chiSquare / total),
    gini: giniOf(counts, total),
    most: counts.reduce((high, count) => Math.max(high, count), 0) / even,
    least: counts.reduce((low, count) => Math.min(low, count), total) / even,
  };
}

/** Gini, "Variabilità e mutabilità", 1912: half the mean difference of two groups over the mean. */
function giniOf(counts: readonly number[], total: number): number {
  const ranked = [...counts].sort((left, right) => left - right);
  const n = ranked.length;
  const weighted = ranked.reduce((sum, count, i) => sum + (2 * i + 1 - n) * count, 0);
  return weighted / (n * total);
}

/** Measured values, or the histogram of them. */
export type Sample = readonly number[] | HistogramData;

export interface MedianDifference extends Interval {
  /** The left median less the right one. */
  readonly difference: number;
  /** The left median over the right one; undefined where the right one is not above 0. */
  readonly ratio: number | undefined;
  readonly pValue: number;
}

/**
 * The difference of two medians, each with a standard error from the interval of its order statistics: Price and Bonett,
 * "Distribution-free confidence intervals for difference and ratio of medians", J. Statistical Computation and Simulation 72(2),
 * 2002. Undefined where one side has fewer than six values.
 */
export function medianDifference(left: Sample, right: Sample, confidence = 0.95): MedianDifference | undefined {
  const [one, other] = [medianOf(left), medianOf(right)];
  if (one === undefined || other === undefined) return undefined;
  const difference = one.value - other.value;
  const standardError = Math.hypot(one.standardError, other.standardError);
  const reach = normalQuantile((1 + confidence) / 2) * standardError;
  return {
    difference,
    ratio: other.value > 0 ? one.value / other.value : undefined,
    low: difference - reach,
    high: difference + reach,
    pValue: difference === 0 ? 1 : 2 * normalCdf(-Math.abs(difference) / standardError),
  };
}

const STANDARD_INTERVAL = 0.95;

function medianOf(sample: Sample): { value: number; standardError: number } | undefined {
  const estimate = isHistogram(sample)
    ? histogramQuantileInterval(sample, 0.5, STANDARD_INTERVAL)
    : quantileInterval(Float64Array.from(sample).sort(), 0.5, STANDARD_INTERVAL);
  if (estimate === undefined || !Number.isFinite(estimate.high - estimate.low)) return undefined;
  const { value, low, high } = estimate;
  return { value, standardError: (high - low) / (2 * normalQuantile((1 + STANDARD_INTERVAL) / 2)) };
}

function isHistogram(sample: Sample): sample is HistogramData {
  return !Array.isArray(sample);
}
