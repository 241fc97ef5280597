import type { RunIndex } from '../../../model/run-index.ts';
import { formatCount } from '../../../model/units.ts';
import { formatRate, formatShare, formatTime, wholePercent } from '../text/amounts.ts';
import { bar } from '../text/charts.ts';
import { cleanText } from '../text/clean-text.ts';
import { layTable, type TableColumn } from '../text/table.ts';
import { firstOf, type Section, type SummaryContext } from './section.ts';

const MOST_ROWS = 30;
const BAR = 8;

interface StepRow {
  readonly name: string;
  readonly count: number;
  readonly perSecond: number;
  readonly failedShare: number;
  readonly totalMs: number;
  readonly percentiles: Readonly<Record<string, number>>;
  readonly max: number;
}

/** Where the time is spent: a row for each step, the one that takes most of it first. */
export const steps: Section = (context) => {
  const rows = stepRows(context.metrics);
  if (rows.length === 0) return undefined;
  const { shown, more } = firstOf(rows, MOST_ROWS);
  const sum = rows.reduce((total, { totalMs }) => total + totalMs, 0);
  const table = layTable(columnsFor(shown, sum, context), { width: context.width - 2, title: context.paint.dim });
  return { title: 'Where is the time spent?', lines: [...table, ...more.map(context.paint.dim)] };
};

function columnsFor(rows: readonly StepRow[], sum: number, { paint }: SummaryContext): TableColumn[] {
  const share = ({ totalMs }: StepRow) => (sum > 0 ? totalMs / sum : 0);
  const percentile = (p: string, drop: number): TableColumn => ({
    title: `p${p}`,
    cells: rows.map(({ percentiles }) => formatTime(percentiles[p])),
    align: 'right',
    drop,
  });
  return [
    { title: 'Step', cells: rows.map(({ name }) => cleanText(name)), drop: 0, shrinkTo: 16 },
    { title: 'Count', cells: rows.map(({ count }) => formatCount(count)), align: 'right', drop: 3 },
    { title: 'Rate', cells: rows.map(({ perSecond }) => formatRate(perSecond)), align: 'right', drop: 7 },
    {
      title: 'Failed',
      cells: rows.map(({ failedShare }) => (failedShare > 0 ? paint.bad(formatShare(failedShare)) : '0%')),
      align: 'right',
      drop: 2,
    },
    percentile('50', 4),
    percentile('90', 9),
    percentile('95', 1),
    percentile('99', 5),
    { title: 'max', cells: rows.map(({ max }) => formatTime(max)), align: 'right', drop: 8 },
    { title: 'Time', cells: rows.map((row) => wholePercent(share(row))), align: 'right', drop: 0 },
    { title: '', cells: rows.map((row) => paint.accent(bar(share(row), BAR))), drop: 6 },
  ];
}

function stepRows(metrics: RunIndex): StepRow[] {
  const rows = metrics.valuesOf('http_reqs', 'name').flatMap(({ value: name, metric }) => {
    if (metric.type !== 'counter' || metric.total === 0) return [];
    const latency = metrics.trend('http_req_duration', { name });
    return {
      name,
      count: metric.total,
      perSecond: metric.perSecond,
      failedShare: metrics.rate('http_req_failed', { name })?.value ?? 0,
      totalMs: latency === undefined ? 0 : latency.mean * latency.count,
      percentiles: latency?.percentiles ?? {},
      max: latency?.max ?? Number.NaN,
    };
  });
  return rows.sort((a, b) => b.totalMs - a.totalMs || b.count - a.count);
}
