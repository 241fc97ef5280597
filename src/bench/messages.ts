import type { BenchFacts } from './bench-case.ts';
import type { Measured } from './measure-set.ts';

/** Copies of a file's code in one process: the one told of, the build it is compared with, and a second copy of the baseline. */
export type SideName = 'after' | 'before' | 'again';

/** Code as it is bundled. */
export interface SideCode {
  readonly name: SideName;
  readonly code: { readonly file: string; readonly text: string; readonly sha256: string };
}

/** What a process is to do. */
export interface ProcessTask {
  readonly sides: readonly SideCode[];
  readonly seed: number;
  /** None: tell which benchmarks there are. */
  readonly sets: readonly SetTask[];
  readonly isChecked: boolean;
}

/** Functions to measure side by side. */
export interface SetTask {
  readonly id: number;
  readonly timeMs: number;
  readonly members: readonly SetMember[];
}

export interface SetMember {
  readonly side: SideName;
  /** Place in the order of its file. */
  readonly index: number;
  /** A second copy of the member at this place of the set, of which nothing but times is wanted. */
  readonly copyOf?: number;
}

export interface ToldProblem {
  readonly message: string;
  readonly code: string;
  readonly hint?: string;
}

/** What one process measured of one function; an error is text by now. */
export type TaskMeasured = Omit<Measured, 'error'> & { readonly error?: string };

/** The least time of an iteration that does nothing, in nanoseconds. */
export interface EmptyTimes {
  readonly sync: number;
  readonly async: number;
}

export type FromProcess =
  | { readonly type: 'loaded'; readonly cases: readonly BenchFacts[] }
  /** The user's file can't be loaded; of several copies, `side` is the one that failed beside the others. */
  | { readonly type: 'problem'; readonly side: SideName; readonly isFirst: boolean; readonly problem: ToldProblem }
  | { readonly type: 'began'; readonly set: number }
  /** It is still at it. */
  | { readonly type: 'alive' }
  | { readonly type: 'measured'; readonly set: number; readonly members: readonly TaskMeasured[] }
  | { readonly type: 'done'; readonly empty?: EmptyTimes };

export type ToProcess = { readonly type: 'task'; readonly task: ProcessTask } | { readonly type: 'stop' };
