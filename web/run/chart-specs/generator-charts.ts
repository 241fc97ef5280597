import type { Series } from '../../../src/model/run.ts';
import type { RunIndex } from '../../../src/model/run-index.ts';
import type { Brush, TimeChartSpec, TimeLine } from '../../charts/specs.ts';
import { cleanText } from '../../parts/clean-text.ts';
import { LINE_BRUSHES } from './brushes.ts';
import { combined, type Grid, gridOf, linesOf, valuesOn } from './grid.ts';

/** The load generator's own state, which says whether the numbers are the target's. */
export function generatorCharts(index: RunIndex): TimeChartSpec[] {
  return [...delays(index), ...cpu(index), ...collections(index), ...memory(index)];
}

function delays(index: RunIndex): TimeChartSpec[] {
  const [late, delay, pauses] = ['generator_lateness', 'generator_loop_delay', 'generator_gc'].map((name) =>
    index.series(name),
  );
  const grid = gridOf([late, delay, pauses]);
  if (grid === undefined) return [];
  return [
    {
      id: 'generator-delay',
      title: 'Lateness, event-loop delay and pauses',
      unit: 'ms',
      timesMs: grid.timesMs,
      lines: [
        ...linesOf(grid, late, { label: 'lateness p99', brush: 'series-2', field: 'p99' }),
        ...linesOf(grid, late, { label: 'lateness p50', brush: 'series-6', field: 'p50', isHiddenAtFirst: true }),
        ...linesOf(grid, delay, { label: 'loop delay p99', brush: 'series-1', field: 'p99' }),
        ...linesOf(grid, delay, { label: 'loop delay max', brush: 'series-8', field: 'max', isHiddenAtFirst: true }),
        ...linesOf(grid, pauses, { label: 'longest pause to collect garbage', brush: 'series-3', field: 'max' }),
      ],
      description:
        'How much later than due iterations started, how long the event loop was held up, and the longest pause to collect garbage.',
    },
  ];
}

function cpu(index: RunIndex): TimeChartSpec[] {
  return byWorker(index, {
    metric: 'generator_cpu',
    field: 'mean',
    spec: { id: 'generator-cpu', title: 'CPU of the generator', unit: 'percent' },
    description: 'CPU used by each worker of the load generator, as percent of a core.',
  });
}

function memory(index: RunIndex): TimeChartSpec[] {
  const series = index.series('generator_memory') ?? index.seriesOf('generator_memory', 'worker')[0]?.series;
  const grid = gridOf([series]);
  if (grid === undefined) return [];
  return [
    {
      id: 'generator-memory',
      title: 'Memory of the generator',
      unit: 'bytes',
      timesMs: grid.timesMs,
      lines: linesOf(grid, series, { label: 'resident', brush: 'series-5', field: 'max', hasArea: true }),
      description: 'Resident memory of the load generator.',
    },
  ];
}

function collections(index: RunIndex): TimeChartSpec[] {
  const series = index.series('generator_gc');
  const grid = gridOf([series]);
  if (grid === undefined) return [];
  const [counts, means] = [valuesOn(grid, series, 'count'), valuesOn(grid, series, 'mean')];
  const share = combined([counts, means.map((mean) => mean ?? 0)], ([count = 0, mean = 0]) => {
    return Math.min(1, (count * mean) / grid.stepMs);
  });
  return [
    {
      id: 'generator-gc',
      title: 'Garbage collection of the generator',
      unit: 'share',
      timesMs: grid.timesMs,
      lines: [{ label: 'of the time', brush: 'series-3', values: share, hasArea: true }],
      description: 'The share of time that went into collecting garbage.',
    },
  ];
}

interface ByWorker {
  readonly metric: string;
  readonly field: string;
  readonly spec: Pick<TimeChartSpec, 'id' | 'title' | 'unit'>;
  readonly description: string;
}

function byWorker(index: RunIndex, { metric, field, spec, description }: ByWorker): TimeChartSpec[] {
  const workers = index.seriesOf(metric, 'worker');
  const total = index.series(metric);
  const shown = workers.length > 0 ? workers : total === undefined ? [] : [{ value: '', series: total }];
  const grid = gridOf(shown.map(({ series }) => series));
  if (grid === undefined) return [];
  const lines = shown.length <= LINE_BRUSHES.length ? eachWorker(grid, shown, field) : spread(grid, shown, field);
  return [{ ...spec, timesMs: grid.timesMs, lines, description }];
}

type Workers = readonly { readonly value: string; readonly series: Series }[];

function eachWorker(grid: Grid, workers: Workers, field: string): TimeLine[] {
  return workers.flatMap(({ value, series }, at) => {
    const label = value === '' ? 'all' : `worker ${cleanText(value, 30)}`;
    return linesOf(grid, series, { label, brush: LINE_BRUSHES[at] ?? 'dim', field });
  });
}

function spread(grid: Grid, workers: Workers, field: string): TimeLine[] {
  const lists = workers.map(({ series }) => valuesOn(grid, series, field).map((value) => value ?? 0));
  const line = (label: string, brush: Brush, of: (values: readonly number[]) => number) => {
    return { label, brush, values: combined(lists, of) };
  };
  return [
    line('busiest worker', 'series-2', (values) => Math.max(...values)),
    line('mean', 'series-1', (values) => values.reduce((one, other) => one + other, 0) / values.length),
  ];
}
