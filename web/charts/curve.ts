import type { CurveHistogram, CurveSpec } from './specs.ts';

type Curve = CurveSpec['curves'][number];

/** Where a bucket begins, in the unit of the spec; it ends where the next one does. */
function boundOf({ scale }: CurveHistogram, bucket: number): number {
  return 2 ** (bucket / 2 ** scale);
}

export function countOf({ zeroCount, counts }: CurveHistogram): number {
  return counts.reduce((sum, count) => sum + count, zeroCount);
}

/** The values under which each of these shares of all lies, by nearest rank: the middle of the bucket, never outside what was measured. */
export function quantilesOf({ histogram, min, max }: Curve, shares: readonly number[]): number[] {
  const total = countOf(histogram);
  if (total === 0) return shares.map(() => Number.NaN);
  const { counts, offset } = histogram;
  const order = shares.map((_, index) => index).sort((left, right) => (shares[left] ?? 0) - (shares[right] ?? 0));
  const values = new Array<number>(shares.length).fill(max);
  let [bucket, below] = [-1, histogram.zeroCount];
  for (const index of order) {
    const rank = Math.max(1, Math.ceil((shares[index] ?? 0) * total - 1e-9));
    while (below < rank && bucket < counts.length - 1) {
      bucket++;
      below += counts[bucket] ?? 0;
    }
    const value = bucket < 0 ? 0 : boundOf(histogram, offset + bucket + 0.5);
    values[index] = rank >= total ? max : Math.min(Math.max(value, min), max);
  }
  return values;
}

/** How much of a histogram lies in each of a row of bins. */
export interface Bins {
  /** One more than there are bins. */
  readonly bounds: readonly number[];
  /** Of each curve. */
  readonly counts: readonly (readonly number[])[];
  /** Of each curve: what lies beyond the last bin. */
  readonly above: readonly number[];
}

export interface BinOptions {
  readonly isLog: boolean;
  /** About as many are made. */
  readonly most: number;
}

/** The same bins for all curves: equal factors on a logarithmic axis; on a linear one equal widths up to where all but the slowest half a percent lie. */
export function binsOf(curves: readonly Curve[], { isLog, most }: BinOptions): Bins {
  const filled = curves.filter(({ histogram }) => countOf(histogram) > 0);
  if (filled.length === 0) return { bounds: [0, 1], counts: curves.map(() => [0]), above: curves.map(() => 0) };
  const bounds = isLog ? logBounds(filled, most) : linearBounds(filled, most);
  const spread = curves.map((curve) => spreadOf(curve.histogram, bounds));
  return { bounds, counts: spread.map(({ counts }) => counts), above: spread.map(({ above }) => above) };
}

function logBounds(curves: readonly Curve[], most: number): number[] {
  const low = Math.min(...curves.map(({ histogram, max }) => lowestOf(histogram) ?? max));
  const high = Math.max(...curves.map(({ max }) => max), low);
  if (!(high > 0)) return [0, 1];
  // Bins of a whole power of two to a whole power, so that they hold whole buckets.
  let scale = 6;
  while (scale > -2 && Math.log2(high / low) * 2 ** scale > most) scale--;
  const index = (value: number) => Math.log2(value) * 2 ** scale;
  const [first, last] = [Math.floor(index(low) + 1e-9), Math.ceil(index(high) - 1e-9)];
  const bins = Math.max(1, last - first);
  return Array.from({ length: bins + 1 }, (_, bin) => 2 ** ((first + bin) / 2 ** scale));
}

function lowestOf(histogram: CurveHistogram): number | undefined {
  const first = histogram.counts.findIndex((count) => count > 0);
  return first < 0 ? undefined : boundOf(histogram, histogram.offset + first);
}

const SHOWN_SHARE = 0.995;

function linearBounds(curves: readonly Curve[], most: number): number[] {
  const reach = Math.max(...curves.map((curve) => quantilesOf(curve, [SHOWN_SHARE])[0] ?? curve.max));
  const high = reach > 0 ? reach * 1.02 : 1;
  return Array.from({ length: most + 1 }, (_, bin) => (high * bin) / most);
}

/** Each bucket's count goes to the bins that it overlaps, as if its values were spread evenly over it. */
function spreadOf(histogram: CurveHistogram, bounds: readonly number[]): { counts: number[]; above: number } {
  const counts = new Array<number>(bounds.length - 1).fill(0);
  counts[0] = histogram.zeroCount;
  const end = bounds.at(-1) ?? 0;
  let [bin, above] = [0, 0];
  for (let index = 0; index < histogram.counts.length; index++) {
    const count = histogram.counts[index] ?? 0;
    if (count === 0) continue;
    const bucket = histogram.offset + index;
    const [from, to] = [boundOf(histogram, bucket), boundOf(histogram, bucket + 1)];
    while (bin < counts.length - 1 && (bounds[bin + 1] ?? 0) <= from) bin++;
    addToBins(counts, bounds, { bin, from, to, perUnit: count / (to - from) });
    above += (count * Math.max(0, to - Math.max(from, end))) / (to - from);
  }
  return { counts, above };
}

interface Stretch {
  /** The first that it reaches into. */
  readonly bin: number;
  readonly from: number;
  readonly to: number;
  readonly perUnit: number;
}

function addToBins(counts: number[], bounds: readonly number[], { bin, from, to, perUnit }: Stretch): void {
  for (let at = bin; at < counts.length && (at === bin || (bounds[at] ?? 0) < to); at++) {
    // What rounding puts below the first bin belongs to it.
    const lowest = at === 0 ? 0 : (bounds[at] ?? 0);
    const overlap = Math.max(0, Math.min(to, bounds[at + 1] ?? 0) - Math.max(from, lowest));
    counts[at] = (counts[at] ?? 0) + overlap * perUnit;
  }
}
