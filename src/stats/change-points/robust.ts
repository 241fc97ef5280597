/** Median of the first `count` values, which are put into another order. Hoare's selection. */
export function medianInPlace(values: Float64Array, count: number): number {
  if (count === 0) return Number.NaN;
  const middle = count >> 1;
  const upper = select(values, count, middle);
  if (count % 2 === 1) return upper;
  let lower = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < middle; i++) lower = Math.max(lower, values[i] as number);
  return lower + (upper - lower) / 2;
}

function select(values: Float64Array, count: number, rank: number): number {
  let [from, to] = [0, count - 1];
  while (from < to) {
    const pivot = middleOfThree(values[from] as number, values[(from + to) >> 1] as number, values[to] as number);
    const { low, high } = partition(values, { from, to }, pivot);
    if (rank <= high) to = high;
    else if (rank >= low) from = low;
    else return values[rank] as number;
  }
  return values[rank] as number;
}

/** Up to `high` nothing is above the pivot, from `low` on nothing below it. */
function partition(values: Float64Array, { from, to }: Stretch, pivot: number): { low: number; high: number } {
  let [low, high] = [from, to];
  while (low <= high) {
    while ((values[low] as number) < pivot) low++;
    while ((values[high] as number) > pivot) high--;
    if (low > high) break;
    const kept = values[low] as number;
    values[low++] = values[high] as number;
    values[high--] = kept;
  }
  return { low, high };
}

function middleOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}

export interface LevelScale {
  readonly level: number;
  readonly scale: number;
}

/** What makes the median of absolute deviations the standard deviation of normal values, and the mean of them. */
const MEDIAN_FACTOR = 1.4826;
const MEAN_FACTOR = 1.2533;

/**
 * Median, and the standard deviation that the median absolute deviation stands for. Where more than half of the values are
 * the same, the mean absolute deviation stands in for it.
 */
export function levelAndScale(values: Float64Array, scratch: Float64Array): LevelScale {
  const count = values.length;
  scratch.set(values);
  const level = medianInPlace(scratch, count);
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const off = Math.abs((values[i] as number) - level);
    scratch[i] = off;
    sum += off;
  }
  const scale = MEDIAN_FACTOR * medianInPlace(scratch, count);
  return { level, scale: scale > 0 ? scale : (MEAN_FACTOR * sum) / Math.max(1, count) };
}

/** Scales from which values are drawn in: a single one then weighs no more than that. */
const REACH = 3.5;

/** The values from `from` to `to`, those far off the middle drawn in to a few scales: no single one then moves a mean by much. */
export function drawnIn(values: Float64Array, { from, to }: Stretch, room: Room): Float64Array {
  const stretch = values.subarray(from, to);
  const into = room.values.subarray(0, to - from);
  const { level, scale } = levelAndScale(stretch, room.scratch);
  const [low, high] = [level - REACH * scale, level + REACH * scale];
  for (let i = 0; i < stretch.length; i++) into[i] = Math.min(high, Math.max(low, stretch[i] as number));
  return into;
}

/** Part of a series: from the first index up to, not including, the second. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Memory to work in, so that thousands of stretches can be looked at without asking for more. */
export interface Room {
  readonly values: Float64Array;
  readonly scratch: Float64Array;
}

export function roomFor(count: number): Room {
  return { values: new Float64Array(count), scratch: new Float64Array(count) };
}

/** Mean of the values with those far off their own median drawn in, by a scale that is given. */
export function robustMean(values: Float64Array, scale: number): number {
  const middle = medianInPlace(values.slice(), values.length);
  let sum = 0;
  for (const value of values) sum += Math.min(REACH * scale, Math.max(-REACH * scale, value - middle));
  return middle + sum / values.length;
}
