import type { Metric, Run } from '../model/run.ts';

/** What was measured of one function under test; undefined where it was not. */
export interface FunctionRow {
  readonly name: string;
  readonly calls: number;
  readonly callsPerSecond: number;
  readonly failedShare: number;
  readonly percentiles: Readonly<Record<string, number>>;
  readonly maxMs: number | undefined;
  /** All calls together. */
  readonly totalMs: number;
  readonly itemsPerSecond: number | undefined;
  readonly bytesPerSecond: number | undefined;
  /** Most that one call, or several at once, took above their start. */
  readonly peakBytes: number | undefined;
  readonly rssPeakBytes: number | undefined;
  /** Held above the start of the test at its end. */
  readonly growthBytes: number | undefined;
  readonly blockedMs: number | undefined;
}

/** The functions under test of a run, the one that took most of the time first. */
export function functionRows({ metrics }: Pick<Run, 'metrics'>): FunctionRow[] {
  const byName = metrics.filter(({ name, tags }) => name.startsWith('function_') && isByName(tags));
  const calls = byName.filter((metric) => metric.name === 'function_calls');
  return calls
    .map((metric) => rowOf(metric, byName))
    .filter((row) => row.calls > 0)
    .sort((a, b) => b.totalMs - a.totalMs || b.calls - a.calls);
}

function isByName(tags: Metric['tags']): boolean {
  return tags.name !== undefined && Object.keys(tags).length === 1;
}

function rowOf(calls: Metric, all: readonly Metric[]): FunctionRow {
  const name = calls.tags.name ?? '';
  const find = (metric: string) => all.find((each) => each.name === metric && each.tags.name === name);
  const trend = (metric: string) => {
    const found = find(metric);
    return found?.type === 'trend' ? found : undefined;
  };
  const perSecond = (metric: string) => {
    const found = find(metric);
    return found?.type === 'counter' ? found.perSecond : undefined;
  };
  const [failed, growth, duration] = [
    find('function_failed'),
    find('function_memory_growth'),
    trend('function_duration'),
  ];
  return {
    name,
    calls: calls.type === 'counter' ? calls.total : 0,
    callsPerSecond: calls.type === 'counter' ? calls.perSecond : 0,
    failedShare: failed?.type === 'rate' ? failed.value : 0,
    percentiles: duration?.percentiles ?? {},
    maxMs: duration?.max,
    totalMs: duration === undefined ? 0 : duration.mean * duration.count,
    itemsPerSecond: perSecond('function_items'),
    bytesPerSecond: perSecond('function_bytes'),
    peakBytes: trend('function_memory_peak')?.max,
    rssPeakBytes: trend('function_rss_peak')?.max,
    growthBytes: growth?.type === 'gauge' ? growth.last : undefined,
    blockedMs: trend('function_blocking')?.max,
  };
}
