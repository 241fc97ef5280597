import { formatCount } from '../../../model/units.ts';
import { type StreamRow, streamRows } from '../../stream-rows.ts';
import { formatRate, formatShare, formatTime } from '../text/amounts.ts';
import { cleanText } from '../text/clean-text.ts';
import type { Paint } from '../text/paint.ts';
import { layTable, type TableColumn } from '../text/table.ts';
import { firstOf, type Section } from './section.ts';

const MOST_ROWS = 30;

/** The event streams: a row for each name, the one that brought most events first. */
export const streams: Section = ({ run, paint, width }) => {
  const rows = streamRows(run);
  if (rows.length === 0) return undefined;
  const { shown, more } = firstOf(rows, MOST_ROWS);
  const table = layTable(columnsFor(shown, paint), { width: width - 2, title: paint.dim });
  const note = shown.some(({ maxMs }) => maxMs !== undefined) ? 'times are those from sent to received' : '';
  return { title: 'How did the event streams do?', note, lines: [...table, ...more.map(paint.dim)] };
};

function columnsFor(rows: readonly StreamRow[], paint: Paint): TableColumn[] {
  const right = (title: string, drop: number, cell: (row: StreamRow) => string): TableColumn => {
    return { title, cells: rows.map(cell), align: 'right', drop };
  };
  const where = (happened: (row: StreamRow) => boolean, columns: TableColumn[]): TableColumn[] =>
    rows.some(happened) ? columns : [];
  const percentile = (p: string, drop: number) => right(`p${p}`, drop, (row) => formatTime(row.percentiles[p]));
  const troubles = (count: number) => (count > 0 ? paint.warn(formatCount(count)) : '0');
  return [
    { title: 'Stream', cells: rows.map(({ name }) => cleanText(name)), drop: 0, shrinkTo: 12 },
    right('Asked for', 3, ({ attempts }) => formatCount(attempts)),
    right('Failed', 0, ({ failedShare }) => (failedShare > 0 ? paint.bad(formatShare(failedShare)) : '0%')),
    right('Open at most', 5, ({ most }) => (most === undefined ? '–' : formatCount(most))),
    right('Events', 0, ({ events }) => formatCount(events)),
    right('per s', 4, ({ eventsPerSecond }) => formatRate(eventsPerSecond)),
    ...where(
      ({ maxMs }) => maxMs !== undefined,
      [
        percentile('50', 6),
        percentile('95', 0),
        percentile('99', 7),
        right('max', 8, ({ maxMs }) => formatTime(maxMs)),
      ],
    ),
    ...where(
      ({ interrupted }) => interrupted > 0,
      [right('Interrupted', 1, ({ interrupted }) => troubles(interrupted))],
    ),
    ...where(({ reconnects }) => reconnects > 0, [right('Reconnects', 2, ({ reconnects }) => formatCount(reconnects))]),
    ...where(({ discarded }) => discarded > 0, [right('Discarded', 2, ({ discarded }) => formatCount(discarded))]),
  ];
}
