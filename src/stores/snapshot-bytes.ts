import type { HistogramBuckets, HistogramData, Snapshot } from '../model/snapshot.ts';
import { ByteReader, ByteWriter } from './bytes.ts';
import type { JournalEntry } from './store.ts';

/**
 * Entries of a journal as bytes. Most buckets of a second's histograms are empty, and objects repeat their keys thousands of times:
 * written so, a second of two hundred steps takes a tenth of the time and of the room that Node's own serialising does.
 */
export function entriesToBytes(entries: readonly JournalEntry[]): Uint8Array {
  const out = new ByteWriter();
  for (const entry of entries) {
    if ('note' in entry) {
      out.count(NOTE);
      out.text(JSON.stringify(entry.note));
    } else {
      out.count(SNAPSHOT);
      writeSnapshot(out, entry.snapshot);
    }
  }
  return out.bytes();
}

const NOTE = 0;
const SNAPSHOT = 1;

export function* entriesFromBytes(bytes: Uint8Array): Generator<JournalEntry> {
  const from = new ByteReader(bytes);
  while (!from.isAtEnd) {
    const kind = from.count();
    if (kind === NOTE) yield { note: JSON.parse(from.text()) };
    else if (kind === SNAPSHOT) yield { snapshot: readSnapshot(from) };
    else throw new RangeError(`there is no entry of kind ${kind}`);
  }
}

function writeSnapshot(out: ByteWriter, snapshot: Snapshot): void {
  // What scripts log is shown while a run goes on, and is no part of it.
  const { shard, second, final, trends, counters, rates, gauges, logs: _, ...rest } = snapshot;
  out.whole(shard);
  out.whole(second);
  out.count(final ? 1 : 0);
  out.text(JSON.stringify(rest));
  out.list(trends, ({ id, histogram }) => {
    out.count(id);
    writeHistogram(out, histogram);
  });
  out.list(counters, ({ id, total }) => {
    out.count(id);
    out.number(total);
  });
  out.list(rates, ({ id, passes, fails }) => {
    out.count(id);
    out.number(passes);
    out.number(fails);
  });
  out.list(gauges, ({ id, last, min, max, mean, weightMs }) => {
    out.count(id);
    for (const value of [last, min, max, mean, weightMs]) out.number(value);
  });
}

function readSnapshot(from: ByteReader): Snapshot {
  const [shard, second, final] = [from.whole(), from.whole(), from.count() === 1];
  const rest = JSON.parse(from.text()) as Pick<Snapshot, 'added' | 'errors'>;
  return {
    ...rest,
    shard,
    second,
    final,
    logs: [],
    trends: from.list(() => ({ id: from.count(), histogram: readHistogram(from) })),
    counters: from.list(() => ({ id: from.count(), total: from.number() })),
    rates: from.list(() => ({ id: from.count(), passes: from.number(), fails: from.number() })),
    gauges: from.list(() => {
      const id = from.count();
      const [last, min, max] = [from.number(), from.number(), from.number()];
      return { id, last, min, max, mean: from.number(), weightMs: from.number() };
    }),
  };
}

const HAS_NEGATIVE = 1;
const HAS_BOUNDS = 2;

function writeHistogram(out: ByteWriter, histogram: HistogramData): void {
  const { scale, count, sum, sumSquares, min, max, zeroCount, positive, negative, bounds, within } = histogram;
  out.count((negative === undefined ? 0 : HAS_NEGATIVE) + (bounds === undefined ? 0 : HAS_BOUNDS));
  out.whole(scale);
  for (const value of [count, sum, sumSquares, min, max, zeroCount]) out.number(value);
  writeBuckets(out, positive);
  if (negative !== undefined) writeBuckets(out, negative);
  if (bounds === undefined) return;
  out.list(bounds, (bound) => out.number(bound));
  out.list(within ?? [], (each) => out.number(each));
}

function readHistogram(from: ByteReader): HistogramData {
  const parts = from.count();
  const scale = from.whole();
  const [count, sum, sumSquares] = [from.number(), from.number(), from.number()];
  const [min, max, zeroCount] = [from.number(), from.number(), from.number()];
  const positive = readBuckets(from);
  const negative = (parts & HAS_NEGATIVE) === 0 ? undefined : readBuckets(from);
  const exact =
    (parts & HAS_BOUNDS) === 0
      ? {}
      : { bounds: from.list(() => from.number()), within: from.list(() => from.number()) };
  const sums = { scale, count, sum, sumSquares, min, max, zeroCount, positive };
  return { ...sums, ...(negative === undefined ? {} : { negative }), ...exact };
}

/** How many there are, then for each that is not empty how many empty ones lie before it, and its count. */
function writeBuckets(out: ByteWriter, { offset, counts }: HistogramBuckets): void {
  out.whole(offset);
  out.count(counts.length);
  const pairs = pairsOf(counts);
  let last = -1;
  for (let at = usedFrom(0, counts, pairs); at < counts.length; at = usedFrom(at + 1, counts, pairs)) {
    out.count(at - last);
    out.number(counts[at] as number);
    last = at;
  }
  out.count(0);
}

/** The first bucket from there on that is not empty; their number where all are. */
function usedFrom(from: number, counts: ArrayLike<number>, pairs: Float64Array | undefined): number {
  let at = from;
  if (pairs !== undefined) {
    if (at % 2 === 1 && counts[at] === 0) at++;
    let pair = at >> 1;
    while (pair < pairs.length && pairs[pair] === 0) pair++;
    at = Math.max(at, 2 * pair);
  }
  while (at < counts.length && counts[at] === 0) at++;
  return at;
}

const WORTH_LOOKING_AT = 32;

/**
 * The same bytes as numbers of twice the width, of which those that are zero are skipped in half the time: nearly all buckets of a
 * second are empty, and there are millions. (Minus zero would be a count of 2³¹.)
 */
function pairsOf(counts: ArrayLike<number>): Float64Array | undefined {
  if (!(counts instanceof Uint32Array) || counts.length < WORTH_LOOKING_AT || counts.byteOffset % 8 !== 0)
    return undefined;
  return new Float64Array(counts.buffer, counts.byteOffset, counts.length >> 1);
}

/** No histogram of a run spans more buckets than this: 256 an octave, over all numbers. */
const MOST_BUCKETS = 1_000_000;

function readBuckets(from: ByteReader): HistogramBuckets {
  const offset = from.whole();
  const length = from.count();
  if (length > MOST_BUCKETS) throw new RangeError(`a histogram has ${length} buckets`);
  const counts = new Float64Array(length);
  let at = -1;
  for (let step = from.count(); step > 0; step = from.count()) {
    at += step;
    if (at >= length) throw new RangeError('a bucket lies outside of its histogram');
    counts[at] = from.number();
  }
  return { offset, counts };
}
