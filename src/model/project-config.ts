import type { Grades } from './comparison.ts';
import type { Severity } from './run.ts';
import type { Duration, LimitSpec, MetricSpec } from './test-spec.ts';

/** What `plimsoll.config.ts` says of a project. Every part may be left out. */
export interface ProjectConfig {
  /** Files of tests, benchmarks and objectives, as paths or patterns (`tests/**\/*.perf.ts`), from the folder of this file. */
  readonly tests?: readonly string[];
  readonly benches?: readonly string[];
  /** Performance budgets: limits on the metrics of every run whose name matches. */
  readonly budgets?: readonly Budget[];
  /** Metrics of the project's own that budgets may name; those of Plimsoll are known. */
  readonly metrics?: Readonly<Record<string, MetricSpec>>;
  /** Data sets that `plimsoll ci` makes before it runs anything. */
  readonly data?: readonly DataJob[];
  readonly compare?: ComparisonConfig;
  readonly gate?: GateConfig;
  readonly store?: StoreConfig;
  readonly environments?: Readonly<Record<string, EnvironmentConfig>>;
  /** Loads by name, beside `light`, `moderate`, `stress` and `spike`. */
  readonly profiles?: Readonly<Record<string, LoadProfile>>;
  /** Tests that `plimsoll serve` runs by itself while it is up. */
  readonly schedules?: readonly Schedule[];
}

export interface Schedule {
  /** Of the test or benchmark, from the folder of this file. */
  readonly file: string;
  /** `0 3 * * 1-5`: minute, hour, day of the month, month, day of the week. */
  readonly cron: string;
  /** `Europe/Berlin`; the machine's own when it is left out. */
  readonly timezone?: string;
  /** Name of an environment, and of a load. */
  readonly environment?: string;
  readonly profile?: string;
}

export interface Budget {
  /** Of tests or benchmarks; `*` stands for anything. Everything when it is left out. */
  readonly for?: string;
  readonly limits: readonly LimitSpec[];
}

/** A data set, as `plimsoll data generate` makes it. */
export interface DataJob {
  /** A preset, a table such as `users`, or a file with a schema. */
  readonly preset: string;
  /** Folder to write into, from the folder of the configuration. */
  readonly out?: string;
  /** A database instead: `sqlite:FILE` or `postgres://…`. */
  readonly to?: string;
  readonly seed?: number | string;
  /** What tables are written as. */
  readonly format?: string;
  /** The preset's own. */
  readonly options?: Readonly<Record<string, unknown>>;
}

export interface ComparisonConfig extends Partial<Grades> {
  /** Grades of single metrics: `http_req_duration p99`, `bench_time`. */
  readonly metrics?: Readonly<Record<string, Partial<Grades>>>;
  /** Changes smaller than this share matter to nobody. */
  readonly margin?: number;
}

export interface GateConfig {
  /** From which severity on a regression fails (critical), and warns aloud (major). */
  readonly failOn?: Severity | 'never';
  readonly warnOn?: Severity;
  /** A file of regressions that are known (`plimsoll.acknowledged.yaml`). */
  readonly acknowledged?: string;
  /** Confirm a candidate on fresh processes before it fails (true). */
  readonly confirm?: boolean;
  /** All confirmations together take no longer (2m). */
  readonly confirmTime?: Duration;
  /** Runs too noisy to be judged fail (false). */
  readonly failOnNoise?: boolean;
  /** Of all regressions that fail a gate, the share that may be chance (0.05). */
  readonly falseDiscoveries?: number;
  /** Whose baselines runs are held against (the repository's default branch). */
  readonly branch?: string;
}

export interface StoreConfig {
  /** `sqlite:FILE` or `postgres://…`; PLIMSOLL_STORE goes before it. */
  readonly url?: string;
  readonly keep?: Retention;
}

/** What is kept of old runs; a run that several rules speak of is kept if one of them keeps it. Baselines and runs tagged `keep` stay. */
export interface Retention {
  readonly for?: Duration;
  /** The newest of each name and branch. */
  readonly runs?: number;
}

export interface LoadProfile {
  readonly users: number;
  readonly duration: Duration;
  readonly rate: number;
}

export interface EnvironmentConfig {
  readonly target?: string;
  /** Name of a load. */
  readonly profile?: string;
  /** All that is run there may take so long. */
  readonly budget?: Duration;
  readonly variables?: Readonly<Record<string, string>>;
}
