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
  const isMore = (times: number, bucket: Bucket): boolean => {
    seen += times;
    for (let place = inside[next]; place !== undefined && place.rank <= seen; place = inside[++next]) {
      values[place.at] = Math.min(Math.max(middleIn(bucket, data.scale), min), max);
    }
    return next < inside.length;
  };
  if (inside.length === 0 || !visitUpToZero(data, isMore)) return values;
  const { offset, counts } = data.positive;
  const bucket: Bucket = { index: 0, side: 'positive' };
  let rank = inside[next]?.rank ?? 0;
  // Hundreds of quantiles are asked for in each second of a run: most buckets are only counted.
  for (let i = 0; i < counts.length; i++) {
    const times = counts[i] as number;
    if (seen + times < rank) seen += times;
    else if (times > 0) {
      bucket.index = offset + i;
      if (!isMore(times, bucket)) break;
      rank = inside[next]?.rank ?? 0;
    }
  }
  return values;
}

/** How many values are at or under `value`, taking those of one bucket as evenly spread. */
export function countAtOrBelow(data: HistogramData, value: number): number {
  if (data.count === 0 || !(value >= data.min)) return 0;
  if (value >= data.max) return data.count;
  let below = 0;
  visitBuckets(data, (times, bucket) => {
    const { lower, upper } = boundsOf(bucket, data.scale);
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

/** A bucket by its index; those of negative values mirror the positive ones. */
interface Bucket {
  index: number;
  side: 'negative' | 'zero' | 'positive';
}

type Visit = (times: number, bucket: Bucket) => boolean;

/** From the smallest values to the greatest, while `visit` returns true; the bucket is one object, filled in anew. */
function visitBuckets(data: HistogramData, visit: Visit): void {
  if (!visitUpToZero(data, visit)) return;
  const bucket: Bucket = { index: 0, side: 'positive' };
  const { offset, counts } = data.positive;
  for (let i = 0; i < counts.length; i++) {
    bucket.index = offset + i;
    const times = counts[i] as number;
    if (times > 0 && !visit(times, bucket)) return;
  }
}

/** Those of negative values and of 0; answers whether the positive ones are to follow. */
function visitUpToZero({ negative, zeroCount }: HistogramData, visit: Visit): boolean {
  const bucket: Bucket = { index: 0, side: 'negative' };
  if (negative !== undefined && !visitMirrored(negative, bucket, visit)) return false;
  bucket.side = 'zero';
  return zeroCount === 0 || visit(zeroCount, bucket);
}

function visitMirrored({ offset, counts }: HistogramBuckets, bucket: Bucket, visit: Visit): boolean {
  for (let i = counts.length - 1; i >= 0; i--) {
    bucket.index = offset + i;
    const times = counts[i] as number;
    if (times > 0 && !visit(times, bucket)) return false;
  }
  return true;
}

function middleIn({ index, side }: Bucket, scale: number): number {
  if (side === 'zero') return 0;
  const middle = middleOf(index, scale);
  return side === 'negative' ? -middle : middle;
}

function boundsOf({ index, side }: Bucket, scale: number): { lower: number; upper: number } {
  if (side === 'zero') return { lower: 0, upper: 0 };
  const lower = upperBoundOf(index - 1, scale);
  const upper = upperBoundOf(index, scale);
  return side === 'negative' ? { lower: -upper, upper: -lower } : { lower, upper };
}
