import type { Interval } from './intervals.ts';
import { crossingOf, isotonicRegression, type Step } from './isotonic.ts';
import { type Chance, percentileInterval, seededChance } from './resample.ts';

/** Where a measure that rises with load crosses its limit. */
export interface Crossing extends Interval {
  /** −Infinity where even the lowest load is beyond the limit, Infinity where the highest is within it. */
  readonly load: number;
  readonly steps: readonly Step[];
}

export interface MeasuredLevel {
  readonly load: number;
  /** A latency, a probability or whatever else rises with load. */
  readonly value: number;
  /** How far off the value may be, as one standard deviation. */
  readonly standardError: number;
}

export interface CountedLevel {
  readonly load: number;
  readonly count: number;
  /** How many of `count` exceeded the bound; fractions are fine. */
  readonly exceeding: number;
}

export interface CrossingOptions {
  readonly confidence?: number;
  readonly resamples?: number;
  readonly seed?: number;
}

/** Reads the crossing of `limit` off several levels; the interval is from redrawing every value within its standard error. */
export function findCrossing(
  levels: readonly MeasuredLevel[],
  limit: number,
  options: CrossingOptions = {},
): Crossing | undefined {
  const least = levels.reduce(
    (low, { standardError }) => (standardError > 0 ? Math.min(low, standardError) : low),
    Number.POSITIVE_INFINITY,
  );
  const known = Number.isFinite(least) ? least : 1;
  const points = levels.map(({ load, value, standardError }) => ({
    x: load,
    y: value,
    weight: (known / (standardError > 0 ? standardError : known)) ** 2,
    spread: standardError > 0 ? standardError : 0,
  }));
  const redraw = (chance: Chance) => points.map((point) => ({ ...point, y: point.y + point.spread * chance.normal() }));
  return crossingWith({ points, redraw, limit }, options);
}

/**
 * The load at which the share of values beyond a bound reaches `share`: for a p95 limit, 0.05. The interval is from
 * redrawing every level's count about Jeffreys's estimate of its share.
 */
export function findShareCrossing(
  levels: readonly CountedLevel[],
  share: number,
  options: CrossingOptions = {},
): Crossing | undefined {
  const counted = levels.filter(({ count, exceeding }) => count > 0 && exceeding >= 0 && exceeding <= count);
  const points = counted.map(({ load, count, exceeding }) => ({
    x: load,
    y: exceeding / count,
    weight: count,
    exceeding,
  }));
  const redraw = (chance: Chance) =>
    points.map(({ x, weight, exceeding }) => ({ x, weight, y: drawShare(exceeding, weight, chance) }));
  return crossingWith({ points, redraw, limit: share }, options);
}

interface Redrawn {
  readonly points: readonly { x: number; y: number; weight: number }[];
  readonly redraw: (chance: Chance) => { x: number; y: number; weight: number }[];
  readonly limit: number;
}

function crossingWith({ points, redraw, limit }: Redrawn, options: CrossingOptions): Crossing | undefined {
  const { confidence = 0.95, resamples = 1_000, seed = 1 } = options;
  const steps = isotonicRegression(points);
  if (steps.length === 0) return undefined;
  const chance = seededChance(seed);
  const crossings = Array.from({ length: resamples }, () => crossingOf(isotonicRegression(redraw(chance)), limit));
  return { load: crossingOf(steps, limit), ...percentileInterval(crossings, confidence), steps };
}

/** A share from the beta distribution with half a success and half a failure added, by two gamma draws. */
function drawShare(exceeding: number, count: number, chance: Chance): number {
  const above = drawGamma(exceeding + 0.5, chance);
  return above / (above + drawGamma(count - exceeding + 0.5, chance));
}

/** Marsaglia and Tsang, "A simple method for generating gamma variables", ACM TOMS 26(3), 2000. */
function drawGamma(shape: number, chance: Chance): number {
  if (shape < 1) return drawGamma(shape + 1, chance) * (1 - chance.uniform()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = chance.normal();
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - chance.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}
