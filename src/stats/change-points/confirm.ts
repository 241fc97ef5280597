import { differenceVariance, residualFreedom, varianceFreedom } from './dependence.ts';
import { driftingSteps } from './drift-check.ts';
import { drawnIn, levelAndScale, medianInPlace, type Room, roomFor, type Stretch } from './robust.ts';
import { LEAST_SEGMENT, scan } from './scan.ts';
import { normalDeviate, scanProbability } from './scan-probability.ts';
import { allowance, type SegmentationOptions } from './segmentation.ts';

export interface Confirmed {
  readonly at: number;
  readonly probability: number;
}

export interface Confirmation {
  readonly changes: readonly Confirmed[];
  /** Places that a level rising or falling bit by bit made look like changes. */
  readonly drifts: readonly number[];
}

/**
 * Looks at each change again, between its neighbours alone: puts it where it fits best, and takes it away where it is no
 * longer one, where the noise merely grew, or where a straight line describes the values better than two levels.
 */
export function confirm(values: Float64Array, found: readonly number[], options: SegmentationOptions): Confirmation {
  const room = roomFor(values.length);
  const drifts: number[] = [];
  let changes: Confirmed[] = found.map((at) => ({ at, probability: 0 }));
  for (;;) {
    changes = changes.map((change, i) => {
      const stretch = { from: changes[i - 1]?.at ?? 0, to: changes[i + 1]?.at ?? values.length };
      return lookedAtAgain(values, change, { ...options, stretch, room });
    });
    const [weakest] = changes
      .filter(({ probability }) => probability > options.falseAlarms)
      .sort((left, right) => right.probability - left.probability);
    if (weakest !== undefined) {
      changes = changes.filter((change) => change !== weakest);
      continue;
    }
    const bounds = [0, ...changes.map(({ at }) => at), values.length];
    const drifting = driftingSteps(values, { bounds, deviation: deviationAbout(values, bounds, room) });
    if (drifting.length === 0) return { changes, drifts: drifts.sort((left, right) => left - right) };
    drifts.push(...drifting.map((i) => bounds[i] as number));
    changes = changes.filter((_, i) => !drifting.includes(i + 1));
  }
}

interface Look extends SegmentationOptions {
  readonly stretch: Stretch;
  readonly room: Room;
}

function lookedAtAgain(values: Float64Array, change: Confirmed, look: Look): Confirmed {
  const clipped = drawnIn(values, look.stretch, look.room);
  const allowed = look.falseAlarms * allowance(clipped.length, values.length);
  const split = scan(clipped, look, allowed);
  if (split === undefined) return { at: change.at, probability: 1 };
  const probability = Math.max(split.probability, unevenProbability(clipped, split.at, look));
  return { at: look.stretch.from + split.at, probability: probability > allowed ? 1 : probability };
}

/** The standard deviation of single values about the level they belong to, which outliers do not touch. */
export function deviationAbout(
  values: Float64Array,
  bounds: readonly number[],
  { values: into, scratch }: Room,
): number {
  for (const [i, from] of bounds.slice(0, -1).entries()) {
    const part = values.subarray(from, bounds[i + 1]);
    scratch.set(part);
    const level = medianInPlace(scratch, part.length);
    for (let at = 0; at < part.length; at++) into[from + at] = (part[at] as number) - level;
  }
  const freedom = values.length / Math.max(1, values.length - (bounds.length - 1));
  return levelAndScale(into.subarray(0, values.length), scratch).scale * Math.sqrt(freedom);
}

/** How many values at the end of a side, or next to it where it is short, tell how noisy it is there. */
const NEARBY = 16;
/** How many values the noise of the whole stretch counts as beside them. */
const PRIOR = 16;

/** The same test with the noise found on each side, where that is greater: what gets noisier has not changed its level. */
function unevenProbability(values: Float64Array, at: number, { dependence, leastVariance }: Look): number {
  const count = values.length;
  const [left, right] = [squaresOf(values, 0, at), squaresOf(values, at, count)];
  const pooled = Math.max(leastVariance, (left.squares + right.squares) / residualFreedom(at, count - at, dependence));
  const before = Math.max(pooled, noiseOf(left.squares, at, { pooled, beside: right.squares / (count - at) }));
  const after = Math.max(pooled, noiseOf(right.squares, count - at, { pooled, beside: left.squares / at }));
  const spread =
    ((before / at + after / (count - at)) / (1 / at + 1 / (count - at))) *
    differenceVariance(at, count - at, dependence);
  if (!(spread > 0)) return 0;
  const freedom = varianceFreedom(count, dependence.rho);
  const deviate = normalDeviate(Math.abs(left.mean - right.mean) / Math.sqrt(spread), freedom);
  return scanProbability(deviate, { count, least: LEAST_SEGMENT });
}

function noiseOf(squares: number, count: number, { pooled, beside }: { pooled: number; beside: number }): number {
  const short = Math.max(0, NEARBY - count);
  return (squares + short * beside + PRIOR * pooled) / (count + short + PRIOR);
}

function squaresOf(values: Float64Array, from: number, to: number): { mean: number; squares: number } {
  let sum = 0;
  for (let i = from; i < to; i++) sum += values[i] as number;
  const mean = sum / Math.max(1, to - from);
  let squares = 0;
  for (let i = from; i < to; i++) squares += ((values[i] as number) - mean) ** 2;
  return { mean, squares };
}
