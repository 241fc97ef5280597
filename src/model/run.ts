import type { Benchmark, BenchmarkGrowth } from './benchmark.ts';
import type { MetricType } from './metrics.ts';

export const RUN_SCHEMA = 'plimsoll.run/1';

/** Everything measured and judged: what every kind of work ends in, and what `--json` writes. */
export interface Run {
  readonly schema: typeof RUN_SCHEMA;
  readonly id: string;
  readonly kind: 'load' | 'capacity' | 'bench' | 'leak' | 'watch' | 'slo';
  readonly name: string;
  /** ISO 8601. All positions in milliseconds count from here. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly verdict: Verdict;
  readonly plimsoll: { readonly version: string };
  readonly environment: Environment;
  readonly test: TestSummary;
  readonly phases: readonly RunPhase[];
  readonly metrics: readonly Metric[];
  readonly series: readonly Series[];
  /** How durations were spread, step by step. */
  readonly heatMaps?: readonly HeatMap[];
  /** What was measured at each level of load held, in order of time. */
  readonly levels?: readonly Level[];
  /** The highest load within all limits. */
  readonly loadLine?: LoadLine;
  /** How throughput follows load. */
  readonly scaling?: Scaling;
  /** Measured in short stretches or processes, each by itself: what comparisons are made from. */
  readonly samples?: readonly Sample[];
  /** Functions measured one by one, in runs of kind `bench`. */
  readonly benchmarks?: readonly Benchmark[];
  readonly growth?: readonly BenchmarkGrowth[];
  readonly comparisons?: readonly Comparison[];
  readonly checks: readonly CheckResult[];
  readonly limits: readonly LimitResult[];
  readonly errors: readonly RunError[];
  readonly findings: readonly Finding[];
  readonly events: readonly RunEvent[];
}

export type Verdict = 'passed' | 'failed' | 'inconclusive' | 'aborted' | 'interrupted';

export interface Environment {
  readonly node: string;
  readonly v8: string;
  readonly os: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes?: number;
  readonly container?: string;
  /** Of Node: its own and those of NODE_OPTIONS. */
  readonly flags?: readonly string[];
  readonly git?: {
    readonly commit: string;
    readonly branch: string;
    readonly dirty: boolean;
    /** Name of the commit's author. */
    readonly author?: string;
  };
  /** SHA-256 of the file that pins dependencies, the first 16 hexadecimal digits. */
  readonly lock?: { readonly file: string; readonly hash: string };
  readonly tags: Readonly<Record<string, string>>;
}

export interface TestSummary {
  readonly kind?: string;
  readonly source: string;
  readonly target?: string;
  readonly scenarios: readonly string[];
  readonly load: readonly LoadSummary[];
  readonly limits: readonly string[];
  readonly seed: number;
  readonly workers: number;
}

/** The load asked for, by stream: what charts draw as asked against achieved. */
export interface LoadSummary {
  readonly name: string;
  readonly model: 'users' | 'arrivals' | 'iterations';
  readonly startMs: number;
  readonly curve: readonly {
    readonly fromValue: number;
    readonly toValue: number;
    readonly durationMs: number;
    readonly name?: string;
  }[];
  readonly iterations?: number;
  readonly users?: number;
  readonly maxUsers?: number;
}

export interface RunPhase {
  readonly name: string;
  /** The scenario or stream; empty for all. */
  readonly scenario: string;
  readonly startMs: number;
  readonly endMs: number;
}

export type Metric = TrendMetric | CounterMetric | RateMetric | GaugeMetric;

interface MetricBase {
  readonly name: string;
  readonly type: MetricType;
  readonly unit: string;
  /** Empty for the total. */
  readonly tags: Readonly<Record<string, string>>;
}

export interface TrendMetric extends MetricBase {
  readonly type: 'trend';
  readonly count: number;
  readonly min: number;
  readonly mean: number;
  readonly max: number;
  readonly stddev: number;
  readonly percentiles: Readonly<Record<string, number>>;
  readonly within?: readonly { readonly limit: number; readonly count: number }[];
  readonly histogram: HistogramJson;
}

export interface HistogramJson {
  readonly scale: number;
  readonly unit: string;
  readonly zeroCount: number;
  readonly positive: { readonly offset: number; readonly counts: readonly number[] };
  readonly negative?: { readonly offset: number; readonly counts: readonly number[] };
}

export interface CounterMetric extends MetricBase {
  readonly type: 'counter';
  readonly total: number;
  readonly perSecond: number;
}

export interface RateMetric extends MetricBase {
  readonly type: 'rate';
  readonly passes: number;
  readonly fails: number;
  /** Share of passes; 0 when there is no sample. */
  readonly value: number;
}

export interface GaugeMetric extends MetricBase {
  readonly type: 'gauge';
  readonly last: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
}

export interface Series {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly startMs: number;
  readonly stepMs: number;
  /** `null` where nothing was measured. */
  readonly fields: Readonly<Record<string, readonly (number | null)[]>>;
}

