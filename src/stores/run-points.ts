import type { Metric, Run } from '../model/run.ts';
import { tagsKey } from '../model/selection.ts';
import { storable } from './filter-sql.ts';

/** Columns of `plimsoll_points`, in their order. */
export const POINT_COLUMNS = [
  ...['total', 'rate', 'value', 'mean', 'min', 'max'],
  ...['p50', 'p75', 'p90', 'p95', 'p99', 'p999'],
] as const;

type PointColumn = (typeof POINT_COLUMNS)[number];

/** The values of a metric in one run. */
export interface Point {
  readonly metric: string;
  /** As a key, for the database. */
  readonly tags: string;
  readonly type: Metric['type'];
  readonly unit: string;
  readonly values: Partial<Record<PointColumn, number>>;
}

/** What can be asked of each type of metric, as limits name it, and the column that has it. */
const AGGREGATES: Readonly<Record<Metric['type'], Readonly<Record<string, PointColumn>>>> = {
  trend: {
    ...{ p50: 'p50', p75: 'p75', p90: 'p90', p95: 'p95', p99: 'p99', 'p99.9': 'p999' },
    ...{ mean: 'mean', min: 'min', max: 'max', count: 'total' },
  },
  counter: { perSecond: 'rate', count: 'total' },
  rate: { rate: 'rate' },
  gauge: { value: 'value', mean: 'mean', min: 'min', max: 'max' },
};

/** Other words for the same. */
const SYNONYMS: Readonly<Record<string, string>> = {
  ...{ median: 'p50', med: 'p50', 'p(50)': 'p50', avg: 'mean', average: 'mean' },
  ...{ 'p(99.9)': 'p99.9', total: 'count', last: 'value' },
};

export function aggregatesOf(type: Metric['type']): string[] {
  return Object.keys(AGGREGATES[type]);
}

/** The column of an aggregate for a type of metric; undefined where it has none. */
export function columnOf(type: Metric['type'], aggregate: string): PointColumn | undefined {
  const name = (Object.hasOwn(SYNONYMS, aggregate) ? SYNONYMS[aggregate] : undefined) ?? aggregate;
  if (type === 'counter' && name === 'rate') return 'rate';
  if (type === 'rate' && name === 'value') return 'rate';
  const columns = AGGREGATES[type];
  return Object.hasOwn(columns, name) ? columns[name] : undefined;
}

/** A run has no more points than this, however many metrics it comes with. */
const MOST_POINTS = 20_000;

/** What histories are drawn from: every metric of the run that is a number, those that stand for more before those for less. */
export function pointsOf(run: Run): Point[] {
  const limited = new Set(run.limits.map(({ metric, tags }) => seriesKey(metric, tagsKey(tags))));
  const points = new Map<string, Point>();
  for (const metric of [...run.metrics, ...benchmarkTimes(run), ...loadLineOf(run)].sort(
    (a, b) => tagCount(a) - tagCount(b),
  )) {
    const point = pointOf(metric);
    const key = seriesKey(point.metric, point.tags);
    // Status codes of single steps are too many to keep, but for what a limit speaks of.
    if (tagCount(metric) > 1 && metric.tags.status !== undefined && !limited.has(key)) continue;
    if (Object.keys(point.values).length > 0 && !points.has(key)) points.set(key, point);
    if (points.size >= MOST_POINTS) break;
  }
  return [...points.values()];
}

export function seriesKey(metric: string, tags: string): string {
  return `${metric}\0${tags}`;
}

function pointOf(metric: Metric): Point {
  const { name, type, unit, tags } = metric;
  const values = Object.entries(valuesOf(metric)).filter(([, value]) => Number.isFinite(value));
  return {
    metric: storable(name),
    tags: storable(tagsKey(tags)),
    type,
    unit: storable(unit),
    values: Object.fromEntries(values),
  };
}

function valuesOf(metric: Metric): Partial<Record<PointColumn, number | undefined>> {
  switch (metric.type) {
    case 'trend': {
      const { count, mean, min, max, percentiles: at } = metric;
      const some = { p50: at['50'], p75: at['75'], p90: at['90'], p95: at['95'], p99: at['99'], p999: at['99.9'] };
      return { total: count, mean, min, max, ...some };
    }
    case 'counter':
      return { total: metric.total, rate: metric.perSecond };
    case 'rate':
      return { rate: metric.value };
    case 'gauge':
      return { value: metric.last, mean: metric.mean, min: metric.min, max: metric.max };
  }
}

/** The times of benchmarks whose run does not list them among its metrics. */
function benchmarkTimes({ benchmarks = [], metrics }: Run): Metric[] {
  if (metrics.some(({ name }) => name === 'bench_time')) return [];
  return benchmarks.flatMap(({ name, group, iterations, time, error }): Metric[] => {
    if (error !== undefined) return [];
    const { median, p95, p99, min, mean, max, stddev } = time;
    return [
      {
        name: 'bench_time',
        type: 'trend',
        unit: 'ns',
        tags: { name, ...(group === '' ? {} : { group }) },
        ...{ count: iterations, min, mean, max, stddev },
        percentiles: { 50: median, 95: p95, 99: p99 },
        histogram: { scale: 0, unit: 'ns', zeroCount: 0, positive: { offset: 0, counts: [] } },
      },
    ];
  });
}

/** The load line as a figure like any other. */
function loadLineOf({ loadLine }: Run): Metric[] {
  if (loadLine === undefined) return [];
  const { value, low, high, unit } = loadLine;
  return [{ name: 'load_line', type: 'gauge', unit, tags: {}, last: value, mean: value, min: low, max: high }];
}

function tagCount({ tags }: Metric): number {
  return Object.keys(tags).length;
}
