import type { Interval } from './intervals.ts';
import { studentQuantile, studentTails } from './probability.ts';
import { seededChance } from './resample.ts';

/** What resampling tells of a statistic of blocks. */
export interface BlockEstimate {
  readonly value: number;
  readonly standardError: number;
  /** One less than there are blocks. */
  readonly degreesOfFreedom: number;
}

/** Of blocks, each counted as often as its weight says; NaN where such a sample has none. */
export type BlockStatistic = (weights: Float64Array) => number;

export interface BootstrapOptions {
  readonly seed: number;
  /** Samples drawn (600). */
  readonly draws?: number;
}

const DRAWS = 600;
/** A statistic that more of the samples lack is not known. */
const MOST_LACKING = 0.05;

/**
 * The statistic, and how far it would be off: blocks are drawn anew with replacement, whole, so that whatever ties their values
 * together stays as it is (Künsch, "The jackknife and the bootstrap for general stationary observations", Annals of Statistics
 * 17(3), 1989). Where each block has two sides, both are drawn together, and what both share cancels. Undefined for
 * fewer than two blocks, or where the statistic is not known.
 */
export function blockBootstrap(
  blocks: number,
  statistic: BlockStatistic,
  { seed, draws = DRAWS }: BootstrapOptions,
): BlockEstimate | undefined {
  const value = statistic(new Float64Array(blocks).fill(1));
  if (blocks < 2 || !Number.isFinite(value)) return undefined;
  const chance = seededChance(seed);
  const weights = new Float64Array(blocks);
  const drawn: number[] = [];
  for (let draw = 0; draw < draws; draw++) {
    weights.fill(0);
    for (let pick = 0; pick < blocks; pick++) {
      const block = chance.index(blocks);
      weights[block] = (weights[block] as number) + 1;
    }
    const each = statistic(weights);
    if (Number.isFinite(each)) drawn.push(each);
  }
  if (drawn.length < draws * (1 - MOST_LACKING)) return undefined;
  // Drawn blocks spread by (n − 1)/n less than the blocks there might have been: Davison and Hinkley, 1997, section 2.3.
  const standardError = deviation(drawn) * Math.sqrt(blocks / (blocks - 1));
  return { value, standardError, degreesOfFreedom: blocks - 1 };
}

/**
 * By Student's t, for there are few blocks: of the intervals that were tried (percentile, BCa, its ends moved outwards, by t) the
 * one that holds the true value as often as it says without being wider than it need be.
 */
export function blockInterval(estimate: BlockEstimate, confidence = 0.95): Interval {
  const { value, standardError, degreesOfFreedom } = estimate;
  const reach = studentQuantile((1 + confidence) / 2, degreesOfFreedom) * standardError;
  return { low: value - reach, high: value + reach };
}

/** How likely a value at least as far from 0 is where the true one is 0. */
export function blockPValue({ value, standardError, degreesOfFreedom }: BlockEstimate): number {
  if (standardError === 0) return value === 0 ? 1 : 0;
  return studentTails(value / standardError, degreesOfFreedom);
}

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}
