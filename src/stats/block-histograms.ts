import type { HistogramData } from '../model/snapshot.ts';
import { upperBoundOf } from './buckets.ts';
import { Histogram } from './histogram.ts';

/** Values under this are not told from it: times are counted in whole microseconds. */
const LEAST = 0.5;

/**
 * Histograms of blocks, of which quantiles and means are taken with each block counted as often as a weight says: what
 * resampling needs thousands of, so counts are summed up once and a quantile is found by halving. Values are spread evenly over
 * their bucket, since small changes would otherwise vanish in one.
 */
export class BlockHistograms {
  /** Of each block. */
  readonly counts: Float64Array;
  readonly #sums: Float64Array;
  /** By bucket, then block: how many values lie in it or under. The first one is for zeros. */
  readonly #cumulated: Float64Array;
  /** Of each bucket the upper one. */
  readonly #bounds: Float64Array;
  readonly #blocks: number;
  readonly #greatest: number;

  constructor(histograms: readonly HistogramData[]) {
    const pooled = new Histogram();
    for (const each of histograms) pooled.merge(each);
    const { scale } = pooled;
    const { offset, counts } = pooled.encode().positive;
    const size = counts.length + 1;
    this.#blocks = histograms.length;
    this.#greatest = pooled.count > 0 ? pooled.max : 0;
    this.counts = Float64Array.from(histograms, ({ count }) => count);
    this.#sums = Float64Array.from(histograms, ({ sum }) => sum);
    this.#bounds = Float64Array.from({ length: size }, (_, at) => upperBoundOf(offset + at - 1, scale));
    this.#cumulated = new Float64Array(size * this.#blocks);
    for (const [block, each] of histograms.entries()) this.#cumulate(block, atScale(each, scale), offset);
  }

  #cumulate(block: number, { zeroCount, positive }: HistogramData, offset: number): void {
    const size = this.#bounds.length;
    let below = zeroCount;
    for (let at = 0; at < size; at++) {
      if (at > 0) below += positive.counts[offset + at - 1 - positive.offset] ?? 0;
      this.#cumulated[at * this.#blocks + block] = below;
    }
  }

  count(weights: ArrayLike<number>): number {
    return weighted(this.counts, weights);
  }

  /** NaN without values. */
  mean(weights: ArrayLike<number>): number {
    return Math.max(weighted(this.#sums, weights) / this.count(weights), LEAST);
  }

  /** NaN without values. */
  quantile(q: number, weights: ArrayLike<number>): number {
    const rank = q * this.count(weights);
    if (!(rank > 0)) return Number.NaN;
    let [low, high] = [0, this.#bounds.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#below(middle, weights) >= rank) high = middle;
      else low = middle + 1;
    }
    return Math.max(this.#within(low, rank, weights), LEAST);
  }

  #within(bucket: number, rank: number, weights: ArrayLike<number>): number {
    if (bucket === 0) return 0;
    const [under, upTo] = [this.#below(bucket - 1, weights), this.#below(bucket, weights)];
    const [lower, upper] = [this.#bounds[bucket - 1] as number, this.#bounds[bucket] as number];
    const share = upTo > under ? (rank - under) / (upTo - under) : 1;
    return Math.min(lower + (upper - lower) * share, this.#greatest);
  }

  #below(bucket: number, weights: ArrayLike<number>): number {
    const start = bucket * this.#blocks;
    let sum = 0;
    for (let block = 0; block < this.#blocks; block++) {
      sum += (this.#cumulated[start + block] as number) * (weights[block] as number);
    }
    return sum;
  }
}

function atScale(data: HistogramData, scale: number): HistogramData {
  if (data.scale === scale) return data;
  const coarser = Histogram.decode(data);
  coarser.downscale(scale);
  return coarser.encode();
}

function weighted(values: Float64Array, weights: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += (values[at] as number) * (weights[at] as number);
  return sum;
}
