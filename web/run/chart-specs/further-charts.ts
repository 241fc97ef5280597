import { BUILT_IN_METRICS } from '../../../src/model/metrics.ts';
import type { Series } from '../../../src/model/run.ts';
import type { RunIndex } from '../../../src/model/run-index.ts';
import type { Brush, TimeChartSpec, TimeLine } from '../../charts/specs.ts';
import { cleanText } from '../../parts/clean-text.ts';
import { LINE_BRUSHES } from './brushes.ts';
import { combined, type Grid, gridOf, linesOf, sum, valuesOn } from './grid.ts';
import { percentileBands } from './latency-charts.ts';
import { limitLines, OF_TRENDS } from './limit-lines.ts';

/** Metrics that other charts show, with the tags by whose values they show them. */
const SHOWN: Readonly<Record<string, readonly string[]>> = {
  arrivals: ['scenario'],
  iterations: ['scenario'],
  dropped_iterations: ['scenario'],
  vus: ['scenario'],
  vus_max: ['scenario'],
  http_reqs: ['name', 'scenario', 'error', 'status'],
  http_req_failed: ['name', 'scenario'],
  http_req_duration: ['name', 'scenario'],
  http_req_blocked: [],
  http_reqs_open: [],
  response_time: ['scenario'],
  function_calls: ['name'],
  function_failed: ['name'],
  function_duration: ['name'],
  sse_events: ['name'],
  sse_event_latency: ['name'],
  checks: [],
  data_received: [],
  data_sent: [],
  connections_opened: [],
  generator_lateness: ['worker'],
  generator_loop_delay: ['worker'],
  generator_cpu: ['worker'],
  generator_gc: ['worker'],
  generator_memory: ['worker'],
};
const MOST_CHARTS = 60;

/** What else was measured over time, by the kind of its values. Those of the target itself come first. */
export function furtherCharts(index: RunIndex): { readonly target: TimeChartSpec[]; readonly other: TimeChartSpec[] } {
  const left = index.run.series.filter(({ name, tags }) => !isShown(name, Object.keys(tags)));
  const groups = new Map<string, Series[]>();
  for (const series of left) {
    const key = `${series.name}\0${Object.keys(series.tags).sort().join('\0')}`;
    groups.set(key, [...(groups.get(key) ?? []), series]);
  }
  const specs = [...groups].flatMap(([key, series]) => chartOf(key, series, index)).slice(0, MOST_CHARTS);
  const isTarget = ({ title }: TimeChartSpec) => title.startsWith('target');
  return { target: specs.filter(isTarget), other: specs.filter((spec) => !isTarget(spec)) };
}

function isShown(name: string, tags: readonly string[]): boolean {
  const shown = Object.hasOwn(SHOWN, name) ? SHOWN[name] : undefined;
  return shown !== undefined && tags.every((tag) => shown.includes(tag));
}

type Shape = 'trend' | 'counter' | 'rate' | 'gauge' | 'other';

function shapeOf({ fields }: Series): Shape {
  if ('p50' in fields || 'p95' in fields) return 'trend';
  if ('perSecond' in fields) return 'counter';
  if ('passes' in fields) return 'rate';
  return 'mean' in fields && 'max' in fields ? 'gauge' : 'other';
}

function chartOf(key: string, all: readonly Series[], index: RunIndex): TimeChartSpec[] {
  const [first] = all;
  if (first === undefined) return [];
  const { name } = first;
  const tags = Object.keys(first.tags);
  const shape = shapeOf(first);
  const base = {
    id: `further-${key.replaceAll('\0', '-')}`,
    title: cleanText(tags.length === 0 ? name : `${name} by ${tags.join(', ')}`, 120),
    unit: unitOf(name, shape, index),
  };
  if (tags.length === 0 && shape === 'trend') {
    return percentileBands(base, first, index).map((spec) => ({ ...spec, description: describe(name) }));
  }
  return tags.length === 0 ? untagged(first, { base, shape, index }) : tagged(all, { base, shape });
}

type Base = Pick<TimeChartSpec, 'id' | 'title' | 'unit'>;

interface UntaggedOptions {
  readonly base: Base;
  readonly shape: Shape;
  readonly index: RunIndex;
}

function untagged(series: Series, { base, shape, index }: UntaggedOptions): TimeChartSpec[] {
  const { name: metric } = series;
  const kinds = shape === 'rate' ? (['rate'] as const) : shape === 'counter' ? (['perSecond'] as const) : OF_TRENDS;
  const limits = limitLines(index.run.limits, { metric, tags: {}, kinds });
  const grid = gridOf([series]);
  if (grid === undefined) return [];
  return drawn(base, grid, ownLines(series, shape)).map((spec) => ({ ...spec, limits, description: describe(metric) }));
}

