import type { HistogramData } from '../model/snapshot.ts';
import { quantilesOf } from './distribution.ts';
import type { Interval } from './intervals.ts';
import { betaCdf, betaQuantile } from './probability.ts';
import { quantileOfSorted } from './quantile.ts';

/** A quantile with the interval that holds the true one, whatever the distribution. */
export interface QuantileEstimate extends Interval {
  readonly value: number;
  readonly count: number;
}

export interface RankInterval {
  /** Counted from 1; undefined where not even the smallest value is low enough. */
  readonly low: number | undefined;
  /** Undefined where not even the greatest value is high enough. */
  readonly high: number | undefined;
}

/**
 * Which order statistics of `count` values hold the quantile `q`: as many values lie under it as a binomial variable
 * says. David and Nagaraja, "Order Statistics", 3rd ed., 2003, section 7.1. Each side is missed by at most half of what confidence leaves.
 */
export function quantileRanks(count: number, q: number, confidence = 0.95): RankInterval {
  const miss = (1 - confidence) / 2;
  if (!(count >= 1)) return { low: undefined, high: undefined };
  // P(X(r) > quantile) = P(fewer than r of count are at or under it) = P(B ≤ r − 1).
  const low = lastWhere(count, (rank) => binomialCdf(rank - 1, count, q) <= miss);
  const high = lastWhere(count, (rank) => 1 - binomialCdf(count - rank, count, q) <= miss);
  return { low: low === 0 ? undefined : low, high: high === 0 ? undefined : count + 1 - high };
}

/** P(B ≤ k) for a binomial B. */
export function binomialCdf(k: number, count: number, share: number): number {
  if (k < 0) return 0;
  return k >= count ? 1 : 1 - betaCdf(share, k + 1, count - k);
}

/** The greatest rank from 1 to `count` up to which `holds` is true; 0 for none. */
function lastWhere(count: number, holds: (rank: number) => boolean): number {
  let [below, past] = [0, count + 1];
  while (past - below > 1) {
    const middle = Math.floor((below + past) / 2);
    // Counts so large that one more is the same number.
    if (middle <= below || middle >= past) break;
    if (holds(middle)) below = middle;
    else past = middle;
  }
  return below;
}

/** Of values in ascending order. Ends that the sample can't give are infinite; undefined without values. */
export function quantileInterval(
  sorted: ArrayLike<number>,
  q: number,
  confidence = 0.95,
): QuantileEstimate | undefined {
  const count = sorted.length;
  if (count === 0) return undefined;
  const { low, high } = quantileRanks(count, q, confidence);
  return {
    value: quantileOfSorted(sorted, q),
    low: low === undefined ? Number.NEGATIVE_INFINITY : (sorted[low - 1] as number),
    high: high === undefined ? Number.POSITIVE_INFINITY : (sorted[high - 1] as number),
    count,
  };
}

/** The same of a histogram, to within its buckets' width. */
export function histogramQuantileInterval(
  data: HistogramData,
  q: number,
  confidence = 0.95,
): QuantileEstimate | undefined {
  const { count } = data;
  if (count === 0) return undefined;
  const { low, high } = quantileRanks(count, q, confidence);
  // In the middle of the rank, so that rounding can't move it to the next one.
  const places = [q, ((low ?? 1) - 0.5) / count, ((high ?? count) - 0.5) / count];
  const [value, lower, upper] = quantilesOf(data, places) as [number, number, number];
  return {
    value,
    low: low === undefined ? Number.NEGATIVE_INFINITY : lower,
    high: high === undefined ? Number.POSITIVE_INFINITY : upper,
    count,
  };
}

/**
 * Where the true share lies when `passes` of `total` passed, never with less than the confidence asked for: Clopper and
 * Pearson, "The use of confidence or fiducial limits illustrated in the case of the binomial", Biometrika 26(4), 1934.
 */
export function clopperPearson(passes: number, total: number, confidence = 0.95): Interval {
  if (!(total > 0)) return { low: 0, high: 1 };
  const miss = (1 - confidence) / 2;
  return {
    low: passes <= 0 ? 0 : betaQuantile(miss, passes, total - passes + 1),
    high: passes >= total ? 1 : betaQuantile(1 - miss, passes + 1, total - passes),
  };
}
