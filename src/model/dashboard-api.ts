import type { RunComparison } from './comparison.ts';
import type { MetricHistory, Trend } from './history.ts';
import type { LiveRun } from './live-run.ts';
import type { Run, Verdict } from './run.ts';
import type { RunSummary } from './run-summary.ts';

/** What `plimsoll serve` answers; the web app asks for nothing else. All of it is JSON below `/api/`. */

/** GET /api/info */
export interface DashboardInfo {
  readonly version: string;
  /** Name of the folder served. */
  readonly project: string;
  /** The folder itself. */
  readonly folder: string;
  /** The store, without secrets. */
  readonly store: string;
  /** Names that runs may be started with. */
  readonly environments: readonly string[];
  readonly profiles: readonly string[];
}

/** GET /api/runs?search=&name=&kind=&tag=&branch=&verdict=&since=&until=&limit=&before=, the newest first. */
export interface RunsPage {
  readonly runs: readonly RunRow[];
  /** Give it as `before` to have the next page. */
  readonly next?: string;
}

export interface RunRow extends RunSummary {
  readonly isBaseline?: boolean;
  readonly figure?: Figure;
}

/** The one figure that stands for a run: the load line, p95 of what was loaded, the time of a single benchmark. */
export interface Figure {
  readonly metric: string;
  readonly aggregate: string;
  readonly unit: string;
  readonly value: number;
}

/** GET /api/names: the tests and suites of benchmarks that there are runs of, the last one run first. */
export interface NameRow {
  readonly name: string;
  readonly kind: Run['kind'];
  readonly runs: number;
  readonly last: RunRow;
  /** The figure over the newest runs, the oldest first. */
  readonly figures: readonly { readonly runId: string; readonly value: number; readonly verdict: Verdict }[];
  readonly branches: readonly string[];
}

/** GET /api/runs/ID is a Run, without what is not shown; GET /api/runs/ID/json the whole of it, /html its report. */

/** POST /api/runs/ID/tags */
export interface TagsRequest {
  readonly set?: Readonly<Record<string, string>>;
  readonly remove?: readonly string[];
}

export interface TagsAnswer {
  readonly id: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** GET /api/history?name=&branch=: the figures of a test over its runs, the weightiest first. */
export interface HistoryPage {
  readonly name: string;
  readonly kind: Run['kind'];
  readonly runs: readonly RunRow[];
  readonly trends: readonly Trend[];
  /** What else can be asked for by `metric`, `aggregate` and `tags` (JSON). */
  readonly others: readonly Pick<MetricHistory, 'metric' | 'tags' | 'aggregate' | 'unit'>[];
  readonly baselines: readonly {
    readonly branch: string;
    readonly runId: string;
    readonly setAt: string;
    readonly reason: string;
  }[];
}

/** GET /api/compare?runs=A,B,…: each of the others against the first. */
export interface ComparePage {
  readonly runs: readonly Run[];
  readonly comparisons: readonly RunComparison[];
}

/** GET /api/live */
export interface LivePage {
  readonly runs: readonly LiveRun[];
}

/** GET /api/live/ID/events are server-sent events, each a LiveMessage. POST /api/live/ID/stop ends the run: `{ "now": true }` at once. */

/** POST /api/live/ID/stop */
export interface StopRequest {
  /** At once; otherwise running iterations may end. */
  readonly now?: boolean;
}

/** Of what was only to be set going. */
export interface Done {
  readonly done: true;
}

/** GET /api/events are server-sent events: what of the lists has changed. */
export type DashboardEvent =
  | { readonly type: 'live'; readonly runs: readonly LiveRun[] }
  | { readonly type: 'runs' }
  | { readonly type: 'jobs'; readonly jobs: readonly Job[] };

/** GET /api/files: the test files of the project. */
export interface TestFile {
  /** From the project's folder, with slashes. */
  readonly file: string;
  readonly type: 'load' | 'bench';
}

/** POST /api/jobs: starts a run of a test file. */
export interface JobRequest {
  readonly file: string;
  readonly environment?: string;
  readonly profile?: string;
  readonly users?: number;
  readonly rate?: number;
  /** `30s`. */
  readonly duration?: string;
}

/** GET /api/jobs: runs that the dashboard has started, the newest first. */
export interface Job {
  readonly id: string;
  readonly request: JobRequest;
  readonly startedAt: string;
  readonly state: 'running' | 'ended';
  /** Known once it is under way. */
  readonly runId?: string;
  readonly exitCode?: number;
  readonly verdict?: Verdict;
  /** The end of what it printed. */
  readonly output: string;
  /** Which schedule has started it. */
  readonly schedule?: string;
}

/** GET /api/schedules */
export interface ScheduleRow {
  readonly id: string;
  readonly file: string;
  readonly cron: string;
  readonly timezone?: string;
  readonly environment?: string;
  readonly profile?: string;
  /** ISO 8601. */
  readonly next: readonly string[];
  readonly last?: {
    readonly at: string;
    readonly jobId?: string;
    readonly runId?: string;
    readonly verdict?: Verdict;
    readonly exitCode?: number;
  };
  /** Why it does not run. */
  readonly problem?: string;
}

/** Whatever goes wrong: a status of 4xx or 5xx with this. */
export interface ApiError {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly hint?: string;
    /** Which field of what was sent is meant. */
    readonly field?: string;
  };
}
