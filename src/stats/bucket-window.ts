import type { HistogramBuckets } from '../model/snapshot.ts';

const ROUNDED_TO = 64;
const LOWEST_BUCKET = -1075 * 256;
const HIGHEST_BUCKET = 1024 * 256;
const MOST_IN_UINT32 = 0xffff_ffff;

/** The counts of the buckets between the lowest and the highest in use, with a little room around. */
export class BucketWindow implements HistogramBuckets {
  /** The bucket that `counts[0]` stands for. */
  offset = 0;
  counts: Uint32Array | Float64Array = new Uint32Array(0);

  add(bucket: number, times: number): void {
    this.cover(bucket, bucket);
    this.addAt(bucket - this.offset, times);
  }

  /** Adds counts whose buckets are `shift` halvings finer. */
  addAll(from: HistogramBuckets, shift: number): void {
    const { offset, counts } = from;
    const { start, end } = usedPart(counts);
    if (start === end) return;
    this.cover((offset + start) >> shift, (offset + end - 1) >> shift);
    for (let i = start; i < end; i++) {
      const times = counts[i] as number;
      if (times > 0) this.addAt(((offset + i) >> shift) - this.offset, times);
    }
  }

  /** Joins each 2^shift neighbouring buckets. */
  downscale(shift: number): void {
    const finer = this.trimmed();
    this.offset = 0;
    this.counts = new Uint32Array(0);
    this.addAll(finer, shift);
  }

  /** A copy of the buckets in use. */
  trimmed(): { offset: number; counts: Uint32Array | Float64Array } {
    const { start, end } = usedPart(this.counts);
    return { offset: start === end ? 0 : this.offset + start, counts: this.counts.slice(start, end) };
  }

  reset(): void {
    this.counts.fill(0);
  }

  private addAt(slot: number, times: number): void {
    const count = (this.counts[slot] as number) + times;
    if (count > MOST_IN_UINT32 && this.counts instanceof Uint32Array) this.counts = Float64Array.from(this.counts);
    this.counts[slot] = count;
  }

  /** Grows by an eighth at least, so that a slow sweep over many octaves does not copy at every step. */
  private cover(lowest: number, highest: number): void {
    const { offset, counts } = this;
    if (lowest >= offset && highest < offset + counts.length) return;
    if (lowest < LOWEST_BUCKET || highest > HIGHEST_BUCKET) throw new RangeError(`no number is in bucket ${lowest}`);
    const room = counts.length >> 3;
    let start = lowest;
    let end = highest + 1;
    if (counts.length > 0) {
      start = lowest < offset ? lowest - room : offset;
      end = highest >= offset + counts.length ? highest + 1 + room : offset + counts.length;
    }
    this.offset = Math.floor(start / ROUNDED_TO) * ROUNDED_TO;
    const length = Math.ceil(end / ROUNDED_TO) * ROUNDED_TO - this.offset;
    this.counts = counts instanceof Uint32Array ? new Uint32Array(length) : new Float64Array(length);
    this.counts.set(counts, counts.length > 0 ? offset - this.offset : 0);
  }
}

function usedPart(counts: ArrayLike<number>): { start: number; end: number } {
  let start = 0;
  let end = counts.length;
  while (start < end && counts[start] === 0) start++;
  while (end > start && counts[end - 1] === 0) end--;
  return { start, end };
}
