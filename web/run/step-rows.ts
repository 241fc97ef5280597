import type { Series } from '../../src/model/run.ts';
import type { RunIndex, Tags } from '../../src/model/run-index.ts';

/** What was measured of one step, function or scenario; null where it was not. */
export interface StepRow {
  readonly name: string;
  readonly count: number;
  readonly perSecond: number;
  /** Of the time of all. */
  readonly share: number | null;
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly max: number | null;
  readonly failed: number;
  readonly failedShare: number;
  /** Over time, thinned. */
  readonly p95s: readonly (number | null)[];
  readonly rates: readonly (number | null)[];
}

interface Subject {
  readonly tag: 'name' | 'scenario';
  readonly count: string;
  readonly failed: string;
  readonly time: string;
}

/** Requests by step, the one that takes most of the time first. */
export function requestRows(index: RunIndex): StepRow[] {
  return rowsOf(index, { tag: 'name', count: 'http_reqs', failed: 'http_req_failed', time: 'http_req_duration' });
}

export function functionRows(index: RunIndex): StepRow[] {
  return rowsOf(index, { tag: 'name', count: 'function_calls', failed: 'function_failed', time: 'function_duration' });
}

/** Iterations by scenario; none where there is only one. */
export function scenarioRows(index: RunIndex): StepRow[] {
  const subject = {
    tag: 'scenario',
    count: 'iterations',
    failed: 'iterations_failed',
    time: 'iteration_duration',
  } as const;
  const rows = rowsOf(index, subject);
  return rows.length > 1 ? rows : [];
}

function rowsOf(index: RunIndex, { tag, count, failed, time }: Subject): StepRow[] {
  const rows = index.valuesOf(count, tag).flatMap(({ value, metric }) => {
    if (metric.type !== 'counter' || metric.total === 0) return [];
    const tags: Tags = { [tag]: value };
    const trend = index.trend(time, tags);
    const failures = index.rate(failed, tags);
    const at = (percentile: string) => trend?.percentiles[percentile] ?? null;
    return [
      {
        name: value,
        count: metric.total,
        perSecond: metric.perSecond,
        totalMs: trend === undefined ? 0 : trend.mean * trend.count,
        p50: at('50'),
        p90: at('90'),
        p95: at('95'),
        p99: at('99'),
        max: trend?.max ?? null,
        failed: failures?.passes ?? 0,
        failedShare: failures?.value ?? 0,
        p95s: thinned(fieldOf(index.series(time, tags), 'p95')),
        rates: thinned(fieldOf(index.series(count, tags), 'perSecond')),
      },
    ];
  });
  const sum = rows.reduce((total, { totalMs }) => total + totalMs, 0);
  return rows
    .sort((a, b) => b.totalMs - a.totalMs || b.count - a.count)
    .map(({ totalMs, ...row }) => ({ ...row, share: sum > 0 ? totalMs / sum : null }));
}

/** What was measured of the event streams of one name. */
export interface StreamRow {
  readonly name: string;
  /** Attempts to open one. */
  readonly attempts: number;
  readonly failedShare: number;
  /** Open at once, at most. */
  readonly most: number | null;
  readonly events: number;
  readonly perSecond: number;
  /** Of the latency of events, where they tell when they were sent. */
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly max: number | null;
  readonly interrupted: number;
  readonly reconnects: number;
  readonly discarded: number;
  readonly rates: readonly (number | null)[];
}

/** Event streams by name, the one that brought most events first. */
export function streamRows(index: RunIndex): StreamRow[] {
  return index
    .valuesOf('sse_failed', 'name')
    .flatMap(({ value: name, metric }) => {
      if (metric.type !== 'rate' || metric.passes + metric.fails === 0) return [];
      const latency = index.trend('sse_event_latency', { name });
      const at = (percentile: string) => latency?.percentiles[percentile] ?? null;
      return [
        {
          name,
          attempts: metric.passes + metric.fails,
          failedShare: metric.value,
          most: index.gauge('sse_connections', { name })?.max ?? null,
          events: index.total('sse_events', { name }),
          perSecond: index.counter('sse_events', { name })?.perSecond ?? 0,
          p50: at('50'),
          p95: at('95'),
          p99: at('99'),
          max: latency?.max ?? null,
          interrupted: index.total('sse_interrupted', { name }),
          reconnects: index.total('sse_reconnects', { name }),
          discarded: index.total('sse_discarded', { name }),
          rates: thinned(fieldOf(index.series('sse_events', { name }), 'perSecond')),
        },
      ];
    })
    .sort((a, b) => b.events - a.events || b.attempts - a.attempts);
}

/** Memory, results and blocking of a function, where they were measured. */
export function functionExtras(index: RunIndex, name: string) {
  return {
    itemsPerSecond: index.counter('function_items', { name })?.perSecond ?? null,
    bytesPerSecond: index.counter('function_bytes', { name })?.perSecond ?? null,
    peakBytes: index.trend('function_memory_peak', { name })?.max ?? null,
    growthBytes: index.gauge('function_memory_growth', { name })?.last ?? null,
    blockedMs: index.trend('function_blocking', { name })?.max ?? null,
  };
}

function fieldOf(series: Series | undefined, field: string): readonly (number | null)[] {
  return series?.fields[field] ?? [];
}

const MOST_POINTS = 48;

/** At most so many values: the highest of each stretch. */
export function thinned(values: readonly (number | null)[]): readonly (number | null)[] {
  if (values.length <= MOST_POINTS) return values;
  return Array.from({ length: MOST_POINTS }, (_, at) => {
    const end = Math.floor(((at + 1) * values.length) / MOST_POINTS);
    let most: number | null = null;
    for (let step = Math.floor((at * values.length) / MOST_POINTS); step < end; step++) {
      const value = values[step] ?? null;
      if (value !== null && (most === null || value > most)) most = value;
    }
    return most;
  });
}
