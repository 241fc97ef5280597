import { type LogMean, logMean } from './log-mean.ts';
import { studentTails } from './probability.ts';
import { quantileOfSorted } from './quantile.ts';

/** From so many values on, ranks give an interval at every usual level; with fewer, Student's has to do. */
const LEAST_FOR_RANKS = 8;

/**
 * The middle of independent values, one for each process, with its interval: Hodges and Lehmann's estimate, the median of all means of two,
 * and the interval of Wilcoxon's signed ranks (Hollander, Wolfe and Chicken, "Nonparametric Statistical Methods", 3rd ed., 2014, section
 * 3.3). It holds for any symmetric distribution, as differences of the same code have whatever disturbs them, and a process that went
 * astray moves it little. Few values get Student's interval.
 */
export function middleOf(values: readonly number[], level = 0.05): LogMean {
  const plain = logMean(values, level);
  const { count } = plain;
  if (count < LEAST_FOR_RANKS) return plain;
  const means = pairMeans(values);
  const reach = ranksLeftOut(count, level);
  if (reach === 0) return plain;
  return {
    ...plain,
    value: quantileOfSorted(means, 0.5),
    low: means[reach - 1] as number,
    high: means[means.length - reach] as number,
  };
}

/**
 * How likely values lie so far from 0 on both sides by chance, by the same ranks. Where all are on one side ranks say no more, and Student's
 * test may.
 */
export function middlePValue(values: readonly number[]): number {
  const { value, standardError, count } = logMean(values);
  if (count < 2) return 1;
  const student = standardError === 0 ? Number(value === 0) : studentTails(Math.abs(value) / standardError, count - 1);
  if (count < LEAST_FOR_RANKS) return student;
  // Each mean above 0 is one of the signed ranks' sum; what lies at 0 counts half.
  const positive = pairMeans(values).reduce((sum, mean) => sum + (mean > 0 ? 1 : mean === 0 ? 0.5 : 0), 0);
  const least = Math.min(positive, (count * (count + 1)) / 2 - positive);
  const ranks = Math.min(1, 2 * sumAtMost(Math.floor(least), count));
  return least === 0 ? Math.min(ranks, student) : ranks;
}

/** Ascending, of every two values and of each with itself. */
function pairMeans(values: readonly number[]): number[] {
  return values.flatMap((value, at) => values.slice(at).map((other) => (value + other) / 2)).sort((a, b) => a - b);
}

/** The greatest number of means that can be left out on each side. */
function ranksLeftOut(count: number, level: number): number {
  let left = 0;
  while (sumAtMost(left, count) <= level / 2) left++;
  return left;
}

const distributions = new Map<number, readonly number[]>();

/** P(sum of positive ranks ≤ sum) where every sign is a coin's. */
function sumAtMost(sum: number, count: number): number {
  let distribution = distributions.get(count);
  if (distribution === undefined) {
    distribution = rankSums(count);
    distributions.set(count, distribution);
  }
  return distribution[sum] ?? 1;
}

function rankSums(count: number): readonly number[] {
  const most = (count * (count + 1)) / 2;
  let shares = new Float64Array(most + 1);
  shares[0] = 1;
  for (let rank = 1; rank <= count; rank++) {
    const before = shares;
    shares = before.map((share, sum) => (share + (sum >= rank ? (before[sum - rank] ?? 0) : 0)) / 2);
  }
  let total = 0;
  return Array.from(shares, (share) => {
    total += share;
    return total;
  });
}
