import { median, quantile } from '../src/stats/quantile.ts';
import type { Bench } from './bench.ts';

/** One line of the list of what is to be reached: lets its contestants take turns and returns rows of the table. */
export interface Measure {
  /** What `--only` takes. */
  readonly name: string;
  readonly title: string;
  run(bench: Bench): Promise<readonly Row[]>;
}

export type Goal =
  | { readonly atLeast: number }
  | { readonly atMost: number }
  /** Within a share of a value either way: `{ near: 1000, share: 0.02 }`. */
  | { readonly near: number; readonly share: number };

export type Unit = 'ratio' | 'ms' | 'MB' | 'MB/min' | 'ns' | 'count';

export interface Row {
  readonly measure: string;
  readonly figure: string;
  readonly unit: Unit;
  readonly goal?: Goal;
  /** One value a round. */
  readonly samples: readonly number[];
  readonly median: number;
  /** The quartiles of the samples, or the interval that the measure itself gives. */
  readonly low: number;
  readonly high: number;
  readonly reached?: boolean;
  /** Why there is nothing to show. */
  readonly problem?: string;
  /** What the ratio is made of, and whatever a reader should know before believing the row. */
  readonly notes: readonly string[];
}

type Measured = Pick<Row, 'measure' | 'figure' | 'unit' | 'samples'> & Partial<Pick<Row, 'goal' | 'notes'>>;

export function measuredRow(measured: Measured, interval?: readonly [number, number]): Row {
  const middle = median(measured.samples);
  return {
    notes: [],
    ...measured,
    median: middle,
    low: interval?.[0] ?? quantile(measured.samples, 0.25),
    high: interval?.[1] ?? quantile(measured.samples, 0.75),
    ...(measured.goal && { reached: isReached(measured.goal, middle) }),
  };
}

export function failedRow(measure: string, problem: string, figure = ''): Row {
  const nothing = Number.NaN;
  return {
    measure,
    figure,
    problem,
    unit: 'count',
    samples: [],
    median: nothing,
    low: nothing,
    high: nothing,
    notes: [],
  };
}

function isReached(goal: Goal, value: number): boolean {
  if ('atLeast' in goal) return value >= goal.atLeast;
  if ('atMost' in goal) return value <= goal.atMost;
  return Math.abs(value - goal.near) <= goal.near * goal.share;
}
