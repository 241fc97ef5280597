import type { RunComparison } from './comparison.ts';
import type { Run } from './run.ts';

/** What a report holds. */
export interface ReportData {
  readonly runs: readonly ReportedRun[];
  /** Of several runs of one name: each of the others against the first. */
  readonly comparisons?: readonly RunComparison[];
  /** ISO 8601. */
  readonly writtenAt: string;
}

export interface ReportedRun {
  /** Without what no page shows. */
  readonly run: Run;
  /** Against its baseline, where there is one. */
  readonly baseline?: RunComparison;
}
