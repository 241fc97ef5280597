import type { MetricType } from '../model/metrics.ts';
import { Histogram } from '../stats/histogram.ts';

/** What a series has come to so far; gauges are rolled up second by second instead. */
export type Tally = TrendTally | CounterTally | RateTally;

export interface TrendTally {
  readonly type: 'trend';
  readonly histogram: Histogram;
}

export interface CounterTally {
  readonly type: 'counter';
  total: number;
}

export interface RateTally {
  readonly type: 'rate';
  passes: number;
  fails: number;
}

export function emptyTally(type: Exclude<MetricType, 'gauge'>): Tally {
  if (type === 'trend') return { type, histogram: new Histogram() };
  if (type === 'counter') return { type, total: 0 };
  return { type, passes: 0, fails: 0 };
}

/** Adds `from` to `to`; both are of one type. */
export function addTally(to: Tally, from: Tally): void {
  if (to.type === 'trend' && from.type === 'trend') to.histogram.merge(from.histogram);
  else if (to.type === 'counter' && from.type === 'counter') to.total += from.total;
  else if (to.type === 'rate' && from.type === 'rate') {
    to.passes += from.passes;
    to.fails += from.fails;
  } else throw new Error(`a ${from.type} cannot be added to a ${to.type}`);
}

/** How many samples, or how much, a tally holds: what ranks the values of a tag. */
export function sizeOf(tally: Tally): number {
  if (tally.type === 'trend') return tally.histogram.count;
  return tally.type === 'counter' ? tally.total : tally.passes + tally.fails;
}
