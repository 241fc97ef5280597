import type { Estimated, Finding } from './run.ts';

/** One function measured by itself, over several fresh processes. Times are nanoseconds for each iteration. */
export interface Benchmark {
  /** As given to `bench`, parameters filled in. */
  readonly name: string;
  /** Names of the groups around it, joined by ` › `; empty outside of any. */
  readonly group: string;
  readonly file: string;
  readonly line?: number;
  readonly params: Readonly<Record<string, string | number | boolean>>;
  /** The others of its group are compared with it. */
  readonly isBaseline: boolean;
  readonly metadata: Readonly<Record<string, string | number | boolean>>;
  readonly processes: number;
  /** Timed ones, of all processes. */
  readonly iterations: number;
  /** Iterations timed together; 1 where each is timed by itself. */
  readonly batch: number;
  readonly time: BenchmarkTime;
  /** Items or bytes a second, where the benchmark says how many an iteration handles. */
  readonly throughput?: { readonly value: number; readonly unit: 'items/s' | 'bytes/s' };
  /** Bytes allocated by an iteration; undefined where it could not be measured. */
  readonly allocatedBytes?: Estimated;
  /** The most that the heap grew by in a process while it ran. */
  readonly peakBytes?: number;
  readonly gc?: { readonly count: number; readonly totalMs: number };
  /** By Tukey's fences, of all batches; none is left out of anything. */
  readonly outliers: { readonly mild: number; readonly severe: number; readonly of: number };
  /** Change of the median from the first to the last third of a process, as a share, where it is significant. */
  readonly drift?: number;
  /** Peaks of the distribution, where there are several: their places. */
  readonly modes?: readonly number[];
  /** Two measurements of it in different processes lie so far apart by chance (95 of 100), as a share. */
  readonly noiseFloor: number;
  /** Shape of the distribution: shares of all batches between `from` and `to`, in equal steps. */
  readonly shape: { readonly from: number; readonly to: number; readonly shares: readonly number[] };
  readonly successRate: number;
  /** What it must keep to, and whether it does. */
  readonly requirements: readonly BenchmarkRequirement[];
  readonly findings: readonly Finding[];
  /** It threw: nothing was measured, or not all. */
  readonly error?: string;
}

export interface BenchmarkTime {
  readonly min: number;
  readonly mean: number;
  readonly median: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
  readonly stddev: number;
  /** 95 % interval of the median, over processes. */
  readonly interval: { readonly low: number; readonly high: number };
}

export interface BenchmarkRequirement {
  readonly name: 'maxExecutionTime' | 'maxMemoryUsage' | 'minThroughput' | 'successRate';
  readonly allowed: number;
  readonly measured: number | null;
  readonly passed: boolean | null;
}

/** How the time of a benchmark grows with the size it is given. */
export interface BenchmarkGrowth {
  readonly name: string;
  readonly group: string;
  /** The parameter that was varied. */
  readonly param: string;
  readonly growth: string;
  /** What fits nearly as well. */
  readonly alsoPossible: readonly string[];
  /** Slope of the logarithms: 1 where time grows in proportion. */
  readonly slope: Estimated;
}
