import { DEFAULT_GRADES, type Grades } from '../model/comparison.ts';
import type { Comparison, Severity } from '../model/run.ts';
import { smallestFound } from '../stats/log-mean.ts';
import { studentQuantile } from '../stats/probability.ts';
import { median } from '../stats/quantile.ts';
import { middleOf, middlePValue } from '../stats/signed-rank.ts';
import { logTime, processMedian } from './summarise.ts';
import { type Timed, undisturbedRounds } from './undisturbed.ts';

/** Two functions side by side in one process; `again` is a second copy of the first. */
export interface Pair {
  readonly before: Timed;
  readonly after: Timed;
  readonly again?: Timed;
}

export interface JudgeOptions {
  /** Share of comparisons of the same code that may be called faster or slower at this look. */
  readonly level: number;
  /** Changes smaller than this share matter to nobody. */
  readonly margin: number;
  readonly grades?: Grades;
}

export interface Judged {
  readonly verdict: Comparison['verdict'];
  readonly before: number;
  readonly after: number;
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  readonly severity?: Severity;
  readonly noiseFloor?: number;
  readonly smallest: number;
  /** Of no difference, scaled so that 0.05 is this look's level. */
  readonly pValue: number;
  /** How many more processes would tell; undefined where it is clear. */
  readonly moreProcesses?: number;
}

export const MARGIN = 0.01;

/**
 * What the pairs of several processes say of two functions. Each process gives one value, the median of the logarithms of its rounds'
 * ratios; the interval is over processes. `slower` and `faster`: the interval excludes no change. `same`: it lies within the margin.
 */
export function judgePairs(pairs: readonly Pair[], options: JudgeOptions): Judged {
  const differences = pairs.map(differenceOf);
  const { value, low, high, count } = middleOf(differences, options.level);
  // As wide as the interval has it, which a process that went astray hardly widens.
  const deviation = deviationOf({ low, high, count }, options.level);
  const smallest = Math.expm1(Math.min(WIDEST, smallestFound(deviation, count, options.level)));
  const floor = floorOf(pairs);
  const verdict = verdictOf(low, high, options.margin);
  const more = verdict === 'unclear' ? moreProcesses({ value, deviation, count }, options) : undefined;
  const severity =
    verdict === 'slower'
      ? severityOf(Math.expm1(value), Math.max(floor ?? 0, options.margin), options.grades)
      : undefined;
  return {
    verdict,
    before: typical(pairs.map(({ before }) => before)),
    after: typical(pairs.map(({ after }) => after)),
    ratio: Math.exp(value),
    low: Math.exp(Math.max(-WIDEST, low)),
    high: Math.exp(Math.min(WIDEST, high)),
    ...(severity === undefined ? {} : { severity }),
    ...(floor === undefined ? {} : { noiseFloor: floor }),
    smallest,
    pValue: Math.min(1, (middlePValue(differences) * 0.05) / options.level),
    ...(more === undefined ? {} : { moreProcesses: more }),
  };
}

/** Logarithms beyond this say nothing, and would not be numbers in JSON. */
const WIDEST = 20;

export function severityOf(worse: number, floor: number, grades: Grades = DEFAULT_GRADES): Severity {
  if (worse <= floor || worse < grades.minor) return 'info';
  if (worse < grades.major) return 'minor';
  return worse < grades.critical ? 'major' : 'critical';
}

function verdictOf(low: number, high: number, margin: number): Comparison['verdict'] {
  if (low > 0) return 'slower';
  if (high < 0) return 'faster';
  const [least, most] = [Math.log1p(-Math.min(margin, 0.99)), Math.log1p(margin)];
  return low >= least && high <= most ? 'same' : 'unclear';
}

/** The standard deviation that Student's interval would be this wide with. */
function deviationOf(
  { low, high, count }: { readonly low: number; readonly high: number; readonly count: number },
  level: number,
): number {
  if (count < 2) return 0;
  return ((high - low) / 2 / studentQuantile(1 - level / 2, count - 1)) * Math.sqrt(count);
}

/**
 * After against before; where there are two copies of that, the mean of both differences. Never against the mean of both: disturbances only
 * ever make batches longer, and the middle of a mean of two such is not that of one.
 */
function differenceOf({ before, after, again }: Pair): number {
  const first = medianDifference(before, after);
  return again === undefined ? first : (first + medianDifference(again, after)) / 2;
}

function medianDifference(before: Timed, after: Timed): number {
  return median(
    undisturbedRounds([before, after]).map(
      (round) => logTime(after.times[round] ?? 0) - logTime(before.times[round] ?? 0),
    ),
  );
}

/** Of a mean against two copies, the variance is three quarters of that of one copy against another. */
const AGAINST_TWO = Math.sqrt(0.75);

/**
 * How far the same code measured twice lies apart, over as many processes: about no difference, so that what sets one copy apart from the
 * other time and again counts as well.
 */
function floorOf(pairs: readonly Pair[]): number | undefined {
  const apart = pairs.flatMap(({ before, again }) =>
    again === undefined ? [] : [differenceOf({ before, after: again })],
  );
  if (apart.length < 2) return undefined;
  const { value, low, high } = middleOf(apart);
  return Math.expm1(Math.min(WIDEST, AGAINST_TWO * Math.hypot(value, (high - low) / 2)));
}

function typical(sides: readonly Timed[]): number {
  return Math.exp(middleOf(sides.map((side) => Math.log(processMedian(side)))).value);
}

const MOST_MORE = 10_000;

interface Measured {
  readonly value: number;
  readonly deviation: number;
  readonly count: number;
}

/** Until the interval excludes no change, or lies within the margin, whichever is nearer. */
function moreProcesses({ value, deviation, count }: Measured, { level, margin }: JudgeOptions): number {
  if (count < 2) return 5;
  const size = Math.abs(value);
  const reach = Math.max(size, Math.log1p(margin) - size);
  const quantile =
    studentQuantile(1 - level / 2, Math.max(count - 1, 9)) + studentQuantile(0.8, Math.max(count - 1, 9));
  const needed = Math.ceil((quantile * deviation) ** 2 / Math.max(reach, 1e-9) ** 2);
  return Math.min(MOST_MORE, Math.max(1, needed - count));
}
