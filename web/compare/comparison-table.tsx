import { useState } from 'preact/hooks';
import type { Comparison } from '../../src/model/run.ts';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Empty } from '../parts/empty.tsx';
import { Name } from '../parts/name.tsx';
import { RatioBar, ratioReach } from './ratio-bar.tsx';
import { Standing } from './standing.tsx';
import { type FigureRow, figureRows, isOfBenchmarks, sharedNeed, usualFigures } from './table-figures.ts';

interface ComparisonTableProps {
  readonly comparisons: readonly Comparison[];
  /** Says of each row what it was compared with, where that is not the same for all. */
  readonly hasAgainst?: boolean;
  readonly label?: string;
  /** What the two sides are called. */
  readonly sides?: readonly [before: string, after: string];
  /** Every figure at first, and not only what has changed and what people look at first. */
  readonly isWhole?: boolean;
}

/** Rows that markup without scripts holds at most. */
const MOST_STATIC = 500;

/** Figures of two runs held against each other, the gravest first. */
export function ComparisonTable(props: ComparisonTableProps) {
  const { comparisons, hasAgainst, label, sides = ['Before', 'Now'], isWhole } = props;
  const isStatic = typeof document === 'undefined';
  const [isAll, setAll] = useState(isWhole === true || isStatic);
  if (comparisons.length === 0) return <Empty>Nothing could be compared.</Empty>;
  const usual = usualFigures(comparisons);
  const chosen = isAll || usual.length === 0 ? comparisons : usual;
  const rows = figureRows(chosen, hasAgainst);
  const shown = isStatic ? rows.slice(0, MOST_STATIC) : rows;
  const need = sharedNeed(rows);
  const hidden = comparisons.length - usual.length;
  return (
    <div class="comparison-table">
      <DataTable
        label={label ?? 'Figures compared'}
        columns={columnsFor(rows, isOfBenchmarks(comparisons), sides)}
        rows={shown}
        keyOf={({ key }) => key}
        filter={({ of, figure, word, against, comparison }) =>
          [of, figure, word, against, comparison.severity ?? ''].join(' ')
        }
        most={40}
      />
      {rows.length > shown.length && <p class="quiet">… and {rows.length - shown.length} more</p>}
      <div class="comparison-table-foot">
        <p class="comparison-table-key quiet">
          The line is the interval of 95%, the dot the ratio, the grey band the noise: how far the same code differs
          here by chance.
          {need !== undefined && (
            <>
              {' '}
              To tell what is unclear, it takes <Name text={need} />.
            </>
          )}
        </p>
        {isWhole !== true && hidden > 0 && usual.length > 0 && (
          <label class="comparison-table-all needs-script">
            <input type="checkbox" checked={isAll} onChange={(event) => setAll(event.currentTarget.checked)} /> All{' '}
            {comparisons.length} figures
          </label>
        )}
      </div>
    </div>
  );
}

/** What worsened first, then what improved, what can't be told, and what stayed: the places of an order by verdict. */
const PLACES: readonly string[] = ['slower', 'faster', 'unclear', 'same'];
const GRAVITY: readonly string[] = ['critical', 'major', 'minor', 'info'];

function placeOf({ verdict, severity }: Comparison): number {
  const gravity = severity === undefined ? GRAVITY.length : GRAVITY.indexOf(severity);
  return PLACES.indexOf(verdict) * (GRAVITY.length + 1) + gravity;
}

function columnsFor(
  rows: readonly FigureRow[],
  isBench: boolean,
  [before, after]: readonly [string, string],
): Column<FigureRow>[] {
  const reach = ratioReach(rows.map(({ comparison }) => comparison));
  const isBrief = sharedNeed(rows) !== undefined;
  const has = (of: (row: FigureRow) => string) => rows.some((row) => of(row) !== '');
  const when = (isWanted: boolean, column: Column<FigureRow>) => (isWanted ? [column] : []);
  const name: Column<FigureRow> = {
    id: 'of',
    title: isBench ? 'Benchmark' : 'Of',
    cell: ({ of }) => (of === '' ? <span class="quiet">all</span> : <Name text={of} isMono={isBench} />),
    sortBy: ({ of }) => of,
  };
  const figure: Column<FigureRow> = {
    id: 'figure',
    title: 'Figure',
    cell: (row) => <Name text={row.figure} isMono />,
    sortBy: (row) => row.figure,
    isMinor: isBench,
  };
  const isTimeAlone = isBench && rows.every((row) => row.figure === 'time');
  return [
    ...(isBench
      ? [name, ...when(!isTimeAlone, figure)]
      : [
          figure,
          ...when(
            has(({ of }) => of),
            name,
          ),
        ]),
    {
      id: 'verdict',
      title: 'Verdict',
      cell: ({ comparison, word }) => <Standing comparison={comparison} word={word} isBrief={isBrief} />,
      sortBy: ({ comparison }) => placeOf(comparison),
    },
    {
      id: 'ratio',
      title: 'Ratio',
      cell: ({ ratio, interval }) => (
        <>
          <strong>{ratio}</strong>
          <div class="comparison-table-interval">{interval}</div>
        </>
      ),
      sortBy: ({ comparison }) => comparison.ratio,
      align: 'right',
      description: 'After divided by before, with its 95% interval',
    },
    {
      id: 'bar',
      title: 'less ← 1× → more',
      cell: ({ comparison }) => <RatioBar comparison={comparison} reach={reach} />,
      isMinor: true,
    },
    {
      id: 'before',
      title: before,
      cell: (row) => (
        <>
          {row.before}
          {row.against !== '' && (
            <div class="comparison-table-against">
              <Name text={row.against} />
            </div>
          )}
        </>
      ),
      sortBy: ({ comparison }) => comparison.before,
      align: 'right',
      isMinor: true,
    },
    {
      id: 'after',
      title: after,
      cell: (row) => row.after,
      sortBy: ({ comparison }) => comparison.after,
      align: 'right',
      isMinor: true,
    },
    ...when(
      has(({ noise }) => noise),
      {
        id: 'noise',
        title: 'Noise',
        cell: ({ noise }) => noise,
        sortBy: ({ comparison }) => comparison.noiseFloor ?? null,
        align: 'right',
        isMinor: true,
        description: 'How far two measurements of the same code lie apart here by chance, 95 times in 100',
      },
    ),
    ...when(
      has(({ smallest }) => smallest),
      {
        id: 'smallest',
        title: 'Visible',
        cell: ({ smallest }) => smallest,
        sortBy: ({ comparison }) => comparison.smallest ?? null,
        align: 'right',
        isMinor: true,
        description: 'The smallest change that would have been seen four times in five',
      },
    ),
  ];
}
