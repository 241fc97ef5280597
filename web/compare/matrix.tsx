import type { Comparison } from '../../src/model/run.ts';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Name } from '../parts/name.tsx';
import type { Pair, Side } from './side.ts';
import { Standing } from './standing.tsx';
import { type FigureRow, figureRows, isOfBenchmarks, usualFigures } from './table-figures.ts';

/** One figure of all runs. */
export interface MatrixRow {
  readonly key: string;
  readonly of: string;
  readonly figure: string;
  readonly before: string;
  /** By the place of the run among the others; undefined where it lacks the figure. */
  readonly cells: readonly (FigureRow | undefined)[];
  /** The smaller, the graver. */
  readonly gravity: number;
}

interface MatrixProps {
  /** What the others are held against. */
  readonly reference: Side;
  readonly pairs: readonly Pair[];
}

/** Every figure of every run beside each other, the gravest first. */
export function Matrix({ reference, pairs }: MatrixProps) {
  const rows = matrixRows(pairs.map(({ comparison }) => comparison.comparisons));
  const isBench = pairs.every(({ comparison }) => isOfBenchmarks(comparison.comparisons));
  const columns: Column<MatrixRow>[] = [
    {
      id: 'figure',
      title: isBench ? 'Benchmark' : 'Figure',
      cell: ({ figure, of }) => (
        <>
          <Name text={isBench ? of : figure} isMono />
          {isBench && figure !== 'time' && <div class="quiet">{figure}</div>}
          {!isBench && of !== '' && (
            <div class="quiet">
              <Name text={of} />
            </div>
          )}
        </>
      ),
      sortBy: ({ figure, of }) => `${figure} ${of}`,
    },
    { id: 'before', title: reference.letter, cell: ({ before }) => before, align: 'right', isMinor: true },
    ...pairs.map(
      ({ side }, at): Column<MatrixRow> => ({
        id: `run-${at}`,
        title: side.letter,
        cell: ({ cells }) => <MatrixCell cell={cells[at]} />,
        sortBy: ({ cells }) => cells[at]?.comparison.ratio ?? null,
        align: 'right',
      }),
    ),
  ];
  return (
    <DataTable
      label="Figures of all runs"
      columns={columns}
      rows={rows}
      keyOf={({ key }) => key}
      filter={({ figure, of }) => `${figure} ${of}`}
      most={40}
    />
  );
}

function MatrixCell({ cell }: { readonly cell: FigureRow | undefined }) {
  if (cell === undefined) return <span class="quiet">–</span>;
  return (
    <>
      {cell.after} <strong class="matrix-ratio">{cell.ratio}</strong>
      <div class="comparison-table-interval">
        <Standing comparison={{ ...cell.comparison, severity: 'info' }} word={wordsOf(cell)} isBrief />{' '}
        <span class="matrix-interval">{cell.interval}</span>
      </div>
    </>
  );
}

function wordsOf({ word, comparison: { severity } }: FigureRow): string {
  return severity === undefined || severity === 'info' ? word : `${word}, ${severity}`;
}

const GRAVITY: readonly string[] = ['critical', 'major', 'minor', 'info'];

function gravityOf({ verdict, severity }: Comparison): number {
  if (verdict === 'slower') return severity === undefined ? GRAVITY.length : GRAVITY.indexOf(severity);
  return GRAVITY.length + 1;
}

/** Figures that any of the others is compared by, by their gravest verdict. */
export function matrixRows(comparisons: readonly (readonly Comparison[])[]): MatrixRow[] {
  const rows = new Map<string, MatrixRow & { readonly cells: (FigureRow | undefined)[] }>();
  for (const [at, each] of comparisons.entries()) {
    for (const figure of figureRows(usualFigures(each))) {
      const { metric, aggregate, tags } = figure.comparison;
      const key = JSON.stringify([metric, aggregate, Object.entries(tags).sort()]);
      const row = rows.get(key) ?? {
        key,
        of: figure.of,
        figure: figure.figure,
        before: figure.before,
        cells: comparisons.map(() => undefined),
        gravity: Number.POSITIVE_INFINITY,
      };
      row.cells[at] = figure;
      rows.set(key, { ...row, gravity: Math.min(row.gravity, gravityOf(figure.comparison)) });
    }
  }
  return [...rows.values()].sort((a, b) => a.gravity - b.gravity);
}
