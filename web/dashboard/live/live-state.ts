import type {
  HeatTail,
  LiveBegun,
  LiveEnded,
  LiveMessage,
  LiveRun,
  LiveSecond,
  SeriesTail,
} from '../../../src/model/live-run.ts';
import type { HeatMap, Run, Series } from '../../../src/model/run.ts';

/** A run under way as put together from what it has told. */
export interface LiveState {
  readonly live: LiveRun;
  /** What a page of a run shows. Its columns grow in place; the objects that hold them are new where they have. */
  readonly run: Run;
  readonly second: LiveSecond;
  readonly ended: LiveEnded | undefined;
}

/** A run records at most 1,800 steps; what claims more is not kept. */
export const MOST_VALUES = 4000;
const MOST_SERIES = 20_000;

/** The state after a message; the state given must not be used any more. Undefined until a run has begun. */
export function afterMessage(state: LiveState | undefined, message: LiveMessage): LiveState | undefined {
  switch (message.type) {
    case 'begun':
      return afterBegun(message);
    case 'second':
      return state === undefined ? undefined : afterSecond(state, message);
    case 'ended':
      return state === undefined ? undefined : afterEnded(state, message);
    default:
      return state;
  }
}

function afterBegun({ live, run, second }: LiveBegun): LiveState {
  const state: LiveState = { live, run, second: firstSecond(live, run), ended: undefined };
  return second === undefined ? state : afterSecond(state, second);
}

/** Stands until a first second is over. */
function firstSecond({ plannedMs }: LiveRun, run: Run): LiveSecond {
  const { durationMs, metrics, limits, checks, findings, errors, events, test, phases = [] } = run;
  return {
    type: 'second',
    elapsedMs: durationMs,
    ...{ plannedMs, state: 'running', doing: [], recent: null },
    ...{ metrics, limits, checks, findings, errors, events, load: test.load, phases, series: [], heat: [] },
  };
}

function afterSecond(state: LiveState, second: LiveSecond): LiveState {
  const { run } = state;
  const { levels, loadLine, benchmarks, growth, comparisons } = second;
  const grown: Run = {
    ...run,
    durationMs: second.elapsedMs,
    metrics: second.metrics,
    limits: second.limits,
    checks: second.checks,
    findings: second.findings,
    errors: second.errors,
    events: second.events,
    phases: second.phases,
    test: { ...run.test, load: second.load },
    series: withTails(run.series, second.series),
    heatMaps: withHeat(run.heatMaps ?? [], second.heat),
    ...(levels === undefined ? {} : { levels }),
    ...(loadLine === undefined ? {} : { loadLine }),
    ...(benchmarks === undefined ? {} : { benchmarks }),
    ...(growth === undefined ? {} : { growth }),
    ...(comparisons === undefined ? {} : { comparisons }),
  };
  return { ...state, run: grown, second };
}

function afterEnded(state: LiveState, ended: LiveEnded): LiveState {
  return { ...state, run: { ...state.run, verdict: ended.verdict }, ended };
}

function withTails(series: readonly Series[], tails: readonly SeriesTail[]): readonly Series[] {
  if (tails.length === 0) return series;
  const places = new Map(series.map(({ name, tags }, at) => [keyOf(name, tags), at]));
  const grown = [...series];
  for (const tail of tails) {
    const at = places.get(keyOf(tail.name, tail.tags)) ?? grown.length;
    if (at >= MOST_SERIES) continue;
    places.set(keyOf(tail.name, tail.tags), at);
    grown[at] = withTail(grown[at], tail);
  }
  return grown;
}

function withTail(before: Series | undefined, { name, tags, stepMs, from, fields }: SeriesTail): Series {
  const isSame = before !== undefined && before.stepMs === stepMs;
  const columns: Record<string, readonly (number | null)[]> = isSame ? { ...before.fields } : {};
  for (const [field, values] of Object.entries(fields)) {
    columns[field] = grownColumn(columns[field] ?? [], { from, values, nothing: null });
  }
  return { name, tags, startMs: before?.startMs ?? 0, stepMs, fields: columns };
}

function withHeat(maps: readonly HeatMap[], tails: readonly HeatTail[]): readonly HeatMap[] {
  if (tails.length === 0) return maps;
  const places = new Map(maps.map(({ metric, tags }, at) => [keyOf(metric, tags), at]));
  const grown = [...maps];
  for (const { from, columns: values, ...shape } of tails) {
    const key = keyOf(shape.metric, shape.tags);
    const at = places.get(key) ?? grown.length;
    if (at >= MOST_SERIES) continue;
    places.set(key, at);
    const before = grown[at];
    const isSame = before !== undefined && before.stepMs === shape.stepMs && before.scale === shape.scale;
    const nothing = { offset: 0, counts: [] };
    grown[at] = { ...shape, columns: grownColumn(isSame ? before.columns : [], { from, values, nothing }) };
  }
  return grown;
}

interface Tail<T> {
  readonly from: number;
  readonly values: readonly T[];
  /** Stands where messages were missed. */
  readonly nothing: T;
}

/** The same array with the values put in: repeats replace what is there, gaps are filled. */
function grownColumn<T>(column: readonly T[], { from, values, nothing }: Tail<T>): readonly T[] {
  const grown = column as T[];
  const start = Number.isSafeInteger(from) && from >= 0 ? from : grown.length;
  const end = Math.min(start + values.length, MOST_VALUES);
  while (grown.length < Math.min(start, end)) grown.push(nothing);
  for (let at = start; at < end; at++) grown[at] = values[at - start] as T;
  return grown;
}

function keyOf(name: string, tags: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(tags).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([name, ...pairs]);
}
