import type { Benchmark } from '../../../model/benchmark.ts';
import { formatNanoseconds } from '../../../model/units.ts';
import {
  type BenchmarkGroup,
  type BenchmarkRow,
  benchmarkGroups,
  plusMinus,
  showAllocated,
  showThroughput,
} from '../../../model/words/benchmark-rows.ts';
import { alignedAtPoint } from '../text/aligned.ts';
import { bar, columns } from '../text/charts.ts';
import { cleanText } from '../text/clean-text.ts';
import type { Paint } from '../text/paint.ts';
import { layTable, type TableColumn } from '../text/table.ts';
import { truncateMiddle } from '../text/text-width.ts';
import type { Section } from './section.ts';

const MOST_ROWS = 500;
const BAR = 10;
const SHAPE = 12;
const LONGEST_ERROR = 200;

/** A row for each benchmark, below the name of its group; columns stand below each other throughout. */
export const benchmarks: Section = ({ run, paint, width }) => {
  const groups = shownGroups(benchmarkGroups(run));
  const rows = groups.flatMap((group) => group.rows);
  if (rows.length === 0) return undefined;
  const [titles = '', ...lines] = layTable(columnsFor(rows, paint), { width: width - 2, title: paint.dim });
  const below: string[] = [];
  let at = 0;
  for (const { title, rows: own } of groups) {
    if (title !== '') below.push(...(at > 0 ? [''] : []), paint.bold(truncateMiddle(cleanText(title), width - 2)));
    for (const row of own) below.push(lines[at++] ?? '', ...errorLine(row.benchmark, paint));
  }
  const left = (run.benchmarks?.length ?? 0) - rows.length;
  const more = left > 0 ? [paint.dim(`… ${left} more: --markdown, --html and --json have them all`)] : [];
  return {
    title: 'How fast is each?',
    note: 'time of an iteration: median over processes, with its 95% interval',
    lines: [titles, ...below, ...more],
  };
};

function shownGroups(groups: readonly BenchmarkGroup[]): BenchmarkGroup[] {
  let left = MOST_ROWS;
  return groups.flatMap(({ title, rows }) => {
    const shown = rows.slice(0, Math.max(0, left));
    left -= shown.length;
    return shown.length === 0 ? [] : [{ title, rows: shown }];
  });
}

type OfTime = (time: Benchmark['time']) => number;

function columnsFor(rows: readonly BenchmarkRow[], paint: Paint): TableColumn[] {
  const times = (of: OfTime) =>
    alignedAtPoint(rows.map(({ benchmark, isMeasured }) => (isMeasured ? formatNanoseconds(of(benchmark.time)) : '–')));
  const right = (title: string, drop: number, cells: readonly string[]): TableColumn => ({
    title,
    cells,
    align: 'right',
    drop,
  });
  const filled = (column: TableColumn) => (column.cells.some((cell) => cell.trim() !== '') ? [column] : []);
  const [least, most] = [times(({ min }) => min), times(({ max }) => max)];
  const measured = (cell: (benchmark: Benchmark) => string) =>
    rows.map(({ benchmark, isMeasured }) => (isMeasured ? cell(benchmark) : ''));
  return [
    ...filled({ title: '', cells: rows.map(({ benchmark }) => standing(benchmark, paint)), drop: 0 }),
    {
      title: 'Benchmark',
      cells: rows.map(({ benchmark }) => cleanText(benchmark.name)),
      drop: 0,
      shrinkTo: 16,
      cut: 'middle',
    },
    right(
      'time',
      0,
      times(({ median }) => median),
    ),
    ...filled(right('±', 1, measured(({ time }) => plusMinus(time)).map(paint.dim))),
    { title: '', cells: rows.map(({ ofSlowest }) => paint.accent(bar(ofSlowest, BAR))), drop: 4 },
    right(
      'min … max',
      7,
      least.map((low, at) => (rows[at]?.isMeasured ? `${low} … ${most[at]}` : '')),
    ),
    right(
      'p95',
      8,
      times(({ p95 }) => p95),
    ),
    right(
      'p99',
      6,
      times(({ p99 }) => p99),
    ),
    ...filled({
      title: 'spread',
      cells: measured(({ shape }) => columns(shape.shares, SHAPE)).map(paint.accent),
      drop: 5,
    }),
    ...filled(right('per s', 2, measured(showThroughput))),
    ...filled(right('allocated', 3, measured(showAllocated))),
  ];
}

/** Whether something is wrong with it: it threw, or a requirement is not kept; `=` is what others are compared with. */
function standing({ error, requirements, isBaseline, findings }: Benchmark, paint: Paint): string {
  if (error !== undefined || requirements.some(({ passed }) => passed === false)) return paint.bad('✗');
  if (findings.some(({ severity }) => severity === 'major' || severity === 'critical')) return paint.warn('!');
  if (isBaseline) return paint.accent('=');
  return requirements.some(({ passed }) => passed === true) ? paint.good('✓') : '';
}

function errorLine({ error }: Benchmark, paint: Paint): string[] {
  return error === undefined ? [] : [`  ${paint.bad(cleanText(error, LONGEST_ERROR))}`];
}
