import type { Interval } from '../../stats/intervals.ts';
import { studentQuantile } from '../../stats/probability.ts';
import { type Estimate, isFree, type LogNormal } from './estimate.ts';

/** After over before, with its interval. */
export interface Ratio {
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
}

type Known = Pick<Estimate, 'value' | 'known' | 'between' | 'betweenFreedom'>;

/** JSON has no infinity. */
const FURTHEST = 1e300;

/** Undefined where one of the two is not known at this confidence. */
export function ratioOf(before: Known, after: Known, confidence: number): Ratio | undefined {
  const ratio = after.value / before.value;
  if (!(ratio > 1 / FURTHEST) || !(ratio < FURTHEST)) return undefined;
  const reach = reachOf(before, after, confidence);
  if (reach === undefined) return undefined;
  // What two runs of the same code differ by goes on top, on either side.
  const apart = apartBetween(before, after, confidence);
  return {
    ratio,
    low: Math.max(ratio * Math.exp(-Math.hypot(reach.down, apart)), 1 / FURTHEST),
    high: Math.min(ratio * Math.exp(Math.hypot(reach.up, apart)), FURTHEST),
  };
}

/** How far runs lie apart that differ by nothing but having been made one after the other. */
export function apartBetween(before: Known, after: Known, confidence: number): number {
  const variance = (before.between ?? 0) + (after.between ?? 0);
  if (!(variance > 0)) return 0;
  // Both go by the same evidence: it is no better for being used twice.
  const freedom = Math.min(
    before.betweenFreedom ?? Number.POSITIVE_INFINITY,
    after.betweenFreedom ?? Number.POSITIVE_INFINITY,
  );
  return studentQuantile((1 + confidence) / 2, freedom) * Math.sqrt(variance);
}

interface Reach {
  readonly down: number;
  readonly up: number;
}

function reachOf(before: Known, after: Known, confidence: number): Reach | undefined {
  if (!isFree(before.known) && !isFree(after.known)) return welchReach(before.known, after.known, confidence);
  const [from, to] = [intervalAt(before, confidence), intervalAt(after, confidence)];
  if (from === undefined || to === undefined) return undefined;
  return moverReach({ ...from, value: before.value }, { ...to, value: after.value });
}

/** Welch, "The generalization of Student's problem when several different population variances are involved", Biometrika 34, 1947. */
function welchReach(before: LogNormal, after: LogNormal, confidence: number): Reach {
  const [a, b] = [before.standardError ** 2, after.standardError ** 2];
  const shares = a ** 2 / before.degreesOfFreedom + b ** 2 / after.degreesOfFreedom;
  const freedom = shares > 0 ? (a + b) ** 2 / shares : Number.POSITIVE_INFINITY;
  const reach = a + b > 0 ? studentQuantile((1 + confidence) / 2, freedom) * Math.sqrt(a + b) : 0;
  return { down: reach, up: reach };
}

interface KnownValue extends Interval {
  readonly value: number;
}

/**
 * The interval of a ratio from those of its parts, on the log scale, whose ends may be at different distances: Zou and Donner,
 * "Construction of confidence limits about effect measures: a general approach", Statistics in Medicine 27(10), 2008.
 */
function moverReach(before: KnownValue, after: KnownValue): Reach {
  const apart = (a: number, b: number) => Math.max(0, Math.log(a) - Math.log(b));
  return {
    down: Math.hypot(apart(after.value, after.low), apart(before.high, before.value)),
    up: Math.hypot(apart(after.high, after.value), apart(before.value, before.low)),
  };
}

function intervalAt({ value, known }: Known, confidence: number): Interval | undefined {
  if (isFree(known)) return known.intervalAt(confidence);
  const { standardError, degreesOfFreedom } = known;
  const reach = standardError > 0 ? studentQuantile((1 + confidence) / 2, degreesOfFreedom) * standardError : 0;
  return { low: value * Math.exp(-reach), high: value * Math.exp(reach) };
}
