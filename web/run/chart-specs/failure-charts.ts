import type { RunIndex } from '../../../src/model/run-index.ts';
import type { Brush, TimeChartSpec, TimeLine } from '../../charts/specs.ts';
import { cleanText } from '../../parts/clean-text.ts';
import { type Focus, tagsOf } from '../focus.ts';
import { combined, type Grid, gridOf, sum, valuesOn } from './grid.ts';
import { limitLines } from './limit-lines.ts';
import { statusBrushes } from './status-brushes.ts';

const MOST_LINES = 8;
const ERROR_BRUSHES: readonly Brush[] = [
  'series-2',
  'series-4',
  'series-1',
  'series-5',
  'series-6',
  'series-3',
  'series-7',
  'series-8',
];

/** Errors by kind, status codes, and how many checks held. */
export function failureCharts(index: RunIndex, focus?: Focus): TimeChartSpec[] {
  if (focus !== undefined) return [...failedShare(index, focus)];
  return [...errors(index), ...statuses(index), ...failedShare(index, undefined), ...checks(index)];
}

interface Counted {
  readonly label: string;
  readonly values: readonly (number | null)[];
}

function errors(index: RunIndex): TimeChartSpec[] {
  const failed = index.series('http_req_failed');
  const kinds = index.seriesOf('http_reqs', 'error');
  const calls = index.series('function_failed');
  const grid = gridOf([failed, calls, ...kinds.map(({ series }) => series)]);
  if (grid === undefined) return [];
  const seconds = grid.stepMs / 1000;
  const byKind = kinds.map(({ value, series }) => ({ label: value, values: valuesOn(grid, series, 'perSecond') }));
  const all = valuesOn(grid, failed, 'passes').map((count) => (count ?? 0) / seconds);
  const rest = combined(
    [all, ...byKind.map(({ values }) => values.map((value) => value ?? 0))],
    ([total = 0, ...kinds]) => Math.max(0, total - kinds.reduce((one, other) => one + other, 0)),
  );
  const failedCalls = valuesOn(grid, calls, 'passes').map((count) => (count ?? 0) / seconds);
  const counted = [
    ...byKind,
    ...unexpected(index, grid, rest),
    { label: 'calls of functions', values: failedCalls },
  ].filter(({ values }) => sum(values) > 1e-9);
  if (counted.length === 0) return [];
  return [
    {
      id: 'errors',
      title: 'Errors by kind',
      unit: 'items/s',
      timesMs: grid.timesMs,
      lines: stackedLines(counted, (_, at) => ERROR_BRUSHES[at] ?? 'dim'),
      isStacked: true,
      description: 'Failed requests a second, those of each kind on top of those of the others.',
    },
  ];
}

/** Unexpected statuses one by one where the statuses from 400 on are what is left, else as one. */
function unexpected(index: RunIndex, grid: Grid, rest: readonly (number | null)[]): Counted[] {
  const bad = index
    .seriesOf('http_reqs', 'status')
    .filter(({ value }) => Number(value) >= 400)
    .map(({ value, series }) => ({ label: `status ${value}`, values: valuesOn(grid, series, 'perSecond') }));
  const [left, told] = [sum(rest), bad.reduce((total, { values }) => total + sum(values), 0)];
  return Math.abs(left - told) <= 0.01 * Math.max(left, told) ? bad : [{ label: 'unexpected status', values: rest }];
}

function statuses(index: RunIndex): TimeChartSpec[] {
  const all = index.seriesOf('http_reqs', 'status');
  const grid = gridOf(all.map(({ series }) => series));
  if (grid === undefined) return [];
  const counted = all
    .map(({ value, series }) => ({
      label: value === '0' ? 'no answer' : value,
      values: valuesOn(grid, series, 'perSecond'),
    }))
    .filter(({ values }) => sum(values) > 0);
  if (counted.length === 0) return [];
  return [
    {
      id: 'statuses',
      title: 'Status codes',
      unit: 'items/s',
      timesMs: grid.timesMs,
      lines: stackedLines(counted, statusBrushes(counted.map(({ label }) => label))),
      isStacked: true,
      description: 'Answers a second by their status, on top of each other.',
    },
  ];
}

/** Those with most, the others as one. */
function stackedLines(counted: readonly Counted[], brushOf: (label: string, at: number) => Brush): TimeLine[] {
  const sorted = [...counted].sort((a, b) => sum(b.values) - sum(a.values));
  const shown = sorted.length > MOST_LINES ? sorted.slice(0, MOST_LINES - 1) : sorted;
  const rest = sorted.slice(shown.length);
  return [
    ...shown.map(({ label, values }, at) => ({
      label: cleanText(label, 40),
      brush: brushOf(label, at),
      values,
      hasArea: true,
    })),
    ...(rest.length > 0
      ? [
          {
            label: `${rest.length} others`,
            brush: 'dim' as const,
            values: combined(
              rest.map(({ values }) => values.map((value) => value ?? 0)),
              (values) => values.reduce((one, other) => one + other, 0),
            ),
            hasArea: true,
          },
        ]
      : []),
  ];
}

function failedShare(index: RunIndex, focus: Focus | undefined): TimeChartSpec[] {
  const tags = tagsOf(focus);
  return (['http_req_failed', 'function_failed'] as const).flatMap((metric) => {
    const series = index.series(metric, tags);
    const grid = gridOf([series]);
    const limits = limitLines(index.run.limits, { metric, tags, kinds: ['rate'] });
    if (grid === undefined) return [];
    const values = valuesOn(grid, series, 'value');
    const isWorthIt = limits.length > 0 || focus !== undefined || sum(values) > 0;
    if (!isWorthIt || values.every((value) => value === null)) return [];
    return [
      {
        id: `${metric}-share`,
        title: metric === 'http_req_failed' ? 'Share of requests that failed' : 'Share of calls that failed',
        unit: 'share',
        timesMs: grid.timesMs,
        lines: [{ label: 'failed', brush: 'bad' as const, values, hasArea: true }],
        limits,
        description: 'The share that failed, by second.',
      },
    ];
  });
}

function checks(index: RunIndex): TimeChartSpec[] {
  const series = index.series('checks');
  const grid = gridOf([series]);
  if (grid === undefined) return [];
  const values = valuesOn(grid, series, 'value');
  if (values.every((value) => value === null)) return [];
  return [
    {
      id: 'checks-held',
      title: 'Checks that held',
      unit: 'share',
      timesMs: grid.timesMs,
      lines: [{ label: 'held', brush: 'good', values }],
      limits: limitLines(index.run.limits, { metric: 'checks', tags: {}, kinds: ['rate'] }),
      description: 'The share of checks that held, by second.',
    },
  ];
}
