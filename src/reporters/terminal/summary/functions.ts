import { formatBytes, formatCount } from '../../../model/units.ts';
import { type FunctionRow, functionRows } from '../../function-rows.ts';
import { formatRate, formatShare, formatTime } from '../text/amounts.ts';
import { cleanText } from '../text/clean-text.ts';
import type { Paint } from '../text/paint.ts';
import { layTable, type TableColumn } from '../text/table.ts';
import { firstOf, type Section } from './section.ts';

const MOST_ROWS = 30;

/** The functions under test: a row for each, the one that took most of the time first. */
export const functions: Section = ({ run, paint, width }) => {
  const rows = functionRows(run);
  if (rows.length === 0) return undefined;
  const { shown, more } = firstOf(rows, MOST_ROWS);
  const table = layTable(columnsFor(shown, paint), { width: width - 2, title: paint.dim });
  return { title: 'How did the functions do?', note: noteOn(shown), lines: [...table, ...more.map(paint.dim)] };
};

function columnsFor(rows: readonly FunctionRow[], paint: Paint): TableColumn[] {
  const right = (title: string, drop: number, cell: (row: FunctionRow) => string): TableColumn => {
    return { title, cells: rows.map(cell), align: 'right', drop };
  };
  const where = (measured: (row: FunctionRow) => number | undefined, column: TableColumn): TableColumn[] =>
    rows.some((row) => measured(row) !== undefined) ? [column] : [];
  const percentile = (p: string, drop: number) => right(`p${p}`, drop, (row) => formatTime(row.percentiles[p]));
  return [
    { title: 'Function', cells: rows.map(({ name }) => cleanText(name)), drop: 0, shrinkTo: 12 },
    right('Calls', 2, ({ calls }) => formatCount(calls)),
    right('per s', 6, ({ callsPerSecond }) => formatRate(callsPerSecond)),
    right('Failed', 0, ({ failedShare }) => (failedShare > 0 ? paint.bad(formatShare(failedShare)) : '0%')),
    percentile('50', 5),
    percentile('95', 0),
    percentile('99', 7),
    right('max', 8, ({ maxMs }) => formatTime(maxMs)),
    ...where(
      (row) => row.itemsPerSecond,
      right('Items', 3, (row) => rate(row.itemsPerSecond, formatRate)),
    ),
    ...where(
      (row) => row.bytesPerSecond,
      right('Bytes', 3, (row) => rate(row.bytesPerSecond, perSecond)),
    ),
    ...where(
      (row) => row.peakBytes,
      right('Peak', 1, (row) => size(row.peakBytes)),
    ),
    ...where(
      (row) => row.rssPeakBytes,
      right('RSS', 9, (row) => size(row.rssPeakBytes)),
    ),
    ...where(
      (row) => row.growthBytes,
      right('Growth', 1, (row) => size(row.growthBytes)),
    ),
    right('Blocked', 4, ({ blockedMs }) => formatTime(blockedMs)),
  ];
}

function noteOn(rows: readonly FunctionRow[]): string {
  const words = [
    ...(rows.some(({ peakBytes }) => peakBytes !== undefined) ? ['peak and growth are of memory'] : []),
    'blocked is the longest that a call kept the event loop',
  ];
  return words.join('; ');
}

function rate(value: number | undefined, format: (value: number) => string): string {
  return value === undefined ? '–' : format(value);
}

function perSecond(bytes: number): string {
  return `${formatBytes(bytes)}/s`;
}

function size(bytes: number | undefined): string {
  return bytes === undefined ? '–' : formatBytes(bytes);
}
