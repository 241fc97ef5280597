/**
 * What two runs of the same code, one after the other, differ by: neither tells of it, as the machine changes between them. It is seen in
 * earlier runs of the test (`earlier-runs.ts`); where there are none it is assumed.
 */
import { type Estimate, type FigureKey, isFree, standardErrorOf } from './estimate.ts';

/** The variance of the logarithm of one run's figure from run to run, and how well it is known. */
export interface RunSpread {
  readonly variance: number;
  readonly degreesOfFreedom: number;
}

/** What earlier runs of the test show of that. */
export interface BetweenRuns {
  readonly runs: number;
  /** Undefined for a figure that too few of them have. */
  spreadOf(figure: FigureKey): RunSpread | undefined;
}

/** The assumption counts for as much as fifteen earlier runs, and for less where they differ by more. */
const ASSUMED_FREEDOM = 5;
const LEAST_WEIGHT = 0.1;

/** For people: the standard deviation assumed of most figures, and the greatest. */
export const ASSUMED_SHARES = { usual: 0.04, p99: 0.1 } as const;

interface Assumed {
  /** Standard deviation as a share of the figure. */
  readonly share: number;
  /** And of times over the network, since what a scheduler takes does not shrink with them. */
  readonly ms: number;
  readonly isTail?: true;
}

/** Runs that last as long have disturbed stretches and others. */
const LONG_S = 20;
const MOST_SHORTNESS = 4;

/** However short a time is, runs of the same differ by no more than a few times. */
const MOST_ASSUMED = 0.7;
const USUAL: Assumed = { share: ASSUMED_SHARES.usual, ms: 0.03 };
const BY_AGGREGATE: ReadonlyMap<string, Assumed> = new Map([
  ['p50', { share: ASSUMED_SHARES.usual, ms: 0.01 }],
  ['p95', { share: 0.07, ms: 0.15, isTail: true }],
  ['p99', { share: ASSUMED_SHARES.p99, ms: 0.5, isTail: true }],
]);
const OF_SHARES: Assumed = { share: 0.2, ms: 0 };

/** Both with what runs differ by. Functions bring theirs along, and repetitions show it. */
export function withBetween(before: Estimate, after: Estimate, seen?: BetweenRuns): readonly [Estimate, Estimate] {
  const isKnown = [before, after].some(({ repeats, between }) => repeats !== undefined || between !== undefined);
  if (isKnown || after.isSteady === true) return [before, after];
  const found = seen?.spreadOf(after);
  // What is seen holds what each run tells of itself, too.
  const own = (standardErrorOf(before) ** 2 + standardErrorOf(after) ** 2) / 2;
  const beyond = found === undefined ? undefined : { ...found, variance: Math.max(0, found.variance - own) };
  const { variance, degreesOfFreedom } = spreadFrom([before, after], beyond);
  const shared = { between: variance, betweenFreedom: degreesOfFreedom };
  return [
    { ...before, ...shared },
    { ...after, ...shared },
  ];
}

/** What disturbs the slowest answers comes seldom: that earlier runs were spared is no promise. */
function spreadFrom(sides: readonly [Estimate, Estimate], seen: RunSpread | undefined): RunSpread {
  const assumed = Math.max(...sides.map(assumedOf));
  const found = moderated(assumed, seen);
  const isTail = BY_AGGREGATE.get(sides[1].aggregate)?.isTail === true;
  return isTail && found.variance < assumed ? moderated(assumed, undefined) : found;
}

/**
 * What is assumed and what is seen, each by its degrees of freedom: Smyth, "Linear models and empirical Bayes methods for assessing
 * differential expression", Statistical Applications in Genetics and Molecular Biology 3(1), 2004.
 */
function moderated(assumed: number, seen: RunSpread | undefined): RunSpread {
  if (seen === undefined) return { variance: assumed, degreesOfFreedom: ASSUMED_FREEDOM };
  const weight = ASSUMED_FREEDOM * Math.max(LEAST_WEIGHT, Math.min(1, assumed / seen.variance));
  const degreesOfFreedom = weight + seen.degreesOfFreedom;
  return { variance: (weight * assumed + seen.degreesOfFreedom * seen.variance) / degreesOfFreedom, degreesOfFreedom };
}

function assumedOf({ aggregate, unit, known, networkMs, more, amount }: Estimate): number {
  const isShare = unit === 'share' && !isFree(known);
  const { share, ms, isTail } = isShare ? OF_SHARES : (BY_AGGREGATE.get(aggregate) ?? USUAL);
  // What disturbs for a few seconds is all that the slowest answers of a short run show.
  const shortness = isTail === true && more === 'time' ? Math.min(Math.max(LONG_S / amount, 1), MOST_SHORTNESS) : 1;
  return share ** 2 * shortness + (networkMs === undefined ? 0 : Math.min(ms / networkMs, MOST_ASSUMED) ** 2);
}
