import type { MetricType } from './metrics.ts';
import type { ErrorSample, GaugeReading, HistogramData, LogLine } from './snapshot.ts';

/** A metric with one full combination of tags, the same object for every shard and second of a run. */
export interface RunSeries {
  /** Counts up from 0 over the run, so that what is derived from it can be looked up in an array. */
  readonly index: number;
  readonly metric: string;
  readonly type: MetricType;
  readonly unit: string;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * One second of measurement from all shards. A series may be listed once for each shard; its parts add up. Only gauges
 * are already one reading for each series.
 */
export interface Second {
  /** Seconds since the start of the load. */
  readonly second: number;
  /** True for the last one, which may be partial. */
  readonly final: boolean;
  readonly trends: readonly { readonly series: RunSeries; readonly histogram: HistogramData }[];
  readonly counters: readonly { readonly series: RunSeries; readonly total: number }[];
  readonly rates: readonly { readonly series: RunSeries; readonly passes: number; readonly fails: number }[];
  readonly gauges: readonly { readonly series: RunSeries; readonly reading: SecondReading }[];
  readonly errors: readonly ErrorSample[];
  readonly logs: readonly LogLine[];
}

export type SecondReading = Omit<GaugeReading, 'id'>;
