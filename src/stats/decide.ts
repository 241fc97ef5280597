/**
 * Whether a limit is kept, from counts, with a stated confidence, however often one looks. For a capacity search, which
 * holds a level until this says something other than `unclear`.
 */
import { betaCdf, logBeta, logBetaCdf } from './probability.ts';

export type Decision = 'within' | 'crossed' | 'unclear';

export interface ShareCounts {
  /** Values beyond the bound; may be a fraction after division by a variance inflation. */
  readonly exceeding: number;
  readonly count: number;
  /** How sure each of the two answers has to be. */
  readonly confidence: number;
  /**
   * How many looks are planned in all: their errors add up to what confidence leaves. 1 for a sample of a size fixed beforehand.
   * Left out, any number of looks at any time is fine.
   */
  readonly looks?: number;
}

export interface QuantileCounts extends ShareCounts {
  /** 95 for p95. */
  readonly percentile: number;
}

export interface RateCounts extends ShareCounts {
  /** The share that may exceed: 0.01 for errors ≤ 1 %. */
  readonly share: number;
}

/** Whether the percentile is at or under the bound that `exceeding` of `count` values lie beyond. */
export function decideQuantile(counts: QuantileCounts): Decision {
  return decideRate({ ...counts, share: (100 - counts.percentile) / 100 });
}

/** Whether the true share of exceeding values is at most `share`. */
export function decideRate(counts: RateCounts): Decision {
  const { share, count, confidence } = counts;
  const exceeding = Math.min(Math.max(counts.exceeding, 0), count);
  if (!(count > 0) || !Number.isFinite(count) || Number.isNaN(exceeding)) return 'unclear';
  if (share >= 1) return 'within';
  if (share <= 0) return exceeding > 0 ? 'crossed' : 'unclear';
  const doubts = doubtsOf({ ...counts, exceeding });
  if (doubts.within <= 1 - confidence) return 'within';
  return doubts.crossed <= 1 - confidence ? 'crossed' : 'unclear';
}

interface Doubts {
  /** An upper bound on the chance of such counts, at any look, though the limit is crossed. */
  readonly within: number;
  /** The same though it is kept. */
  readonly crossed: number;
}

function doubtsOf(counts: RateCounts): Doubts {
  return counts.looks === undefined ? mixtureDoubts(counts) : plannedDoubts(counts, Math.max(1, counts.looks));
}

/** The exact binomial tails, one look's share of the error each (Bonferroni). */
function plannedDoubts({ exceeding, count, share }: RateCounts, looks: number): Doubts {
  return {
    within: looks * (exceeding >= count ? 1 : 1 - betaCdf(share, exceeding + 1, count - exceeding)),
    crossed: looks * (exceeding <= 0 ? 1 : betaCdf(share, exceeding, count - exceeding + 1)),
  };
}

/**
 * A test that stays valid at every look: Robbins, "Statistical methods related to the law of the iterated logarithm",
 * Annals of Mathematical Statistics 41(5), 1970. The likelihood of a share, averaged over those on one side of the limit under Jeffreys's
 * prior, over that of the limit itself is a supermartingale while the truth is on the other side; by Ville's inequality it
 * ever reaches 1/α with a chance of at most α.
 */
function mixtureDoubts({ exceeding, count, share }: RateCounts): Doubts {
  const [a, b] = [exceeding + PRIOR, count - exceeding + PRIOR];
  const limit = exceeding * Math.log(share) + (count - exceeding) * Math.log1p(-share);
  const evidence = logBeta(a, b) - logBeta(PRIOR, PRIOR) - limit;
  return {
    within: Math.exp(-(evidence + logBetaCdf(share, a, b) - logBetaCdf(share, PRIOR, PRIOR))),
    crossed: Math.exp(-(evidence + logBetaCdf(1 - share, b, a) - logBetaCdf(1 - share, PRIOR, PRIOR))),
  };
}

const PRIOR = 0.5;

export interface SecondCounts {
  readonly count: number;
  readonly exceeding: number;
}

const LEAST_BATCHES = 8;

/**
 * By how much the variance of the exceeding share is above that of independent values, at least 1, from counts second by second:
 * the spread of batch means, for batches of one, two, four… seconds, against the binomial one. Divide counts by it before deciding.
 */
export function varianceInflation(seconds: readonly SecondCounts[]): number {
  let batches = seconds.filter(({ count, exceeding }) => count > 0 && exceeding >= 0 && exceeding <= count);
  let inflation = 1;
  while (batches.length >= LEAST_BATCHES) {
    inflation = Math.max(inflation, inflationOf(batches));
    batches = pairsOf(batches);
  }
  return inflation;
}

function inflationOf(batches: readonly SecondCounts[]): number {
  const count = batches.reduce((sum, batch) => sum + batch.count, 0);
  const share = batches.reduce((sum, batch) => sum + batch.exceeding, 0) / count;
  if (share <= 0 || share >= 1) return 1;
  const spread = batches.reduce((sum, batch) => sum + (batch.exceeding - share * batch.count) ** 2 / batch.count, 0);
  return spread / ((batches.length - 1) * share * (1 - share));
}

/** A last one without a partner is dropped, since it is shorter. */
function pairsOf(batches: readonly SecondCounts[]): SecondCounts[] {
  return Array.from({ length: batches.length >> 1 }, (_, i) => {
    const [left, right] = [batches[2 * i] as SecondCounts, batches[2 * i + 1] as SecondCounts];
    return { count: left.count + right.count, exceeding: left.exceeding + right.exceeding };
  });
}
