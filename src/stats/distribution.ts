import type { HistogramBuckets, HistogramData } from '../model/snapshot.ts';
import { middleOf, upperBoundOf } from './buckets.ts';

/** Quantiles by nearest rank, in any order, in one pass over the buckets; NaN where nothing was counted. */
export function quantilesOf(data: HistogramData, qs: readonly number[]): number[] {
  const { count, min, max } = data;
  const values = qs.map((q) => (count === 0 ? Number.NaN : q > 0 ? max : min));
  const wanted = qs.map((q, at) => ({ at, rank: nearestRank(q, count) }));
  // The first and the last rank are known exactly.
  const inside = wanted.filter(({ rank }) => rank > 0 && rank < count).sort((left, right) => left.rank - right.rank);
  let seen = 0;
  let next = 0;
  visitBuckets(data, ({ times, middle }) => {
    seen += times;
    for (let place = inside[next]; place !== undefined && place.rank <= seen; place = inside[++next]) {
      values[place.at] = Math.min(Math.max(middle, min), max);
    }
    return next < inside.length;
  });
  return values;
}

/** How many values are at or under `value`, taking those of one bucket as evenly spread. */
export function countAtOrBelow(data: HistogramData, value: number): number {
  if (data.count === 0 || !(value >= data.min)) return 0;
  if (value >= data.max) return data.count;
  let below = 0;
  visitBuckets(data, ({ times, lower, upper }) => {
    if (value >= upper) below += times;
    else if (value > lower) below += (times * (value - lower)) / (upper - lower);
    return value > upper;
  });
  return below;
}

/** The smallest rank, counted from 1, that leaves a share `q` at or under it; 0.07 of 100 is 7 and not 8, whatever the rounding. */
function nearestRank(q: number, count: number): number {
  return Math.ceil(q * count * (1 - 1e-14));
}

interface Bucket {
  readonly times: number;
  readonly lower: number;
  readonly middle: number;
  readonly upper: number;
}

/** From the smallest values to the greatest, while `visit` returns true. */
function visitBuckets(data: HistogramData, visit: (bucket: Bucket) => boolean): void {
  const { scale, negative, positive, zeroCount } = data;
  if (negative !== undefined && !visitMirrored(negative, scale, visit)) return;
  if (zeroCount > 0 && !visit({ times: zeroCount, lower: 0, middle: 0, upper: 0 })) return;
  const { offset, counts } = positive;
  for (let i = 0; i < counts.length; i++) {
    const times = counts[i] as number;
    if (times > 0 && !visit(bucketAt(offset + i, scale, times))) return;
  }
}

function visitMirrored(buckets: HistogramBuckets, scale: number, visit: (bucket: Bucket) => boolean): boolean {
  const { offset, counts } = buckets;
  for (let i = counts.length - 1; i >= 0; i--) {
    const times = counts[i] as number;
    if (times === 0) continue;
    const { lower, middle, upper } = bucketAt(offset + i, scale, times);
    if (!visit({ times, lower: -upper, middle: -middle, upper: -lower })) return false;
  }
  return true;
}

function bucketAt(index: number, scale: number, times: number): Bucket {
  return {
    times,
    lower: upperBoundOf(index - 1, scale),
    middle: middleOf(index, scale),
    upper: upperBoundOf(index, scale),
  };
}
