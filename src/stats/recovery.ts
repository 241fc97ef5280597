import type { Interval } from './intervals.ts';
import { median, quantileOfSorted } from './quantile.ts';
import { type MeasuredPoint, measuredPoints, type SeriesPoint } from './series-point.ts';

export interface RecoveryOptions {
  /** The window of the level before, in the time of the points: from `beforeFromMs` up to, not including, `beforeToMs`. */
  readonly beforeFromMs: number;
  readonly beforeToMs: number;
  /** When the disturbance ended: recovery counts from here. */
  readonly fromMs: number;
  /** The share of the level before that a recovered series may be off. */
  readonly tolerance?: number;
  /** The least that it may be off, in the unit of the values: for levels near 0, as error rates are. */
  readonly leastTolerance?: number;
  /** Which side of the level is bad: latency recovers from above, throughput from below. */
  readonly worse?: 'higher' | 'lower' | 'either';
  /** How long it has to stay; to the end of the points where it is left out. */
  readonly holdMs?: number;
}

export interface Recovery {
  /** The level before: median, and standard deviation as the median deviation gives it. */
  readonly level: number;
  readonly spread: number;
  /** What counts as back: the tolerance, or the noise of the level before where that is more. */
  readonly band: Interval;
  /** From the end of the disturbance; 0 where it never left, undefined where it is not back, or not for long enough to say so. */
  readonly recoveryMs: number | undefined;
}

/** Seconds whose median is judged: one stray second, or two, neither make nor break a recovery. */
const SMOOTHED = 5;
/** Fewer points than these say nothing, before or after. */
const LEAST_POINTS = 3;
const NOISE_REACH = 3;
/** The standard deviation of a normal sample is this times its median absolute deviation. */
const MAD_TO_DEVIATION = 1.4826;

/** When a series is back where it was and stays there. Undefined where too little was measured before. */
export function findRecovery(points: readonly SeriesPoint[], options: RecoveryOptions): Recovery | undefined {
  const measured = measuredPoints(points);
  const before = measured.filter(({ timeMs }) => timeMs >= options.beforeFromMs && timeMs < options.beforeToMs);
  if (before.length < LEAST_POINTS) return undefined;
  const values = before.map(({ value }) => value);
  const level = median(values);
  const spread = MAD_TO_DEVIATION * median(values.map((value) => Math.abs(value - level)));
  const { tolerance = 0.1, leastTolerance = 0, worse = 'either' } = options;
  const allowed = Math.max(tolerance * Math.abs(level), leastTolerance);
  const single = bandAround(level, Math.max(allowed, NOISE_REACH * spread), worse);
  // The median of five has 0.54 of one value's deviation; half as much again is for the level's own error, and for all the seconds to come.
  const band = bandAround(level, Math.max(allowed, NOISE_REACH * 0.8 * spread), worse);
  const after = measured.filter(({ timeMs }) => timeMs >= options.fromMs);
  const back = firstLasting(after, {
    single,
    band,
    ...(options.holdMs === undefined ? {} : { holdMs: options.holdMs }),
  });
  return { level, spread, band, recoveryMs: back === undefined ? undefined : back.timeMs - options.fromMs };
}

function bandAround(level: number, reach: number, worse: 'higher' | 'lower' | 'either'): Interval {
  return {
    low: worse === 'higher' ? Number.NEGATIVE_INFINITY : level - reach,
    high: worse === 'lower' ? Number.POSITIVE_INFINITY : level + reach,
  };
}

interface Bands {
  /** For one second, and for the median of a few. */
  readonly single: Interval;
  readonly band: Interval;
  readonly holdMs?: number;
}

function firstLasting(after: readonly MeasuredPoint[], { single, band, holdMs }: Bands): MeasuredPoint | undefined {
  const smooth = forwardMedians(after.map(({ value }) => value));
  const isBack = smooth.map((value) => within(value, band));
  for (const [i, point] of after.entries()) {
    if (!within(point.value, single) || isBack[i] !== true) continue;
    const until = holdMs === undefined ? Number.POSITIVE_INFINITY : point.timeMs + holdMs;
    const held = smooth.filter((_, j) => j >= i && (after[j] as MeasuredPoint).timeMs < until);
    const isLong = after.length - i >= LEAST_POINTS && (holdMs === undefined || (after.at(-1)?.timeMs ?? 0) >= until);
    if (isLong && held.every((value) => within(value, band))) return point;
  }
  return undefined;
}

/** Of each value and those after it, fewer at the end, where the last few are taken together. */
function forwardMedians(values: readonly number[]): number[] {
  const last = Math.max(0, values.length - SMOOTHED);
  return values.map((_, i) => {
    const start = Math.min(i, last);
    return quantileOfSorted(Float64Array.from(values.slice(start, start + SMOOTHED)).sort(), 0.5);
  });
}

function within(value: number, { low, high }: Interval): boolean {
  return value >= low && value <= high;
}
