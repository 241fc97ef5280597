import { normalQuantile } from '../intervals.ts';
import { normalCdf, studentQuantile } from '../probability.ts';
import { differenceVariance, varianceFreedom } from './dependence.ts';
import { levelAndScale, robustMean } from './robust.ts';
import { LEAST_SEGMENT, type Noise } from './scan.ts';
import { scanProbability } from './scan-probability.ts';

export interface Sides {
  readonly before: Float64Array;
  readonly after: Float64Array;
}

export interface LevelChangeOptions {
  readonly noise: Noise;
  /** Whether the values are logarithms, so that their difference is a ratio. */
  readonly isLogarithm: boolean;
  readonly falseAlarms: number;
}

export interface LevelChange {
  readonly before: number;
  readonly after: number;
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
}

const CONFIDENCE = 0.95;

/**
 * How large a change is, with the interval of 95 %. A change is only shown when it is large enough to be found, so that those
 * shown look larger than they are; the interval is that of a normal mean given that it was found: Zhong and Prentice,
 * "Bias-reduced estimators and confidence intervals for odds ratios in genome-wide association studies", Biostatistics 9(4), 2008.
 */
export function levelChange({ before, after }: Sides, options: LevelChangeOptions): LevelChange {
  const { noise, isLogarithm, falseAlarms } = options;
  const deviation = deviationOf({ before, after }, noise);
  const levels = { before: robustMean(before, deviation), after: robustMean(after, deviation) };
  const apart = levels.after - levels.before;
  const count = before.length + after.length;
  const error = deviation * Math.sqrt(differenceVariance(before.length, after.length, noise.dependence));
  const freedom = varianceFreedom(count, noise.dependence.rho);
  const wider = studentQuantile((1 + CONFIDENCE) / 2, freedom) / normalQuantile((1 + CONFIDENCE) / 2);
  const reach = reachGivenFound(Math.abs(apart) / error, thresholdOf(count, falseAlarms));
  const [less, more] = [reach.below * wider * error, reach.above * wider * error];
  const [low, high] = apart >= 0 ? [apart - less, apart + more] : [apart - more, apart + less];
  if (isLogarithm) return { ...levels, ratio: Math.exp(apart), low: Math.exp(low), high: Math.exp(high) };
  const errors = {
    before: error * Math.sqrt(after.length / count),
    after: error * Math.sqrt(before.length / count),
  };
  return { ...levels, ...asRatio(levels, errors, { low, high }) };
}

/** About each side's own middle, of values as far as they are drawn in. */
function deviationOf({ before, after }: Sides, { leastVariance }: Noise): number {
  const off = new Float64Array(before.length + after.length);
  const scratch = new Float64Array(off.length);
  const middles = [before, after].map((side) => levelAndScale(side, scratch).level);
  off.set(before.map((value) => value - (middles[0] ?? 0)));
  off.set(
    after.map((value) => value - (middles[1] ?? 0)),
    before.length,
  );
  const { scale } = levelAndScale(off, scratch);
  let squares = 0;
  for (const value of off) squares += Math.min(Math.abs(value), 3.5 * scale) ** 2;
  return Math.sqrt(Math.max(leastVariance, squares / Math.max(1, off.length - 2)));
}

/** The deviate from which a change in so many values is found. */
function thresholdOf(count: number, falseAlarms: number): number {
  let [below, above] = [1, 12];
  for (let round = 0; round < 30; round++) {
    const middle = (below + above) / 2;
    if (scanProbability(middle, { count, least: LEAST_SEGMENT }) > falseAlarms) below = middle;
    else above = middle;
  }
  return above;
}

/** How far the interval reaches towards no change, and away from it, in standard errors. */
function reachGivenFound(deviate: number, threshold: number): { below: number; above: number } {
  if (!(deviate < MOST_SELECTED))
    return { below: normalQuantile((1 + CONFIDENCE) / 2), above: normalQuantile((1 + CONFIDENCE) / 2) };
  const bound = Math.min(threshold, deviate - 0.05);
  const share = (mean: number) => normalCdf(mean - deviate) / (normalCdf(mean - bound) + normalCdf(-bound - mean));
  const meanAt = (goal: number): number => {
    let [low, high] = [-deviate, deviate + 8];
    for (let round = 0; round < 60; round++) {
      const middle = (low + high) / 2;
      if (share(middle) < goal) low = middle;
      else high = middle;
    }
    return low;
  };
  return { below: deviate - meanAt((1 - CONFIDENCE) / 2), above: meanAt((1 + CONFIDENCE) / 2) - deviate };
}

/** Beyond that many standard errors being found is a matter of course. */
const MOST_SELECTED = 12;

interface Pair {
  readonly before: number;
  readonly after: number;
}

/** A level that is not that many of its standard errors away from 0 is nothing to take a share of. */
const LEAST_ERRORS = 2;

/** One and the share by which the level rose or fell, which of levels above 0 is one over the other. */
function asRatio(
  { before, after }: Pair,
  errors: Pair,
  { low, high }: { readonly low: number; readonly high: number },
): { ratio: number; low: number; high: number } {
  const unit = Math.abs(before);
  if (unit <= LEAST_ERRORS * errors.before) {
    return { ratio: endless(after - before), low: endless(low), high: endless(high) };
  }
  const share = (after - before) / unit;
  // What it is a share of is not known exactly either.
  const wider = Math.hypot(errors.after, (after / before) * errors.before) / Math.hypot(errors.after, errors.before);
  const end = (at: number) => 1 + share + wider * (at / unit - share);
  return { ratio: 1 + share, low: end(low), high: end(high) };
}

function endless(value: number): number {
  return value === 0 ? Number.NaN : value * Number.POSITIVE_INFINITY;
}