/** Counts of values by their size and time: columns are steps of time, rows are buckets that grow by a constant factor. */
export interface HeatMap {
  readonly metric: string;
  readonly tags: Readonly<Record<string, string>>;
  /** As histograms have it: `us` of metrics in `ms`. */
  readonly unit: string;
  readonly startMs: number;
  readonly stepMs: number;
  /** Bucket i holds values over 2^(i/2^scale) up to 2^((i+1)/2^scale), in the unit; i may be negative. */
  readonly scale: number;
  /** Buckets from `offset` on; values of 0 count in bucket -1, which ends at 1. No counts where nothing was measured. */
  readonly columns: readonly { readonly offset: number; readonly counts: readonly number[] }[];
}

/** A stretch of constant load, measured by itself. */
export interface Level {
  readonly name: string;
  readonly load: number;
  /** `users`, `arrivals/s`, or the name of the variable that was varied. */
  readonly unit: string;
  /** What of it was measured: without the time to settle. */
  readonly startMs: number;
  readonly endMs: number;
  /** Totals, what limits name, and the requests of each step. */
  readonly metrics: readonly Metric[];
  readonly limits?: readonly LimitResult[];
  /** Whether it is within all limits, as far as can be told. */
  readonly decided?: 'within' | 'crossed' | 'unclear';
}

/** The highest load that stays within every limit, with its confidence interval. */
export interface LoadLine {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** `users` or `arrivals/s`. */
  readonly unit: string;
  /** Of the interval, as a share. */
  readonly confidence: number;
  /** The rule that is crossed first above it; null when none was, up to the highest load tried. */
  readonly limitedBy: string | null;
  /** The load that the test expects, where it says. */
  readonly expected?: number;
  /** How much more than expected it carries, as a share of what is expected. */
  readonly headroom?: number;
}

/** A law fitted to throughput at each level. */
export interface Scaling {
  /** `linear`, `amdahl` (contention alone), or `usl` (contention and coherency). */
  readonly law: 'linear' | 'amdahl' | 'usl';
  /** Throughput of a single unit of load. */
  readonly lambda: Estimated;
  /** Contention: the share of work that can't be done side by side. */
  readonly sigma: Estimated;
  /** Coherency: what keeping one another informed costs. */
  readonly kappa: Estimated;
  /** Share of the variance explained. */
  readonly r2: number;
  /** Load of the highest throughput, and that throughput; null where the law has none. */
  readonly peak: { readonly load: Estimated; readonly throughput: number } | null;
  /** Load beyond which throughput no longer follows; null where it does throughout. */
  readonly knee: Estimated | null;
  readonly points: readonly {
    readonly load: number;
    readonly throughput: number;
    /** Throughput as a share of what the first level's would be at this load. */
    readonly efficiency: number;
    readonly fitted: number;
  }[];
}

export interface Estimated {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** One metric of this run against another's. */
export interface Comparison {
  readonly metric: string;
  readonly tags: Readonly<Record<string, string>>;
  /** `p95`, `rate`, … */
  readonly aggregate: string;
  /** Id of the run compared with. */
  readonly against: string;
  readonly before: number;
  readonly after: number;
  /** After ÷ before, with its confidence interval. */
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  readonly verdict: 'faster' | 'slower' | 'same' | 'unclear';
  /** Of what is slower. */
  readonly severity?: Severity;
  readonly unit?: string;
  /** How far two measurements of the same code lie apart here by chance, as a share: 0.02 for 2 %. */
  readonly noiseFloor?: number;
  /** The smallest change that would have been seen four times in five, as a share. */
  readonly smallest?: number;
  /** What would make an unclear one clear: `about 12 more processes`. */
  readonly needed?: string;
}

/** Values of one metric in one process, or one stretch of time, each measured by itself. */
export interface Sample {
  readonly metric: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly aggregate: string;
  /** Which process or stretch; what shares one is not independent. */
  readonly process: number;
  /** Which of the sides compared in one run. */
  readonly arm?: string;
  readonly values: readonly number[];
}

export interface CheckResult {
  readonly name: string;
  readonly group: string;
  readonly scenario: string;
  readonly passes: number;
  readonly fails: number;
}

export interface LimitResult {
  readonly metric: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly rule: string;
  /** What was measured, in the metric's unit; null without a sample. */
  readonly value: number | null;
  /** The unit that `value` is in: `share` for rates and `within`, `count` for counts, else the metric's. */
  readonly unit?: string;
  /** null: could not be judged. */
  readonly passed: boolean | null;
  /** The test's kind brought it along; the test itself does not state it. */
  readonly isDefault?: boolean;
  /** Name of the level that it was judged on, where that is not the whole run. */
  readonly level?: string;
  readonly reason?: string;
}

export interface RunError {
  readonly kind: string;
  readonly name: string;
  readonly count: number;
  readonly samples: readonly {
    readonly atMs: number;
    readonly request?: string;
    readonly response?: string;
    readonly text: string;
  }[];
}

export type Severity = 'info' | 'minor' | 'major' | 'critical';

export interface Finding {
  readonly kind: string;
  readonly severity: Severity;
  readonly title: string;
  readonly evidence: Readonly<Record<string, string | number | boolean | null>>;
  readonly advice: string;
}

export interface RunEvent {
  readonly atMs: number;
  readonly kind: string;
  readonly text: string;
}