/** What adds up has one line more, for the rest; of percentiles and levels there is no sum. */
function tagged(all: readonly Series[], { base, shape }: { base: Base; shape: Shape }): TimeChartSpec[] {
  const ranked = byHeight(all, shape);
  const rest = ranked.slice(MOST_LINES);
  const name = all[0]?.name ?? '';
  const grid = gridOf(all);
  if (grid === undefined) return [];
  return drawn(base, grid, ranked.slice(0, MOST_LINES).map(lineOf(shape))).map((spec) => {
    if (rest.length === 0) return { ...spec, description: describe(name) };
    if (shape === 'counter') {
      return { ...spec, lines: [...spec.lines, othersOf(grid, rest)], description: describe(name) };
    }
    return {
      ...spec,
      title: `${spec.title}: the ${MOST_LINES} highest of ${all.length}`,
      description: describe(name),
    };
  });
}

function drawn(base: Base, grid: Grid, wanted: readonly Wanted[]): Omit<TimeChartSpec, 'description'>[] {
  const lines = wanted.flatMap(({ series, ...line }) => linesOf(grid, series, line));
  if (lines.every(({ values }) => sum(values) === 0)) return [];
  return [{ ...base, timesMs: grid.timesMs, lines }];
}

type Wanted = Omit<TimeLine, 'values'> & { readonly series: Series; readonly field: string };

function ownLines(series: Series, shape: Shape): Wanted[] {
  if (shape === 'counter') return [{ series, field: 'perSecond', label: 'a second', brush: 'series-1', hasArea: true }];
  if (shape === 'rate') return [{ series, field: 'value', label: 'share', brush: 'series-1' }];
  if (shape === 'gauge') {
    return [
      { series, field: 'mean', label: 'mean', brush: 'series-1' },
      { series, field: 'max', label: 'max', brush: 'series-2', isHiddenAtFirst: true },
      { series, field: 'min', label: 'min', brush: 'series-3', isHiddenAtFirst: true },
    ];
  }
  return Object.keys(series.fields)
    .slice(0, MOST_LINES)
    .map((field, at) => ({ series, field, label: cleanText(field, 40), brush: LINE_BRUSHES[at] ?? 'dim' }));
}

const MOST_LINES = LINE_BRUSHES.length;

/** The line of one combination of tags. */
function lineOf(shape: Shape): (series: Series, at: number) => Wanted {
  return (series, at) => ({
    series,
    field: fieldOf(series, shape),
    label: cleanText(`${Object.values(series.tags).join(', ')}${shape === 'trend' ? ' p95' : ''}`, 60),
    brush: (LINE_BRUSHES[at] ?? 'dim') satisfies Brush,
  });
}

function fieldOf({ fields }: Series, shape: Shape): string {
  const field = { trend: 'p95', counter: 'perSecond', rate: 'value', gauge: 'mean', other: '' }[shape];
  return field in fields ? field : (Object.keys(fields)[0] ?? '');
}

/** Those with the highest values first. */
function byHeight(all: readonly Series[], shape: Shape): Series[] {
  const height = (series: Series) => {
    const grid = gridOf([series]);
    return grid === undefined ? 0 : sum(valuesOn(grid, series, fieldOf(series, shape))) / grid.timesMs.length;
  };
  const heights = new Map(all.map((series) => [series, height(series)]));
  return [...all].sort((a, b) => (heights.get(b) ?? 0) - (heights.get(a) ?? 0));
}

function othersOf(grid: Grid, rest: readonly Series[]): TimeLine {
  const lists = rest.map((series) => valuesOn(grid, series, 'perSecond').map((value) => value ?? 0));
  const values = combined(lists, (each) => each.reduce((one, other) => one + other, 0));
  return { label: `(${rest.length} others)`, brush: 'dim', values };
}

function unitOf(name: string, shape: Shape, index: RunIndex): string {
  const builtIn = Object.hasOwn(BUILT_IN_METRICS, name)
    ? BUILT_IN_METRICS[name as keyof typeof BUILT_IN_METRICS].unit
    : undefined;
  const unit = cleanText(index.unitOf(name) ?? builtIn ?? (shape === 'rate' ? 'share' : 'count'), 30);
  if (shape === 'rate') return 'share';
  if (shape !== 'counter') return unit;
  return unit === 'count' || unit === '' ? 'items/s' : `${unit}/s`;
}

function describe(name: string): string {
  const isBuiltIn = Object.hasOwn(BUILT_IN_METRICS, name);
  if (isBuiltIn) return BUILT_IN_METRICS[name as keyof typeof BUILT_IN_METRICS].description;
  return `${cleanText(name, 120)} by second.`;
}
