import type { Goal, Row, Unit } from './measure.ts';

const heads = ['measure', 'figure', 'median', 'spread', 'to reach', 'reached'];

const digits: Readonly<Record<Unit, number>> = { ratio: 2, ms: 2, MB: 0, 'MB/min': 2, ns: 1, count: 0 };

/** The rows as a table for people, each with what it is made of below it. */
export function renderTable(rows: readonly Row[]): string {
  const cells = rows.map((row) => (row.problem === undefined ? cellsOf(row) : [row.measure, row.figure]));
  const widths = heads.map((head, column) => Math.max(head.length, ...cells.map((line) => line[column]?.length ?? 0)));
  const draw = (line: readonly string[]) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  const lines = rows.map((row, index) => {
    const line = draw(cells[index] ?? []);
    if (row.problem !== undefined) return `${line}  not measured: ${row.problem}`;
    return [line, ...row.notes.map((note) => `    ${note}`)].join('\n');
  });
  return [draw(heads), draw(widths.map((width) => '-'.repeat(width))), ...lines].join('\n');
}

function cellsOf(row: Row): string[] {
  const { measure, figure, unit, median, low, high, goal } = row;
  const suffix = unit === 'ratio' || unit === 'count' ? '' : ` ${unit}`;
  return [
    measure,
    figure,
    `${show(median, unit)}${suffix}`,
    `${show(low, unit)} – ${show(high, unit)}`,
    goal === undefined ? '' : describe(goal, suffix),
    row.reached === undefined ? '' : row.reached ? 'yes' : 'NO',
  ];
}

function describe(goal: Goal, suffix: string): string {
  if ('atLeast' in goal) return `≥ ${goal.atLeast}${suffix}`;
  if ('atMost' in goal) return `≤ ${goal.atMost}${suffix}`;
  return `${goal.near.toLocaleString('en')}${suffix} ± ${goal.share * 100} %`;
}

function show(value: number, unit: Unit): string {
  if (!Number.isFinite(value)) return value > 0 ? '∞' : value < 0 ? '-∞' : '?';
  return value.toLocaleString('en', { minimumFractionDigits: digits[unit], maximumFractionDigits: digits[unit] });
}
