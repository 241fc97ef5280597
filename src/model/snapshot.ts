import type { MetricType } from './metrics.ts';

/** A base-2 exponential histogram as plain data, trimmed to the buckets in use. */
export interface HistogramData {
  readonly scale: number;
  readonly count: number;
  readonly sum: number;
  readonly sumSquares: number;
  readonly min: number;
  readonly max: number;
  readonly zeroCount: number;
  readonly positive: HistogramBuckets;
  readonly negative?: HistogramBuckets;
  /** Counts at or under each bound, kept exactly. */
  readonly bounds?: readonly number[];
  readonly within?: readonly number[];
}

export interface HistogramBuckets {
  readonly offset: number;
  readonly counts: ArrayLike<number>;
}

/** A metric with one full combination of tags; roll-ups are sums over these. */
export interface SeriesKey {
  /** Unique within its shard. */
  readonly id: number;
  readonly metric: string;
  readonly type: MetricType;
  readonly unit: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** One second of measurement from one shard; any two of the same second add up. */
export interface Snapshot {
  readonly shard: number;
  /** Seconds since the start of the load; the last one may be partial. */
  readonly second: number;
  /** True for the last snapshot of a shard. */
  readonly final: boolean;
  /** More of the same second follows. */
  readonly partial?: boolean;
  /** Of a load that is played in turns: the slice it was measured in. */
  readonly stretch?: Stretch;
  readonly added: readonly SeriesKey[];
  /** Trends of unit `ms` count in microseconds, others in their own unit. */
  readonly trends: readonly { readonly id: number; readonly histogram: HistogramData }[];
  readonly counters: readonly { readonly id: number; readonly total: number }[];
  readonly rates: readonly { readonly id: number; readonly passes: number; readonly fails: number }[];
  readonly gauges: readonly GaugeReading[];
  readonly errors: readonly ErrorSample[];
  readonly logs: readonly LogLine[];
}

/** Where in a load that two targets take in turns. */
export interface Stretch {
  /** Number of the turn, which also holds what comes after it until the next one. */
  readonly slice: number;
  readonly part: 'settling' | 'measured' | 'after';
  readonly lastedMs: number;
}

export interface GaugeReading {
  readonly id: number;
  readonly last: number;
  readonly min: number;
  readonly max: number;
  /** Time-weighted: the integral of the value over the second divided by `weightMs`. */
  readonly mean: number;
  readonly weightMs: number;
}

/** Failures of one kind at one step within the second, with the first few shown. */
export interface ErrorSample {
  readonly kind: string;
  /** Step, check or scenario. */
  readonly name: string;
  readonly count: number;
  readonly samples: readonly ErrorExcerpt[];
}

/** Secrets are masked before an excerpt is made. */
export interface ErrorExcerpt {
  readonly atMs: number;
  readonly text: string;
  readonly request?: string;
  readonly response?: string;
}

export interface LogLine {
  readonly atMs: number;
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly text: string;
}
