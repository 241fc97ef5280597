import type { HistogramData } from '../../model/snapshot.ts';
import { countAtOrBelow } from '../../stats/distribution.ts';

const CHARTED = [
  ['p50', 0.5],
  ['p90', 0.9],
  ['p95', 0.95],
  ['p99', 0.99],
  ['max', 1],
] as const;

/** One step of a series, its percentiles in the histogram's unit; and all that the run measured. */
export interface Step {
  readonly count: number;
  value(name: string): number | null;
}

interface Place {
  readonly rank: number;
  readonly value: number;
}

/**
 * How many samples of a step lie above `bound`, from the percentiles kept of it: each is the value of one rank, and between two of
 * them the counts follow the logarithm of the value. Below its median a step is taken to be shaped as the whole run, whose median is given.
 */
export function exceedingIn(
  step: Step,
  bound: number,
  all: { readonly data: HistogramData; readonly median: number },
): number {
  const { count } = step;
  let below: Place | undefined;
  for (const [name, q] of CHARTED) {
    const value = step.value(name);
    if (value === null) continue;
    const place = { rank: rankOf(q, count), value };
    if (value > bound)
      return count - (below === undefined ? belowMedian(bound, place, all) : between(bound, below, place));
    below = place;
  }
  return 0;
}

/** How many values are at or below `bound`, which lies between two known ranks. */
function between(bound: number, below: Place, above: Place): number {
  const ranks = above.rank - 1 - below.rank;
  if (ranks <= 0) return Math.min(below.rank, above.rank - 1);
  const width = Math.log(above.value / below.value);
  return below.rank + (width > 0 && below.value > 0 ? (ranks * Math.log(bound / below.value)) / width : 0);
}

function belowMedian(bound: number, { rank, value }: Place, all: { data: HistogramData; median: number }): number {
  const share = countAtOrBelow(all.data, (bound * all.median) / value) / all.data.count;
  return Math.min(rank - 1, share * 2 * rank);
}

function rankOf(q: number, count: number): number {
  return Math.ceil(q * count * (1 - 1e-14));
}
