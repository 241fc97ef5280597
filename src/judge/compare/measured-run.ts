import type { BaselineRun } from '../../model/comparison.ts';
import type { Run } from '../../model/run.ts';

/** What of a run comparisons look at: whole runs and baselines are such. */
export type MeasuredRun = BaselineRun & Partial<Pick<Run, 'series' | 'benchmarks' | 'errors' | 'findings'>>;

/** Short, for sentences: the end of an id tells more than its date. */
export function isBench({ kind }: Pick<Run, 'kind'>): boolean {
  return kind === 'bench';
}
