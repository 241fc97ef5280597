import type { Series } from '../../../src/model/run.ts';
import type { RunIndex } from '../../../src/model/run-index.ts';
import type { TimeChartSpec } from '../../charts/specs.ts';
import { type Focus, tagsOf } from '../focus.ts';
import { type Grid, gridOf, linesOf, valuesOn } from './grid.ts';
import { limitLines, OF_TRENDS } from './limit-lines.ts';

const TIMED = [
  { name: 'http_req_duration', id: 'latency', title: 'Latency of requests', note: 'from sent to the last byte' },
  { name: 'function_duration', id: 'call-time', title: 'Time of function calls', note: 'from the call to its result' },
  { name: 'sse_event_latency', id: 'event-latency', title: 'Latency of events', note: 'from sent to received' },
] as const;

/** Percentiles as bands, and what users would have felt against what the target took. */
export function latencyCharts(index: RunIndex, focus?: Focus): TimeChartSpec[] {
  const tags = tagsOf(focus);
  return [
    ...TIMED.flatMap(({ name, id, title, note }) => {
      const series = index.series(name, tags);
      const grid = gridOf([series]);
      if (series === undefined || grid === undefined) return [];
      return percentileBands({ id, title: `${title}, ${note}`, unit: index.unitOf(name) ?? 'ms' }, series, index);
    }),
    ...feltAndTaken(index, focus),
  ];
}

/** A trend with its percentiles as bands. */
export function percentileBands(
  { id, title, unit }: Pick<TimeChartSpec, 'id' | 'title' | 'unit'>,
  series: Series,
  index: RunIndex,
): TimeChartSpec[] {
  const grid = gridOf([series]);
  if (grid === undefined) return [];
  const lines = [
    ...linesOf(grid, series, { label: 'p50', brush: 'series-1', field: 'p50' }),
    ...linesOf(grid, series, { label: 'p90', brush: 'series-7', field: 'p90' }),
    ...linesOf(grid, series, { label: 'p95', brush: 'series-3', field: 'p95' }),
    ...linesOf(grid, series, { label: 'p99', brush: 'series-2', field: 'p99' }),
    ...linesOf(grid, series, { label: 'max', brush: 'series-8', field: 'max', isHiddenAtFirst: dwarfs(grid, series) }),
  ];
  if (lines.length === 0) return [];
  const at = (label: string) => lines.findIndex((line) => line.label === label);
  const bands = [
    { low: at('p50'), high: at('p90') },
    { low: at('p90'), high: at('p99') },
  ].filter(({ low, high }) => low >= 0 && high >= 0);
  const { name: metric, tags } = series;
  const limits = limitLines(index.run.limits, { metric, tags, kinds: OF_TRENDS });
  const description = 'Median, 90th, 95th and 99th percentile and the longest, by second.';
  return [{ id, title, unit, timesMs: grid.timesMs, lines, bands, limits, description }];
}

/** Whether the longest times would leave no height for the percentiles. */
function dwarfs(grid: Grid, series: Series): boolean {
  const most = (field: string) => Math.max(0, ...valuesOn(grid, series, field).map((value) => value ?? 0));
  return most('max') > 3 * most('p99');
}

function feltAndTaken(index: RunIndex, focus: Focus | undefined): TimeChartSpec[] {
  if (focus?.tag === 'name') return [];
  const tags = tagsOf(focus);
  const [felt, taken] = [index.series('response_time', tags), index.series('http_req_duration', tags)];
  const grid = gridOf([felt, taken]);
  if (felt === undefined || taken === undefined || grid === undefined) return [];
  const lines = (['p50', 'p95', 'p99'] as const).flatMap((field) => [
    ...linesOf(grid, felt, {
      label: `response time ${field}`,
      brush: field === 'p95' ? 'series-4' : field === 'p50' ? 'series-5' : 'series-8',
      field,
      isHiddenAtFirst: field !== 'p95',
    }),
    ...linesOf(grid, taken, {
      label: `service time ${field}`,
      brush: field === 'p95' ? 'series-3' : field === 'p50' ? 'series-1' : 'series-2',
      field,
      isHiddenAtFirst: field !== 'p95',
    }),
  ]);
  return [
    {
      id: 'response-time',
      title: 'Response time against service time',
      unit: 'ms',
      timesMs: grid.timesMs,
      lines,
      limits: limitLines(index.run.limits, { metric: 'response_time', tags, kinds: OF_TRENDS }),
      description:
        'Response time counts from when a request was due, failures included; service time from when it was sent. What lies between is waiting that a user would have felt.',
    },
  ];
}
