import { robustMean, type Stretch } from './robust.ts';

/** By how many variances a line must describe the values better than one step, so that a step near an end is not taken for it. */
const AHEAD_OF_ONE = 4;
/** Each further step fits chance by so much: its level and its place are two things to choose. */
const AHEAD_OF_MORE = -5;
/** More steps in a row than that are not looked at together. */
const MOST_TOGETHER = 8;
/** Values that many deviations off tell nothing. */
const MOST_OFF = 4;

export interface Steps {
  /** Where levels begin, the first of them and the end of the last included. */
  readonly bounds: readonly number[];
  /** Of single values about their level. */
  readonly deviation: number;
}

/** Positions in `bounds` of changes that a straight line describes better: a level that rises or falls bit by bit. */
export function driftingSteps(values: Float64Array, { bounds, deviation }: Steps): number[] {
  const levels = bounds.slice(1).map((to, i) => robustMean(values.subarray(bounds[i] ?? 0, to), deviation));
  const steps = levels.length - 1;
  for (let most = Math.min(steps, MOST_TOGETHER); most >= 1; most--) {
    for (let first = 0; first + most <= steps; first++) {
      const inside = levels.slice(first, first + most + 1);
      if (!isOneWay(inside)) continue;
      const stretch = { from: bounds[first] ?? 0, to: bounds[first + most + 1] ?? values.length };
      const bySteps = stepCost(values, { bounds: bounds.slice(first, first + most + 2), levels: inside, deviation });
      const byLine = lineCost(values, stretch, deviation);
      const ahead = most === 1 ? AHEAD_OF_ONE : AHEAD_OF_MORE * (most - 1);
      if (byLine + ahead * deviation ** 2 < bySteps) return Array.from({ length: most }, (_, i) => first + 1 + i);
    }
  }
  return [];
}

function isOneWay(levels: readonly number[]): boolean {
  const way = Math.sign((levels[1] ?? 0) - (levels[0] ?? 0));
  return levels.every((level, i) => i === 0 || Math.sign(level - (levels[i - 1] ?? 0)) === way);
}

function stepCost(
  values: Float64Array,
  { bounds, levels, deviation }: Steps & { readonly levels: readonly number[] },
): number {
  let cost = 0;
  for (const [i, level] of levels.entries()) {
    for (let at = bounds[i] ?? 0; at < (bounds[i + 1] ?? 0); at++)
      cost += offness((values[at] as number) - level, deviation);
  }
  return cost;
}

/** Of the line through the values, once more without those that are far off it. */
function lineCost(values: Float64Array, stretch: Stretch, deviation: number): number {
  let line = lineThrough(values, stretch, () => true);
  for (let round = 0; round < 2; round++) {
    const last = line;
    line = lineThrough(values, stretch, (value, at) => Math.abs(value - last(at)) <= MOST_OFF * deviation);
  }
  let cost = 0;
  for (let at = stretch.from; at < stretch.to; at++) cost += offness((values[at] as number) - line(at), deviation);
  return cost;
}

function lineThrough(
  values: Float64Array,
  { from, to }: Stretch,
  counts: (value: number, at: number) => boolean,
): (at: number) => number {
  let [count, x, y, xx, xy] = [0, 0, 0, 0, 0];
  for (let at = from; at < to; at++) {
    const value = values[at] as number;
    if (!counts(value, at)) continue;
    const place = at - from;
    count++;
    x += place;
    y += value;
    xx += place * place;
    xy += place * value;
  }
  const spread = xx - (x * x) / count;
  const slope = count > 1 && spread > 0 ? (xy - (x * y) / count) / spread : 0;
  const start = count > 0 ? (y - slope * x) / count : 0;
  return (at) => start + slope * (at - from);
}

function offness(off: number, deviation: number): number {
  return Math.min(off * off, (MOST_OFF * deviation) ** 2);
}
