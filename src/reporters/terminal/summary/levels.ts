import { type LevelRow, levelRows } from '../../level-rows.ts';
import { formatNumber, formatRate, formatShare, formatTime } from '../text/amounts.ts';
import { bar } from '../text/charts.ts';
import { cleanText } from '../text/clean-text.ts';
import type { Paint } from '../text/paint.ts';
import { layTable, type TableColumn } from '../text/table.ts';
import { firstOf, type Section } from './section.ts';

const MOST_ROWS = 40;
const BAR = 12;

/** The stretches of constant load, in order of time: what of it came through, and how fast. */
export const levels: Section = ({ run, paint, width }) => {
  const rows = levelRows(run);
  if (rows.length === 0) return undefined;
  const { shown, more } = firstOf(rows, MOST_ROWS);
  const table = layTable(columnsFor(shown, paint), { width: width - 2, title: paint.dim });
  return { title: 'What happened at each level?', lines: [...table, ...more.map(paint.dim)] };
};

function columnsFor(rows: readonly LevelRow[], paint: Paint): TableColumn[] {
  const most = Math.max(...rows.map(({ perSecond }) => perSecond));
  const percentile = (p: string, drop: number): TableColumn => {
    return right(`p${p}`, drop, ({ percentiles }) => formatTime(percentiles[p]));
  };
  const right = (title: string, drop: number, cell: (row: LevelRow) => string): TableColumn => {
    return { title, cells: rows.map(cell), align: 'right', drop };
  };
  return [
    ...(rows.some(({ decided }) => decided !== undefined)
      ? [{ title: '', cells: rows.map(({ decided }) => symbolOf(decided, paint)), drop: 0 }]
      : []),
    { title: 'Level', cells: rows.map(({ name }) => cleanText(name, 60)), drop: 2, shrinkTo: 12 },
    right(unitTitle(rows), 0, ({ load }) => formatNumber(load)),
    right('Rate', 0, ({ perSecond }) => formatRate(perSecond)),
    { title: '', cells: rows.map(({ perSecond }) => paint.accent(bar(most > 0 ? perSecond / most : 0, BAR))), drop: 7 },
    right('Failed', 1, ({ failedShare }) => (failedShare > 0 ? paint.bad(formatShare(failedShare)) : '0%')),
    ...(rows.some(({ dropped }) => dropped > 0) ? [right('Dropped', 3, ({ dropped }) => formatNumber(dropped))] : []),
    percentile('50', 4),
    percentile('95', 0),
    percentile('99', 5),
  ];
}

/** Whether the level is within all limits. */
function symbolOf(decided: LevelRow['decided'], paint: Paint): string {
  if (decided === 'within') return paint.good('✓');
  if (decided === 'crossed') return paint.bad('✗');
  return decided === undefined ? '' : paint.warn('…');
}

function unitTitle(rows: readonly LevelRow[]): string {
  const unit = cleanText(rows[0]?.unit ?? '', 40);
  return unit === 'users' ? 'Users' : unit === 'arrivals/s' ? 'Arrivals/s' : unit;
}
