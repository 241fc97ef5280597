import { isToldLive } from '../../measure/live-metrics.ts';
import type { Level, Metric, RunError } from '../../model/run.ts';

/** What the whole of a second may tell of failures: they may be many, each with what was sent and answered. */
const MOST_ERRORS = 50;
const MOST_SAMPLES = 2;
/** A run's own histograms are much finer than what is drawn while it goes on. */
const LEAST_BUCKETS = { offset: 0, counts: [] };

/** The most frequent failures, with the first samples of each. */
export function toldErrors(errors: readonly RunError[]): RunError[] {
  return errors.slice(0, MOST_ERRORS).map((error) => ({ ...error, samples: error.samples.slice(0, MOST_SAMPLES) }));
}

/** Totals as they are, steps without their histograms; undefined for what is not told while a run goes on. */
export function toldMetric(metric: Metric): Metric | undefined {
  if (!isToldLive(metric)) return undefined;
  return Object.keys(metric.tags).length === 0 ? metric : withoutHistogram(metric);
}

/** A level without its histograms. */
export function toldLevel(level: Level): Level {
  return { ...level, metrics: level.metrics.map(withoutHistogram) };
}

export function withoutHistogram(metric: Metric): Metric {
  if (metric.type !== 'trend') return metric;
  const { scale, unit } = metric.histogram;
  return { ...metric, histogram: { scale, unit, zeroCount: 0, positive: LEAST_BUCKETS } };
}
