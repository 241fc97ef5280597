import type { Comparison, Severity } from './run.ts';

/** A regression that is known, and until when it is put up with: an entry of `plimsoll.acknowledged.yaml`. */
export interface Acknowledgement {
  /** A metric, alone or with its aggregate: `http_req_duration p95`. */
  readonly metric?: string;
  /** Of a reason; `*` stands for anything. */
  readonly rule?: string;
  /** The test or benchmark; `*` stands for anything. */
  readonly subject?: string;
  readonly reason: string;
  /** The last day: `2026-12-31`. */
  readonly until: string;
  readonly file?: string;
  readonly line?: number;
}

/** One thing a gate looked at, and what it makes of it. */
export interface GateReason {
  /** Only `failed` fails the gate. */
  readonly status: 'failed' | 'warned' | 'noisy' | 'acknowledged' | 'passed' | 'skipped';
  /** Where it comes from: a limit, the baseline, a budget, a benchmark's requirement, an objective, the run itself. */
  readonly source: 'limit' | 'baseline' | 'budget' | 'requirement' | 'objective' | 'run';
  /** Names the rule for machines, the same in every run: `baseline/http_req_duration/p95/name=login`. */
  readonly rule: string;
  /** The test, or the benchmark with its group. */
  readonly subject: string;
  readonly severity: Severity;
  /** One line for people. */
  readonly text: string;
  readonly runId: string;
  /** Where the test, benchmark or limit is written, relative to the project. */
  readonly file?: string;
  readonly line?: number;
  readonly comparison?: Comparison;
  /** What came of measuring it once more, where that was tried. */
  readonly confirmation?: 'confirmed' | 'not confirmed' | 'not possible';
  /** Who said that it is known, and until when. */
  readonly acknowledged?: { readonly reason: string; readonly until: string };
}

export interface GateDecision {
  readonly schema: 'plimsoll.gate/1';
  readonly verdict: 'passed' | 'failed';
  /** Failures first. */
  readonly reasons: readonly GateReason[];
  readonly runIds: readonly string[];
  readonly decidedAt: string;
}
