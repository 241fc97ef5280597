import type { Metric, Severity } from '../../model/run.ts';
import { type Interval, normalQuantile } from '../../stats/intervals.ts';

/** Which way of a figure is worse: `cost` upwards, `gain` downwards; neither can be said of a `neutral` one. */
export type Direction = 'cost' | 'gain' | 'neutral';

/** What is compared of a metric. */
export interface FigureKey {
  readonly metric: string;
  readonly tags: Metric['tags'];
  readonly aggregate: string;
}

/** One figure of one run, and how well it is known. */
export interface Estimate extends FigureKey {
  readonly unit: string;
  readonly direction: Direction;
  /** Above 0: ratios are made of it. */
  readonly value: number;
  /** As people see it, where that differs: 0 % for no failure. */
  readonly shown?: number;
  readonly known: LogNormal | FreeInterval;
  /** Variance of the logarithm between runs of the same code, beside what `known` says; and how well that is known, perfectly without. */
  readonly between?: number;
  readonly betweenFreedom?: number;
  /** The time over the network that it is, or hangs on. */
  readonly networkMs?: number;
  /** It follows from the load that was asked for, or from what is asked: runs of the same don't differ by more than they say. */
  readonly isSteady?: true;
  /** How the logarithms of several runs of this side vary, where it was repeated. */
  readonly repeats?: { readonly variance: number; readonly count: number };
  /** The most that a change can count for. */
  readonly most?: (before: number, after: number) => Severity;
  /** What more of would make it better known. */
  readonly more: 'time' | 'processes' | 'levels' | 'runs';
  /** How much of that there was: seconds, processes, runs. */
  readonly amount: number;
}

/** The logarithm has this standard error. */
export interface LogNormal {
  readonly standardError: number;
  readonly degreesOfFreedom: number;
}

/** Ends at different distances, at any confidence; undefined where there are too few samples for it. */
export interface FreeInterval {
  intervalAt(confidence: number): Interval | undefined;
}

export function isFree(known: Estimate['known']): known is FreeInterval {
  return 'intervalAt' in known;
}

const IN_95_PERCENT = normalQuantile(0.975);

/** Of the logarithm; from an interval of 95 %, whose ends are taken to lie at one distance. */
export function standardErrorOf({ known }: Pick<Estimate, 'known'>): number {
  if (!isFree(known)) return known.standardError;
  const interval = known.intervalAt(0.95);
  if (interval === undefined || !(interval.low > 0)) return 0;
  return Math.log(interval.high / interval.low) / 2 / IN_95_PERCENT;
}
