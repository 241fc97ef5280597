import type { Benchmark, BenchmarkGrowth } from './benchmark.ts';
import type { LiveView } from './live.ts';
import type {
  CheckResult,
  Comparison,
  Finding,
  HeatMap,
  Level,
  LimitResult,
  LoadLine,
  LoadSummary,
  Metric,
  Run,
  RunError,
  RunEvent,
  RunPhase,
  Verdict,
} from './run.ts';

/** A run under way on this machine, as lists show it. Plain JSON. */
export interface LiveRun {
  readonly id: string;
  readonly name: string;
  readonly kind: Run['kind'];
  readonly testKind?: string;
  readonly target?: string;
  /** The file, as it was named. */
  readonly source: string;
  readonly startedAt: string;
  /** Folder that the command was started in. */
  readonly cwd: string;
  readonly pid: number;
  /** End as planned, in milliseconds from the start; null where it depends on how fast the target is. */
  readonly plannedMs: number | null;
}

/** What a run tells whoever watches it: `begun` once, a `second` each second, `ended` once. */
export type LiveMessage = LiveBegun | LiveSecond | LiveEnded;

/** Everything until now, so that whoever comes late sees it all. */
export interface LiveBegun {
  readonly type: 'begun';
  readonly live: LiveRun;
  /** As far as it has come; its verdict says nothing yet. */
  readonly run: Run;
  readonly second?: LiveSecond;
}

/** What a second has brought. All but `series` and `heat` replace what was told before. */
export interface LiveSecond {
  readonly type: 'second';
  readonly elapsedMs: number;
  readonly plannedMs: number | null;
  readonly state: LiveView['state'];
  /** What the load is doing now, where the test names its phases, or a search its levels. */
  readonly doing: readonly string[];
  /** Of kinds that go through a number of things: `12 of 40 benchmarks`. */
  readonly progress?: { readonly done: number; readonly total: number; readonly text: string };
  /** The last ten seconds. */
  readonly recent: LiveView['recent'];
  /** Totals without tags, and those of each step (tag `name`). */
  readonly metrics: readonly Metric[];
  readonly limits: readonly LimitResult[];
  readonly checks: readonly CheckResult[];
  readonly findings: readonly Finding[];
  readonly errors: readonly RunError[];
  readonly events: readonly RunEvent[];
  /** The load as played so far and planned. */
  readonly load: readonly LoadSummary[];
  readonly phases: readonly RunPhase[];
  readonly levels?: readonly Level[];
  readonly loadLine?: LoadLine;
  /** Of runs of kind `bench`: results so far, once all functions were measured in a process. */
  readonly benchmarks?: readonly Benchmark[];
  readonly growth?: readonly BenchmarkGrowth[];
  readonly comparisons?: readonly Comparison[];
  readonly series: readonly SeriesTail[];
  readonly heat: readonly HeatTail[];
}

/** New values of one series: they follow what is there, or begin a new one. */
export interface SeriesTail {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly stepMs: number;
  /** Index of the first value told here. */
  readonly from: number;
  readonly fields: Readonly<Record<string, readonly (number | null)[]>>;
}

/** New columns of a heat map. */
export interface HeatTail extends Omit<HeatMap, 'columns'> {
  readonly from: number;
  readonly columns: HeatMap['columns'];
}

export interface LiveEnded {
  readonly type: 'ended';
  readonly verdict: Verdict;
  /** Whether the run can be had from the store by its id. */
  readonly isKept: boolean;
}

/** What may be asked of a run under way. */
export interface LiveRequest {
  /** `stop`: no new iterations start, running ones may end; `kill`: at once. */
  readonly type: 'stop' | 'kill';
}
