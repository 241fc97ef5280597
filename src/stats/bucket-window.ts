import type { HistogramBuckets } from '../model/snapshot.ts';

const ROUNDED_TO = 64;
/** 64 octaves at scale 8: more than microseconds from one to 2^63, yet no more than 64 KB. */
const MOST_BUCKETS = 64 * 256;
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
    const used = usedBuckets(from);
    if (used === undefined) return;
    this.cover(used.lowest >> shift, used.highest >> shift);
    for (let bucket = used.lowest; bucket <= used.highest; bucket++) {
      const times = from.counts[bucket - from.offset] as number;
      if (times > 0) this.addAt((bucket >> shift) - this.offset, times);
    }
  }

  /** How often neighbouring buckets must be joined before these fit in beside those in use. */
  halvingsToHold(lowest: number, highest: number): number {
    if (lowest >= this.offset && highest < this.offset + this.counts.length) return 0;
    const used = usedBuckets(this) ?? { lowest, highest };
    const low = Math.min(lowest, used.lowest);
    const high = Math.max(highest, used.highest);
    let halvings = 0;
    while ((high >> halvings) - (low >> halvings) >= MOST_BUCKETS) halvings++;
    return halvings;
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
    const used = usedBuckets(this);
    if (used === undefined) return { offset: 0, counts: new Uint32Array(0) };
    const start = used.lowest - this.offset;
    return { offset: used.lowest, counts: this.counts.slice(start, used.highest - this.offset + 1) };
  }

  reset(): void {
    this.counts.fill(0);
  }

  private addAt(slot: number, times: number): void {
    const count = (this.counts[slot] as number) + times;
    if (count > MOST_IN_UINT32 && this.counts instanceof Uint32Array) this.counts = Float64Array.from(this.counts);
    this.counts[slot] = count;
  }

  /** Leaves an eighth of room, so that a slow sweep over many octaves does not copy at every step. */
  private cover(lowest: number, highest: number): void {
    const { offset, counts } = this;
    const past = offset + counts.length;
    if (lowest >= offset && highest < past) return;
    if (counts.length === 0) {
      this.moveTo(roundDown(lowest), roundDown(highest + ROUNDED_TO));
      return;
    }
    const room = counts.length >> 3;
    const start = lowest < offset ? roundDown(lowest - room) : offset;
    const end = highest >= past ? roundDown(highest + room + ROUNDED_TO) : past;
    if (end - start <= MOST_BUCKETS) {
      this.moveTo(start, end);
      return;
    }
    const used = usedBuckets(this) ?? { lowest, highest };
    this.moveTo(Math.min(lowest, used.lowest), Math.max(highest, used.highest) + 1);
  }

  private moveTo(start: number, end: number): void {
    const { offset, counts } = this;
    const used = usedBuckets(this);
    this.offset = start;
    this.counts = counts instanceof Uint32Array ? new Uint32Array(end - start) : new Float64Array(end - start);
    if (used === undefined) return;
    this.counts.set(counts.subarray(used.lowest - offset, used.highest - offset + 1), used.lowest - start);
  }
}

/** The lowest and the highest bucket with a count. */
export function usedBuckets(buckets: HistogramBuckets): { lowest: number; highest: number } | undefined {
  const { offset, counts } = buckets;
  let start = 0;
  let end = counts.length;
  while (start < end && counts[start] === 0) start++;
  while (end > start && counts[end - 1] === 0) end--;
  return start === end ? undefined : { lowest: offset + start, highest: offset + end - 1 };
}

function roundDown(bucket: number): number {
  return Math.floor(bucket / ROUNDED_TO) * ROUNDED_TO;
}
