import type { Metric, Run } from '../model/run.ts';

/** What was measured of the event streams of one name; undefined where it was not. */
export interface StreamRow {
  readonly name: string;
  /** Attempts to open one. */
  readonly attempts: number;
  readonly failedShare: number;
  /** Open at once, at most. */
  readonly most: number | undefined;
  readonly events: number;
  readonly eventsPerSecond: number;
  /** Of the latency of events, where they tell when they were sent. */
  readonly percentiles: Readonly<Record<string, number>>;
  readonly maxMs: number | undefined;
  readonly interrupted: number;
  readonly reconnects: number;
  readonly discarded: number;
}

/** The event streams of a run by name, the one that brought most events first. */
export function streamRows({ metrics }: Pick<Run, 'metrics'>): StreamRow[] {
  const byName = metrics.filter(({ name, tags }) => name.startsWith('sse_') && isByName(tags));
  const attempts = byName.filter(({ name }) => name === 'sse_failed');
  return attempts
    .map((metric) => rowOf(metric, byName))
    .filter((row) => row.attempts > 0)
    .sort((a, b) => b.events - a.events || b.attempts - a.attempts);
}

function isByName(tags: Metric['tags']): boolean {
  return tags.name !== undefined && Object.keys(tags).length === 1;
}

function rowOf(attempts: Metric, all: readonly Metric[]): StreamRow {
  const name = attempts.tags.name ?? '';
  const find = (metric: string) => all.find((each) => each.name === metric && each.tags.name === name);
  const counter = (metric: string) => {
    const found = find(metric);
    return found?.type === 'counter' ? found : { total: 0, perSecond: 0 };
  };
  const [open, latency, events] = [find('sse_connections'), find('sse_event_latency'), counter('sse_events')];
  const isTimed = latency?.type === 'trend' && latency.count > 0;
  return {
    name,
    attempts: attempts.type === 'rate' ? attempts.passes + attempts.fails : 0,
    failedShare: attempts.type === 'rate' ? attempts.value : 0,
    most: open?.type === 'gauge' ? open.max : undefined,
    events: events.total,
    eventsPerSecond: events.perSecond,
    percentiles: isTimed ? latency.percentiles : {},
    maxMs: isTimed ? latency.max : undefined,
    interrupted: counter('sse_interrupted').total,
    reconnects: counter('sse_reconnects').total,
    discarded: counter('sse_discarded').total,
  };
}
