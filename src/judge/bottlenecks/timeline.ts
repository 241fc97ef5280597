import { curveDurationMs, integralUntil } from '../../load/curve.ts';
import type { LoadSummary, Series } from '../../model/run.ts';
import { tagsKey } from '../../model/selection.ts';
import type { LoadEvidence } from '../evidence.ts';

/** One step of a run's series, throughout which the load went on. Rates are a second, times milliseconds. */
export interface Moment {
  readonly startMs: number;
  /** Users asked for, on average. */
  readonly users: number;
  /** Arrivals asked for. */
  readonly arrivals: number;
  /** Users allocated, at most. */
  readonly allocated: number;
  /** Users busy with an iteration, on average. */
  readonly busy: number;
  /** Requests under way at its end. */
  readonly open: number;
  /** Answers and failures. */
  readonly requests: number;
  /** How many there were, and how many of them failed. */
  readonly count: number;
  readonly failed: number;
  readonly iterations: number;
  readonly retries: number;
  readonly connections: number;
  /** Of complete answers, from the request sent; undefined where there were none. */
  readonly latency: Latency | undefined;
  /** From the request due, failures included; 0 where nothing ended. */
  readonly responseMs: number;
  /** Waiting for a connection, its opening included. */
  readonly blockedMs: number;
}

export interface Latency {
  readonly count: number;
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
}

/** What fixes the load: users, arrivals, or neither alone. */
export type LoadModel = 'users' | 'arrivals' | 'other';

/** A run step by step, from the first whole step of its load to the last. */
export interface Timeline {
  readonly model: LoadModel;
  readonly stepMs: number;
  readonly moments: readonly Moment[];
  /** The latency of each step of the test, beside the moments. */
  readonly byName: ReadonlyMap<string, readonly (Latency | undefined)[]>;
  /** Cache hits and misses, beside the moments. */
  readonly cache: readonly { readonly hits: number; readonly misses: number }[];
}

/** Undefined where the run has no series. */
export function timelineOf({ series, load, durationMs, warmupMs = 0 }: LoadEvidence): Timeline | undefined {
  const [first] = series;
  if (first === undefined || load.length === 0) return undefined;
  const { stepMs } = first;
  const read = reader(series);
  const startMs = Math.max(warmupMs, Math.min(...load.map((part) => part.startMs)));
  const endMs = Math.min(durationMs, Math.max(...load.map(endOf)));
  const steps: number[] = [];
  for (let step = Math.ceil(startMs / stepMs); (step + 1) * stepMs <= endMs; step++) steps.push(step);
  const names = series.filter(({ name, tags }) => name === 'http_req_duration' && onlyTag(tags) === 'name');
  return {
    model: modelOf(load),
    stepMs,
    moments: steps.map((step) => momentAt(step, { read, load, stepMs })),
    byName: new Map(
      names.map(({ tags, fields }) => [tags.name ?? '', steps.map((step) => latencyAt(fields, step))] as const),
    ),
    cache: steps.map((step) => ({
      hits: read('cache_hits', 'passes', step),
      misses: read('cache_hits', 'fails', step),
    })),
  };
}

function modelOf(load: readonly LoadSummary[]): LoadModel {
  const [first, ...others] = load.map(({ model }) => model);
  if (first === undefined || first === 'iterations' || others.some((model) => model !== first)) return 'other';
  return first;
}

function endOf({ model, startMs, curve }: LoadSummary): number {
  return model === 'iterations' ? Number.POSITIVE_INFINITY : startMs + curveDurationMs(curve);
}

/** The only tag that a series has. */
function onlyTag(tags: Readonly<Record<string, string>>): string | undefined {
  const [only, ...others] = Object.keys(tags);
  return others.length === 0 ? only : undefined;
}

type Read = (metric: string, field: string, step: number) => number;

/** Reads totals; 0 where nothing was measured. */
function reader(series: readonly Series[]): Read {
  const totals = new Map(
    series.filter(({ tags }) => tagsKey(tags) === '').map(({ name, fields }) => [name, fields] as const),
  );
  return (metric, field, step) => totals.get(metric)?.[field]?.[step] ?? 0;
}

interface Source {
  readonly read: Read;
  readonly load: readonly LoadSummary[];
  readonly stepMs: number;
}

function momentAt(step: number, { read, load, stepMs }: Source): Moment {
  const startMs = step * stepMs;
  const seconds = stepMs / 1000;
  const asked = (model: LoadSummary['model']) =>
    load.reduce((sum, part) => sum + (part.model === model ? meanBetween(part, startMs, stepMs) : 0), 0);
  const duration = {
    count: [read('http_req_duration', 'count', step)],
    mean: [read('http_req_duration', 'mean', step)],
    p50: [read('http_req_duration', 'p50', step)],
    p95: [read('http_req_duration', 'p95', step)],
  };
  return {
    startMs,
    users: asked('users'),
    arrivals: asked('arrivals'),
    allocated: read('vus_max', 'max', step),
    busy: read('vus', 'mean', step),
    open: read('http_reqs_open', 'last', step),
    requests: read('http_reqs', 'count', step) / seconds,
    count: read('http_reqs', 'count', step),
    failed: read('http_req_failed', 'passes', step),
    iterations: read('iterations', 'count', step) / seconds,
    retries: read('request_retries', 'count', step) / seconds,
    connections: read('connections_opened', 'count', step) / seconds,
    latency: latencyAt(duration, 0),
    responseMs: read('response_time', 'mean', step),
    blockedMs: read('http_req_blocked', 'mean', step),
  };
}

function meanBetween({ startMs: fromMs, curve }: LoadSummary, startMs: number, stepMs: number): number {
  const until = (ms: number) => integralUntil(curve, Math.max(0, ms - fromMs));
  return ((until(startMs + stepMs) - until(startMs)) * 1000) / stepMs;
}

function latencyAt(fields: Series['fields'], step: number): Latency | undefined {
  const at = (field: string) => fields[field]?.[step] ?? 0;
  const count = at('count');
  return count > 0 ? { count, mean: at('mean'), p50: at('p50'), p95: at('p95') } : undefined;
}
