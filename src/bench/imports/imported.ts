import type { ParamValue } from '../options.ts';

/** What a file of another tool tells of one benchmark. Times are nanoseconds of an iteration. */
export interface ImportedBenchmark {
  readonly name: string;
  readonly group: string;
  readonly file?: string;
  readonly params?: Readonly<Record<string, ParamValue>>;
  readonly isBaseline?: boolean;
  /** What each repetition measured, by itself; none where the file has aggregates alone. */
  readonly repetitions: readonly (readonly number[])[];
  /** Aggregates that the tool worked out by itself. */
  readonly told: Told;
  readonly iterations: number;
  /** Iterations timed together. */
  readonly batch?: number;
  readonly throughput?: { readonly value: number; readonly unit: 'items/s' | 'bytes/s' };
  /** Bytes an iteration, one value for each repetition. */
  readonly allocated?: readonly number[];
  readonly peakBytes?: number;
  readonly successRate?: number;
  /** Figures in units of its own, one value for each repetition. */
  readonly others?: Readonly<Record<string, readonly number[]>>;
  readonly error?: string;
}

export interface Told {
  readonly min?: number;
  readonly p25?: number;
  readonly median?: number;
  readonly mean?: number;
  readonly p75?: number;
  readonly p95?: number;
  readonly p99?: number;
  readonly p999?: number;
  readonly max?: number;
  readonly stddev?: number;
  /** The tool's own 95 % interval. */
  readonly low?: number;
  readonly high?: number;
}

/** All that one file holds. */
export interface ImportedFile {
  /** As people call it: `mitata`, `hyperfine`. */
  readonly tool: string;
  readonly benchmarks: readonly ImportedBenchmark[];
  readonly startedAt?: Date;
  readonly cpu?: string;
  readonly cores?: number;
  readonly os?: string;
  readonly node?: string;
}
