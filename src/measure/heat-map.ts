import type { HeatMap } from '../model/run.ts';
import type { HistogramData } from '../model/snapshot.ts';
import { usedBuckets } from '../stats/bucket-window.ts';

type HeatColumn = HeatMap['columns'][number];

/** Trends of which every run keeps how their values were spread, step by step. */
export const HEAT_METRICS: ReadonlySet<string> = new Set(['http_req_duration', 'response_time', 'function_duration']);

/** Eight buckets an octave: 9 % each. */
export const HEAT_SCALE = 3;

/** The bucket that ends at 1: values of 0 count there. */
const ZERO_BUCKET = -1;
const NOTHING: HeatColumn = { offset: 0, counts: [] };

/** How the values of one trend were spread in each step, in a few bytes for each bucket in use. */
export class HeatColumns {
  readonly #columns: HeatColumn[] = [];

  /** What a step has measured; those left out have measured nothing. */
  set(step: number, histogram: HistogramData): void {
    while (this.#columns.length < step) this.#columns.push(NOTHING);
    this.#columns[step] = heatColumn(histogram);
  }

  /** The steps from one on, up to another. */
  list(from: number, to: number): HeatColumn[] {
    return Array.from({ length: Math.max(0, to - from) }, (_, at) => this.#columns[from + at] ?? NOTHING);
  }
}

/** The counts of a histogram at the scale of heat maps: neighbouring buckets are joined, so that nothing is lost or moved. */
export function heatColumn({ scale, positive, zeroCount }: HistogramData): HeatColumn {
  const used = usedBuckets(positive);
  const factor = 2 ** (HEAT_SCALE - scale);
  const inHeat = (bucket: number) => Math.floor(bucket * factor);
  const ends = used === undefined ? [] : [inHeat(used.lowest), inHeat(used.highest)];
  if (zeroCount > 0) ends.push(ZERO_BUCKET);
  if (ends.length === 0) return NOTHING;
  const offset = Math.min(...ends);
  const counts = new Array<number>(Math.max(...ends) - offset + 1).fill(0);
  if (zeroCount > 0) counts[ZERO_BUCKET - offset] = zeroCount;
  for (let bucket = used?.lowest ?? 1; bucket <= (used?.highest ?? 0); bucket++) {
    const count = positive.counts[bucket - positive.offset] as number;
    if (count === 0) continue;
    const slot = inHeat(bucket) - offset;
    counts[slot] = (counts[slot] as number) + count;
  }
  return { offset, counts };
}
