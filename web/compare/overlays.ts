import type { Metric, Run, Series } from '../../src/model/run.ts';
import type { CurveSpec, TimeChartSpec, TimeFrame } from '../charts/specs.ts';
import { cleanText } from '../parts/clean-text.ts';
import { curveHistogram } from '../run/chart-specs/curves.ts';
import { gridOf, linesOf } from '../run/chart-specs/grid.ts';
import { timeFrame } from '../run/chart-specs/time-frame.ts';
import type { Side } from './side.ts';

/** What a run's load is measured by: requests, calls of functions, or whole iterations. */
interface Measures {
  readonly duration: string;
  readonly count: string;
  readonly failed: string;
}

const MEASURES: readonly Measures[] = [
  { duration: 'http_req_duration', count: 'http_reqs', failed: 'http_req_failed' },
  { duration: 'function_duration', count: 'function_calls', failed: 'function_failed' },
  { duration: 'iteration_duration', count: 'iterations', failed: 'iterations_failed' },
];

function measuresOf(runs: readonly Run[]): Measures | undefined {
  return MEASURES.find(({ count, duration }) =>
    runs.some(({ series, metrics }) => [...series, ...metrics].some(({ name }) => name === count || name === duration)),
  );
}

/** Steps that any of the runs has figures of, in the order of the first that has them. */
export function stepsOf(runs: readonly Run[]): string[] {
  const measures = measuresOf(runs);
  const names = runs.flatMap(({ metrics }) =>
    metrics.flatMap(({ name, tags }) =>
      name === measures?.duration && tags.name !== undefined && Object.keys(tags).length === 1 ? [tags.name] : [],
    ),
  );
  return [...new Set(names)];
}

/** One axis for all: from the start of each. Phases are drawn where they are the same in every run. */
export function sharedFrame(runs: readonly Run[]): TimeFrame {
  const frames = runs.map((run) => timeFrame(run));
  const [first] = frames;
  const places = ({ phases }: TimeFrame) =>
    JSON.stringify(phases.map(({ name, startMs }) => [name, Math.round(startMs / 1000)]));
  const areSame = first !== undefined && frames.every((frame) => places(frame) === places(first));
  return {
    endMs: frames.reduce((most, { endMs }) => Math.max(most, endMs), 0),
    phases: areSame ? first.phases : [],
    events: [],
  };
}

interface Overlay {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly metric: string;
  readonly fields: readonly string[];
  readonly description: string;
  /** Not kept by step. */
  readonly isTotalOnly?: boolean;
}

/** Charts with a line for each run; those that no run has values for are left out. */
export function overlaySpecs(sides: readonly Side[], step?: string): TimeChartSpec[] {
  const measures = measuresOf(sides.map(({ run }) => run));
  if (measures === undefined) return [];
  const latency = (percentile: string): Overlay => ({
    id: percentile,
    title: `Latency, ${percentile}`,
    unit: 'ms',
    metric: measures.duration,
    fields: [percentile],
    description: `The ${percentile} of durations in each step of time.`,
  });
  const all: Overlay[] = [
    {
      ...{ id: 'throughput', title: 'Throughput', unit: '/s', metric: measures.count, fields: ['perSecond'] },
      description: 'How many a second were served.',
    },
    latency('p50'),
    latency('p95'),
    latency('p99'),
    {
      ...{ id: 'errors', title: 'Failures', unit: 'share', metric: measures.failed, fields: ['value'] },
      description: 'The share that failed.',
    },
    {
      ...{ id: 'users', title: 'Users', unit: 'count', metric: 'vus', fields: ['mean', 'last', 'max'] },
      description: 'How many users were at work.',
      isTotalOnly: true,
    },
  ];
  return all.flatMap((overlay) => specOf(overlay, sides, step));
}

function specOf(overlay: Overlay, sides: readonly Side[], step: string | undefined): TimeChartSpec[] {
  const { id, title, unit, metric, fields, description, isTotalOnly } = overlay;
  if (step !== undefined && isTotalOnly === true) return [];
  const found = sides.flatMap((side) => {
    const series = seriesOf(side.run, metric, step);
    const field = fields.find((each) => series?.fields[each] !== undefined);
    return series === undefined || field === undefined ? [] : [{ side, series, field }];
  });
  const grid = gridOf(found.map(({ series }) => series));
  if (grid === undefined) return [];
  const lines = found.flatMap(({ side: { label, brush }, series, field }) =>
    linesOf(grid, series, { label, brush, field }),
  );
  if (lines.length === 0) return [];
  return [
    {
      id: `compare-${id}`,
      title: step === undefined ? title : `${title} of ${cleanText(step, 80)}`,
      unit,
      timesMs: grid.timesMs,
      lines,
      description: `${description} A line for each run, from its start.`,
    },
  ];
}

function seriesOf({ series }: Run, metric: string, step: string | undefined): Series | undefined {
  return series.find(({ name, tags }) => {
    if (name !== metric) return false;
    const count = Object.keys(tags).length;
    return step === undefined ? count === 0 : count === 1 && tags.name === step;
  });
}

/** How durations are spread in each run, in milliseconds; undefined where no run says it. */
export function latencyCurves(sides: readonly Side[], step?: string): CurveSpec | undefined {
  const measures = measuresOf(sides.map(({ run }) => run));
  const curves = sides.flatMap(({ run, label, brush }) => {
    const metric = run.metrics.find((each) => isDurations(each, measures?.duration, step));
    // What no page shows may have been left out.
    if (metric?.type !== 'trend' || metric.count === 0 || metric.histogram?.positive === undefined) return [];
    return [{ label, brush, histogram: curveHistogram(metric), min: metric.min, max: metric.max }];
  });
  if (curves.length === 0) return undefined;
  return {
    id: 'compare-percentiles',
    title: step === undefined ? 'Latency by percentile' : `Latency by percentile of ${cleanText(step, 80)}`,
    unit: 'ms',
    curves,
    description: 'How long so large a share of requests took at most: a curve for each run.',
  };
}

function isDurations({ name, tags, type }: Metric, duration: string | undefined, step: string | undefined): boolean {
  if (type !== 'trend' || name !== duration) return false;
  const count = Object.keys(tags).length;
  return step === undefined ? count === 0 : count === 1 && tags.name === step;
}
