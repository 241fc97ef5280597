import type { Level, Metric, TrendMetric } from '../../model/run.ts';

/** What is counted at each level, by the metrics that count it. */
export interface Subject {
  readonly noun: 'request' | 'call' | 'iteration';
  readonly count: string;
  /** A rate whose passes are the failures. */
  readonly failed: string;
  readonly time: string;
}

const REQUESTS: Subject = {
  noun: 'request',
  count: 'http_reqs',
  failed: 'http_req_failed',
  time: 'http_req_duration',
};
const SUBJECTS: readonly Subject[] = [
  REQUESTS,
  { noun: 'call', count: 'function_calls', failed: 'function_failed', time: 'function_duration' },
  { noun: 'iteration', count: 'iterations', failed: 'iterations_failed', time: 'iteration_duration' },
];

/** What a level came to. */
export interface LevelFigures {
  readonly level: Level;
  /** Answers per second, all of them. */
  readonly answers: number;
  /** Answers per second that were as expected. */
  readonly throughput: number;
  /** Failures as a share of the answers. */
  readonly failedShare: number;
  /** Arrivals that found no free user, as a share of all. */
  readonly droppedShare: number;
  readonly latency: TrendMetric | undefined;
}

/** Requests where there are any, else calls of functions, else iterations. */
export function subjectOf(metrics: readonly Metric[]): Subject {
  return SUBJECTS.find(({ count }) => totalIn(metrics, count) > 0) ?? REQUESTS;
}

export function figuresOf(level: Level, subject: Subject): LevelFigures {
  const { metrics } = level;
  const seconds = (level.endMs - level.startMs) / 1000;
  const count = totalIn(metrics, subject.count);
  const rate = findTotal(metrics, subject.failed);
  const failed = rate?.type === 'rate' ? rate.passes : 0;
  const arrivals = totalIn(metrics, 'arrivals');
  const latency = findTotal(metrics, subject.time);
  return {
    level,
    answers: seconds > 0 ? count / seconds : 0,
    throughput: seconds > 0 ? Math.max(0, count - failed) / seconds : 0,
    failedShare: count > 0 ? failed / count : 0,
    droppedShare: arrivals > 0 ? totalIn(metrics, 'dropped_iterations') / arrivals : 0,
    latency: latency?.type === 'trend' ? latency : undefined,
  };
}

export function findTotal(metrics: readonly Metric[], name: string): Metric | undefined {
  return metrics.find((metric) => metric.name === name && Object.keys(metric.tags).length === 0);
}

export function percentileOf(trend: TrendMetric | undefined, percentile: string): number | undefined {
  return trend?.percentiles[percentile];
}

function totalIn(metrics: readonly Metric[], name: string): number {
  const metric = findTotal(metrics, name);
  return metric?.type === 'counter' ? metric.total : 0;
}
