import {
  type BenchmarkComparisonRow,
  benchmarkComparisons,
  wordOf,
} from '../../../model/words/benchmark-comparisons.ts';
import { alignedAtPoint } from '../text/aligned.ts';
import { cleanText } from '../text/clean-text.ts';
import type { Paint } from '../text/paint.ts';
import { severityBrush } from '../text/symbols.ts';
import { layTable, type TableColumn } from '../text/table.ts';
import { wrapText } from '../text/text-width.ts';
import { firstOf, type Section } from './section.ts';

const MOST_ROWS = 200;
const NOISE = 'noise: how far the same code differs here by chance; visible: the least change seen 4 times in 5';
const SLOWER = { info: 'i', minor: '•', major: '!', critical: '✗' } as const;
const SYMBOLS = { faster: '✓', same: '=', unclear: '?' } as const;

/** Each benchmark against another, or against itself in another run, with what this machine could have seen. */
export const benchComparisons: Section = ({ run, paint, width }) => {
  const all = benchmarkComparisons(run);
  if (all.length === 0) return undefined;
  const { shown, more } = firstOf(all, MOST_ROWS);
  const table = layTable(columnsFor(shown, paint), { width: width - 2, title: paint.dim });
  const against = new Set(all.map(({ comparison }) => comparison.against));
  const [only = ''] = against.size === 1 ? against : [];
  return {
    title: 'What is faster?',
    ...(only === '' || only === run.id ? {} : { note: `with ${cleanText(only, 60)}` }),
    lines: [
      ...table,
      ...more.map(paint.dim),
      ...notes(shown).flatMap((note) => wrapText(note, width - 2).map(paint.dim)),
    ],
  };
};

function notes(rows: readonly BenchmarkComparisonRow[]): string[] {
  const hasNoise = rows.some(({ noiseFloor, smallest }) => noiseFloor + smallest !== '');
  const byNeed = new Map<string, string[]>();
  for (const { needed, label } of rows) if (needed !== '') byNeed.set(needed, [...(byNeed.get(needed) ?? []), label]);
  return [
    ...[...byNeed].map(([needed, labels]) => {
      const others = labels.length > 1 ? ` and ${labels.length - 1} more` : '';
      return `unclear: ${cleanText(labels[0] ?? '', 80)}${others}; needs ${cleanText(needed, 120)}`;
    }),
    ...(hasNoise ? [NOISE] : []),
  ];
}

function columnsFor(rows: readonly BenchmarkComparisonRow[], paint: Paint): TableColumn[] {
  const cells = (cell: (row: BenchmarkComparisonRow) => string) => rows.map(cell);
  const right = (title: string, drop: number, texts: readonly string[]): TableColumn => ({
    title,
    cells: texts,
    align: 'right',
    drop,
  });
  const where = (column: TableColumn) => (column.cells.some((cell) => cell.trim() !== '') ? [column] : []);
  const several = (cell: (row: BenchmarkComparisonRow) => string) => new Set(cells(cell)).size > 1;
  const factors = alignedAtPoint(cells(({ factor }) => factor.replace('×', ' ×'))).map((text) =>
    text.replace(' ×', '×'),
  );
  return [
    { title: '', cells: cells((row) => painted(row, standing(row), paint)), drop: 0 },
    right(
      '',
      0,
      factors.map((factor, at) => (rows[at] === undefined ? factor : painted(rows[at], factor, paint))),
    ),
    { title: 'between', cells: cells(({ interval }) => interval), drop: 0 },
    { title: 'Benchmark', cells: cells(({ label }) => cleanText(label)), drop: 0, shrinkTo: 10, cut: 'middle' },
    ...(several((row) => row.against)
      ? [
          {
            title: 'than',
            cells: cells(({ against }) => cleanText(against, 200)),
            drop: 2,
            shrinkTo: 10,
            cut: 'middle' as const,
          },
        ]
      : []),
    ...(several(({ figure }) => figure)
      ? [{ title: 'of', cells: cells(({ figure }) => cleanText(figure, 40)), drop: 2 }]
      : []),
    right('against', 4, alignedAtPoint(cells(({ before }) => before))),
    right('this', 3, alignedAtPoint(cells(({ after }) => after))),
    ...where(right('noise', 1, cells(({ noiseFloor }) => noiseFloor).map(paint.dim))),
    ...where(right('visible', 1, cells(({ smallest }) => smallest).map(paint.dim))),
  ];
}

/** The verdict in a word, and as a symbol that says it without its colour. */
function standing({ figure, comparison }: BenchmarkComparisonRow): string {
  const { verdict, severity } = comparison;
  const symbol = verdict === 'slower' ? SLOWER[severity ?? 'info'] : SYMBOLS[verdict];
  return `${symbol} ${wordOf(figure, comparison)}`;
}

function painted({ comparison }: BenchmarkComparisonRow, text: string, paint: Paint): string {
  const { verdict, severity } = comparison;
  if (verdict === 'faster') return paint.good(text);
  if (verdict === 'unclear') return paint.warn(text);
  return verdict === 'same' ? paint.dim(text) : severityBrush(severity ?? 'info', paint)(text);
}
