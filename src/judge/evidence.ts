import type { BaselineRun } from '../model/comparison.ts';
import type { PlannedKind, PlannedLimit } from '../model/plan.ts';
import type {
  CheckResult,
  Environment,
  Level,
  LimitResult,
  LoadSummary,
  Metric,
  RunError,
  RunEvent,
  Series,
} from '../model/run.ts';
import type { MetricIndex } from './metric-index.ts';

/** What a load test is judged by. */
export interface LoadEvidence {
  readonly metrics: readonly Metric[];
  readonly checks: readonly CheckResult[];
  readonly errors: readonly RunError[];
  readonly limits: readonly PlannedLimit[];
  /** One for each of `limits`, in their order. */
  readonly results: readonly LimitResult[];
  readonly kind?: PlannedKind;
  /** Stretches of constant load, measured by themselves. */
  readonly levels: readonly Level[];
  readonly series: readonly Series[];
  /** The load as it was played. */
  readonly load: readonly LoadSummary[];
  readonly events: readonly RunEvent[];
  /** What a regression test compares with. */
  readonly reference?: BaselineRun;
  readonly environment?: Environment;
  readonly target?: string;
  readonly durationMs: number;
  readonly workers: number;
  /** Left out of all totals. */
  readonly warmupMs?: number;
  /** The test opens connections anew where it could keep them. */
  readonly renewsConnections?: boolean;
  /** Users take turns with a bounded number of connections. */
  readonly sharesConnections?: boolean;
  /** What became of the arrivals of open models. */
  readonly accounting?: { readonly planned: number; readonly started: number; readonly dropped: number };
  readonly end: RunEnd;
  /** The rest of the load was left out, since the target could not be reached. */
  readonly gaveUp?: boolean;
  readonly failures: readonly RunFailure[];
}

/** How the run came to its end; `text` says by what. */
export interface RunEnd {
  /** `interrupted` by a signal, `aborted` by a limit, a script or the bound on the test's time. */
  readonly kind: 'completed' | 'interrupted' | 'aborted';
  readonly text?: string;
}

/** Something that broke besides requests, checks and iterations. */
export interface RunFailure {
  readonly kind: 'setup' | 'teardown' | 'worker';
  readonly text: string;
}

/** The evidence with its metrics looked up by name. */
export interface Case extends LoadEvidence {
  readonly index: MetricIndex;
}
