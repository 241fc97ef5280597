import type { Comparison, Environment, Finding, Run, Severity, Verdict } from './run.ts';

/** From which share of worsening on a comparison is how grave. Below `minor` it is info. */
export interface Grades {
  readonly minor: number;
  readonly major: number;
  readonly critical: number;
}

export const DEFAULT_GRADES: Grades = { minor: 0.1, major: 0.2, critical: 0.5 };

/** A run as comparisons name it. */
export type RunReference = Pick<Run, 'id' | 'kind' | 'name' | 'startedAt'> & {
  readonly verdict: Verdict;
  readonly environment: Environment;
};

/** Two runs held against each other. */
export interface RunComparison {
  readonly before: RunReference;
  readonly after: RunReference;
  /** What worsened first, the gravest at the top. */
  readonly comparisons: readonly Comparison[];
  /** What of the two is not the same, each as a line: `CPU AMD EPYC then, Apple M3 now`. */
  readonly differences: readonly string[];
  /** Whether those keep the figures from being compared at all: such a comparison fails no gate. */
  readonly isComparable: boolean;
  /** What explains the differences, and what can't be told. */
  readonly findings: readonly Finding[];
  /** The gravest of what is slower. */
  readonly worst?: Severity;
}

/** What later runs of a test or benchmark are compared with. */
export interface Baseline {
  readonly schema: 'plimsoll.baseline/2';
  /** Name of the test or suite of benchmarks. */
  readonly name: string;
  readonly branch: string;
  readonly setAt: string;
  /** Why it is the baseline: `set by hand`, `promoted: p95 12% faster`. */
  readonly reason: string;
  /** The parts of a run that comparisons need. */
  readonly run: BaselineRun;
}

export type BaselineRun = Pick<
  Run,
  'id' | 'kind' | 'name' | 'startedAt' | 'durationMs' | 'verdict' | 'environment' | 'test' | 'metrics' | 'samples'
> &
  Pick<Run, 'loadLine' | 'levels' | 'scaling'> & {
    /** What its series said of how well its figures are known. */
    readonly spread?: readonly Spread[];
  };

/** How much less is known of a figure than its number of samples says, since what is measured in one second is alike. */
export interface Spread {
  readonly metric: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly aggregate: string;
  /** Variance over that of as many independent samples. */
  readonly inflation: number;
  readonly degreesOfFreedom: number;
}
