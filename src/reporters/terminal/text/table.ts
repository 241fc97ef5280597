import { displayWidth, padEnd, padStart, truncate, truncateMiddle, truncateStart } from './text-width.ts';

export interface TableColumn {
  readonly title: string;
  /** One for each row; may be painted. */
  readonly cells: readonly string[];
  readonly align?: 'left' | 'right';
  /** Columns of the greatest number go first when room is short; 0 stays. */
  readonly drop: number;
  /** Cells may be cut down to so many columns. */
  readonly shrinkTo?: number;
  /** Where cells are cut; `start` and `middle` for plain text whose end tells more. */
  readonly cut?: 'start' | 'middle' | 'end';
}

interface TableOptions {
  readonly width: number;
  /** How the titles are painted; none without. */
  readonly title?: (text: string) => string;
}

const GAP = 2;

/** Aligned lines no wider than asked: columns are cut where they may be, then dropped, least important first. */
export function layTable(columns: readonly TableColumn[], { width, title }: TableOptions): string[] {
  const kept = fitting(columns, width);
  const rows = Math.max(0, ...columns.map(({ cells }) => cells.length));
  const widths = widthsOf(kept, width);
  const line = (cellOf: (column: TableColumn) => string) =>
    truncate(
      kept.map((column, at) => placed(cellOf(column), column, widths[at] ?? 0)).join(' '.repeat(GAP)),
      width,
    ).trimEnd();
  const body = Array.from({ length: rows }, (_, row) => line(({ cells }) => cells[row] ?? ''));
  return title === undefined ? body : [title(line((column) => column.title)), ...body];
}

/** Two blocks of lines next to each other. */
export function sideBySide(left: readonly string[], right: readonly string[], gap = 3): string[] {
  const width = Math.max(0, ...left.map(displayWidth)) + gap;
  return Array.from({ length: Math.max(left.length, right.length) }, (_, row) =>
    `${padEnd(left[row] ?? '', width)}${right[row] ?? ''}`.trimEnd(),
  );
}

function fitting(columns: readonly TableColumn[], width: number): TableColumn[] {
  const least = (column: TableColumn) => Math.min(naturalWidth(column), column.shrinkTo ?? Number.POSITIVE_INFINITY);
  const kept = [...columns];
  const needed = () => kept.reduce((sum, column) => sum + least(column) + GAP, -GAP);
  while (kept.length > 1 && needed() > width) {
    const first = kept.reduce((worst, column) => (column.drop > worst.drop ? column : worst));
    if (first.drop === 0) break;
    kept.splice(kept.indexOf(first), 1);
  }
  return kept;
}

function widthsOf(columns: readonly TableColumn[], width: number): number[] {
  const widths = columns.map(naturalWidth);
  for (const [at, { shrinkTo }] of columns.entries()) {
    const over = widths.reduce((sum, each) => sum + each + GAP, -GAP) - width;
    const own = widths[at] ?? 0;
    if (shrinkTo !== undefined && over > 0) widths[at] = Math.max(Math.min(shrinkTo, own), own - over);
  }
  return widths;
}

function naturalWidth({ title, cells }: TableColumn): number {
  return Math.max(displayWidth(title), ...cells.map(displayWidth));
}

const CUTS = { start: truncateStart, middle: truncateMiddle, end: truncate } as const;

function placed(cell: string, { align, cut = 'end' }: TableColumn, width: number): string {
  const text = CUTS[cut](cell, width);
  return align === 'right' ? padStart(text, width) : padEnd(text, width);
}
