/**
 * stats/ is maths on arrays and knows nothing of load. Its centre is this histogram, in which every duration of a run is
 * counted: values go in, and counts, quantiles and plain data that add up exactly come out.
 */
import type { HistogramJson } from '../model/run.ts';
import type { HistogramBuckets, HistogramData } from '../model/snapshot.ts';
import { BucketWindow, usedBuckets } from './bucket-window.ts';
import { bucketOf, bucketOfInteger, FINEST_SCALE } from './buckets.ts';
import { countAtOrBelow, quantilesOf } from './distribution.ts';

const COARSEST_SCALE = -10;
const MOST_IN_UINT32 = 0xffff_ffff;

/** Places in `totals`: a typed array, since the fields of an object would be boxed anew when they outgrow small integers. */
const COUNT = 0;
const SUM = 1;
const SQUARES = 2;
const MIN = 3;
const MAX = 4;

/**
 * A base-2 exponential histogram. Recording costs a few nanoseconds, merging loses nothing, and a quantile is within 0.14 %
 * of the true value at scale 8. Count, sum, minimum and maximum are exact. Values more than 64 octaves apart coarsen the
 * scale as far as it takes to hold them, the same in whatever order they come.
 */
export class Histogram implements HistogramData {
  zeroCount = 0;
  private shift = 0;
  private readonly totals = new Float64Array([0, 0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
  readonly positive = new BucketWindow();
  negative: BucketWindow | undefined;
  private asked: readonly number[] = [];
  bounds: readonly number[] = [];
  within: number[] = [];

  static decode(data: HistogramData): Histogram {
    const histogram = new Histogram();
    histogram.merge(data);
    return histogram;
  }

  get scale(): number {
    return FINEST_SCALE - this.shift;
  }

  get count(): number {
    return this.totals[COUNT] as number;
  }

  get sum(): number {
    return this.totals[SUM] as number;
  }

  get sumSquares(): number {
    return this.totals[SQUARES] as number;
  }

  /** Infinity while nothing is recorded. */
  get min(): number {
    return this.totals[MIN] as number;
  }

  /** −Infinity while nothing is recorded. */
  get max(): number {
    return this.totals[MAX] as number;
  }

  /** NaN while nothing is recorded. */
  get mean(): number {
    return this.sum / this.count;
  }

  /** The sample's standard deviation; 0 for fewer than two values. */
  get stddev(): number {
    const { count, sum, sumSquares } = this;
    return count < 2 ? 0 : Math.sqrt(Math.max(0, sumSquares - (sum * sum) / count) / (count - 1));
  }

  /** Counts a value; whole numbers from 1 to 2^31 − 1 are the fast ones. Only finite numbers can be counted. */
  record(value: number): void {
    const integer = value | 0;
    if (integer !== value || integer <= 0) {
      this.recordMany(value, 1);
      return;
    }
    const { positive } = this;
    const { counts } = positive;
    const slot = (bucketOfInteger(integer) >> this.shift) - positive.offset;
    if (slot < 0 || slot >= counts.length || (counts[slot] as number) >= MOST_IN_UINT32) {
      this.recordMany(value, 1);
      return;
    }
    counts[slot] = (counts[slot] as number) + 1;
    const { totals } = this;
    totals[COUNT] = (totals[COUNT] as number) + 1;
    totals[SUM] = (totals[SUM] as number) + value;
    totals[SQUARES] = (totals[SQUARES] as number) + value * value;
    if (value < (totals[MIN] as number)) totals[MIN] = value;
    if (value > (totals[MAX] as number)) totals[MAX] = value;
    if (this.bounds.length > 0) this.countBounds(value, 1);
  }

  recordMany(value: number, times: number): void {
    if (!Number.isFinite(value)) throw new RangeError(`a histogram cannot count ${value}`);
    if (times <= 0) return;
    if (value === 0) this.zeroCount += times;
    else this.addToBucket(value > 0 ? this.positive : this.negatives(), bucketOf(Math.abs(value)), times);
    const { totals } = this;
    totals[COUNT] = this.count + times;
    totals[SUM] = this.sum + value * times;
    totals[SQUARES] = this.sumSquares + value * value * times;
    totals[MIN] = Math.min(this.min, value);
    totals[MAX] = Math.max(this.max, value);
    if (this.bounds.length > 0) this.countBounds(value, times);
  }

  addZeros(times: number): void {
    this.recordMany(0, times);
  }

  /** Counts exactly, from the first value on, how many values are at or under each bound. */
  countWithin(bounds: readonly number[]): void {
    if (this.count > 0) throw new Error('bounds have to be set before the first value');
    this.asked = [...bounds];
    this.setBounds(this.asked);
  }

  /** The exact count of values at or under a bound; undefined for a bound that was not counted all along. */
  countedWithin(bound: number): number | undefined {
    const at = this.bounds.indexOf(bound);
    return at < 0 ? undefined : this.within[at];
  }

  /**
   * Adds all that another histogram, or its encoded form, counted. A bound stays exact where both counted it; an empty
   * histogram without bounds takes over the other's.
   */
  merge(other: HistogramData): void {
    if (other.count === 0) return;
    this.mergeBounds(other);
    this.downscale(other.scale);
    this.addBuckets(this.positive, other.positive, other.scale);
    if (other.negative !== undefined) this.addBuckets(this.negatives(), other.negative, other.scale);
    this.zeroCount += other.zeroCount;
    const { totals } = this;
    totals[COUNT] = this.count + other.count;
    totals[SUM] = this.sum + other.sum;
    totals[SQUARES] = this.sumSquares + other.sumSquares;
    totals[MIN] = Math.min(this.min, other.min);
    totals[MAX] = Math.max(this.max, other.max);
  }

  /** Joins neighbouring buckets, exactly, down to a coarser scale; a finer scale changes nothing. */
  downscale(scale: number): void {
    if (!(scale >= COARSEST_SCALE)) throw new RangeError(`a histogram cannot have scale ${scale}`);
    const shift = this.scale - scale;
    if (shift <= 0) return;
    this.shift += shift;
    this.positive.downscale(shift);
    this.negative?.downscale(shift);
  }

  /** Empties it for the next second; the arrays and the bounds asked for stay. */
  reset(): void {
    this.zeroCount = 0;
    this.shift = 0;
    this.totals.fill(0, COUNT, MIN);
    this.totals[MIN] = Number.POSITIVE_INFINITY;
    this.totals[MAX] = Number.NEGATIVE_INFINITY;
    this.positive.reset();
    this.negative?.reset();
    this.setBounds(this.asked);
  }

  /** The value at or under which a share `q` of the values lie, by nearest rank; NaN while nothing is recorded. */
  quantile(q: number): number {
    return quantilesOf(this, [q])[0] as number;
  }

  /** Several quantiles, in any order, in one pass over the buckets. */
  quantiles(qs: readonly number[]): number[] {
    return quantilesOf(this, qs);
  }

  /** An estimate of how many values are at or under `value`; `countedWithin` has the exact count of bounds asked for. */
  countAtOrBelow(value: number): number {
    return countAtOrBelow(this, value);
  }

  /** Plain data, trimmed to the buckets in use, that survives being posted to another thread. */
  encode(): HistogramData {
    const { count, sum, sumSquares, zeroCount, scale, bounds } = this;
    const negative = this.negative?.trimmed();
    return {
      scale,
      count,
      sum,
      sumSquares,
      min: count > 0 ? this.min : 0,
      max: count > 0 ? this.max : 0,
      zeroCount,
      positive: this.positive.trimmed(),
      ...(negative !== undefined && negative.counts.length > 0 ? { negative } : {}),
      ...(bounds.length > 0 ? { bounds: [...bounds], within: [...this.within] } : {}),
    };
  }

  /** The form in which a Run carries a histogram. */
  toJson(unit: string): HistogramJson {
    const { scale, zeroCount, positive, negative } = this.encode();
    const plain = ({ offset, counts }: HistogramBuckets) => ({ offset, counts: Array.from(counts) });
    return {
      scale,
      unit,
      zeroCount,
      positive: plain(positive),
      ...(negative === undefined ? {} : { negative: plain(negative) }),
    };
  }

  private negatives(): BucketWindow {
    this.negative ??= new BucketWindow();
    return this.negative;
  }

  private addToBucket(window: BucketWindow, bucket: number, times: number): void {
    this.makeRoom(window, bucket >> this.shift, bucket >> this.shift);
    window.add(bucket >> this.shift, times);
  }

  private addBuckets(window: BucketWindow, from: HistogramBuckets, scale: number): void {
    const used = usedBuckets(from);
    if (used === undefined) return;
    const shift = scale - this.scale;
    this.makeRoom(window, used.lowest >> shift, used.highest >> shift);
    window.addAll(from, scale - this.scale);
  }

  private makeRoom(window: BucketWindow, lowest: number, highest: number): void {
    const halvings = window.halvingsToHold(lowest, highest);
    if (halvings > 0) this.downscale(this.scale - halvings);
  }

  private setBounds(bounds: readonly number[]): void {
    this.bounds = bounds;
    this.within = bounds.map(() => 0);
  }

  private countBounds(value: number, times: number): void {
    const { bounds, within } = this;
    for (let i = 0; i < bounds.length; i++) {
      if (value <= (bounds[i] as number)) within[i] = (within[i] as number) + times;
    }
  }

  private mergeBounds(other: HistogramData): void {
    const { bounds = [], within = [] } = other;
    if (this.count === 0 && this.bounds.length === 0) this.setBounds([...bounds]);
    const both = this.bounds.filter((bound) => bounds.includes(bound));
    const counts = both.map((bound) => (this.countedWithin(bound) ?? 0) + (within[bounds.indexOf(bound)] ?? 0));
    if (both.length < this.bounds.length) this.bounds = both;
    this.within = counts;
  }
}
