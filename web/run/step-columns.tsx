import { showShare } from '../../src/model/show-value.ts';
import { formatCount } from '../../src/model/units.ts';
import { Sparkline } from '../charts/sparkline.tsx';
import { Bar } from '../parts/bar.tsx';
import type { Column } from '../parts/data-table.tsx';
import { Name } from '../parts/name.tsx';
import { showKnown } from './headline.ts';
import type { StepRow } from './step-rows.ts';

type Time = 'p50' | 'p90' | 'p95' | 'p99' | 'max';

/** Columns that steps, scenarios and functions share. */
export function stepColumns<Row extends StepRow>(title: string, counted: string): Column<Row>[] {
  return [
    { id: 'name', title, sortBy: ({ name }) => name, cell: ({ name }) => <Name text={name} /> },
    countColumn('count', counted, ({ count }) => count),
    {
      id: 'rate',
      title: 'Rate',
      align: 'right',
      isMinor: true,
      sortBy: ({ perSecond }) => perSecond,
      cell: ({ perSecond }) => `${formatCount(perSecond >= 100 ? Math.round(perSecond) : perSecond)}/s`,
    },
    {
      id: 'share',
      title: 'Time',
      description: 'Share of the time of all',
      align: 'right',
      isMinor: true,
      sortBy: ({ share }) => share,
      cell: ({ share }) => <TimeShare share={share} />,
    },
    ...timeColumns<Row>(['p50', 'p90', 'p95', 'p99', 'max']),
    failedColumn(),
    {
      id: 'p95s',
      title: 'p95 over time',
      isMinor: true,
      cell: ({ p95s, p95 }) =>
        isDrawn(p95s) && (
          <Sparkline values={p95s} label={`p95 over time, ${showKnown(p95, 'ms')} in all`} width={72} height={22} />
        ),
    },
    {
      id: 'rates',
      title: 'Rate over time',
      isMinor: true,
      cell: ({ rates }) => isDrawn(rates) && <Sparkline values={rates} label="rate over time" width={72} height={22} />,
    },
  ];
}

/** Without those that have nothing to draw in any row. */
export function drawnColumns(columns: readonly Column<StepRow>[], rows: readonly StepRow[]): Column<StepRow>[] {
  const isEmpty = { p95s: !rows.some(({ p95s }) => isDrawn(p95s)), rates: !rows.some(({ rates }) => isDrawn(rates)) };
  return columns.filter(({ id }) => !((id === 'p95s' || id === 'rates') && isEmpty[id]));
}

/** A column for each of these, in milliseconds; p95 is there where there is little room too. */
export function timeColumns<Row extends Readonly<Partial<Record<Time, number | null>>>>(
  ids: readonly Time[],
): Column<Row>[] {
  return ids.map((id) => {
    const value = (row: Row) => row[id] ?? null;
    return {
      id,
      title: id,
      align: 'right',
      isMinor: id !== 'p95',
      sortBy: value,
      cell: (row) => showKnown(value(row), 'ms'),
    };
  });
}

export function countColumn<Row>(id: string, title: string, of: (row: Row) => number | null): Column<Row> {
  return { id, title, align: 'right', sortBy: of, cell: (row) => showKnown(of(row), 'count') };
}

export function failedColumn<Row extends { readonly failedShare: number }>(): Column<Row> {
  return {
    id: 'failed',
    title: 'Failed',
    align: 'right',
    sortBy: ({ failedShare }) => failedShare,
    cell: ({ failedShare }) =>
      failedShare > 0 ? <span class="text-bad">✗ {showShare(failedShare)}</span> : showShare(failedShare),
  };
}

export function isDrawn(values: readonly (number | null)[]): boolean {
  return values.filter((value) => value !== null).length > 1;
}

function TimeShare({ share }: Pick<StepRow, 'share'>) {
  if (share === null) return <>–</>;
  const text = share > 0 && share < 0.005 ? '<1%' : `${Math.round(share * 100)}%`;
  return (
    <span class="time-share">
      {text}
      <Bar parts={[{ share, brush: 'series-1' }]} label={`${text} of the time`} />
    </span>
  );
}
