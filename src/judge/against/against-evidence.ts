/**
 * judge/against/ compares the two targets of one run. The load was played in turns, one target at a time; what comes in are
 * blocks of two slices, one of each target, measured by themselves. What goes out are comparisons, samples and findings.
 */
import type { Arm } from '../../model/plan.ts';
import type { Run, Severity } from '../../model/run.ts';
import type { HistogramData } from '../../model/snapshot.ts';

/** One step, or all of them, in one slice. */
export interface SliceFigures {
  /** In microseconds; of all that began in the slice, however late it ended. */
  readonly times: HistogramData;
  readonly failed: number;
  readonly all: number;
  /** What was got done in `countedMs`. */
  readonly counted: number;
}

/** What was measured of one arm in one slice. */
export interface Slice {
  /** The time of the slice that what was got done is divided by. */
  readonly countedMs: number;
  /** How late the generator started iterations, in microseconds. */
  readonly lateness: HistogramData;
  /** By step; the total under the empty name. */
  readonly figures: ReadonlyMap<string, SliceFigures>;
}

/** Two neighbouring slices, one of each arm. */
export type Block = Readonly<Record<Arm, Slice>>;

export interface AgainstEvidence {
  /** The other target, as it may be shown. */
  readonly url: string;
  readonly metrics: { readonly time: string; readonly count: string; readonly failed: string };
  readonly blocks: readonly Block[];
  /** How long a slice lasted. */
  readonly sliceMs: number;
  /** How long the load lasted. */
  readonly loadMs: number;
  /** The rate of arrivals was given, not found. */
  readonly isOpen: boolean;
  readonly seed: number;
  /** 95th percentile of how long iterations took, of the slower arm. */
  readonly iterationMs: number;
  /** What fails the run; by default what is critical. */
  readonly failOn?: Severity | 'never';
}

export type AgainstParts = Required<Pick<Run, 'comparisons' | 'samples'>>;
