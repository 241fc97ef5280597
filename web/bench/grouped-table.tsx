import { useState } from 'preact/hooks';
import { Name } from '../parts/name.tsx';
import { cellClass, FilterBox, MoreRows, TableHead } from '../parts/table-parts.tsx';
import { type Column, sortedRows, type TableSort, wantedRows } from '../parts/table-rows.ts';

export interface RowGroup<Row> {
  /** Above its rows; empty for none. */
  readonly title: string;
  readonly rows: readonly Row[];
}

interface GroupedTableProps<Row> {
  /** What the table holds: its caption. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly groups: readonly RowGroup<Row>[];
  readonly keyOf: (row: Row) => string;
  /** The text of a row that the filter searches, beside its group. */
  readonly filter: (row: Row) => string;
  /** So many rows at first, the others by a button. */
  readonly most?: number;
}

/** Rows that markup without scripts holds at most. */
const MOST_STATIC = 2000;

/** Rows below the names of their groups, sorted within each, so that columns stand below each other throughout. */
export function GroupedTable<Row>({ label, columns, groups, keyOf, filter, most = 200 }: GroupedTableProps<Row>) {
  const [sort, setSort] = useState<TableSort | undefined>(undefined);
  const [wanted, setWanted] = useState('');
  const [isWhole, setWhole] = useState(false);
  const isStatic = typeof document === 'undefined';
  const found = groups
    .map(({ title, rows }) => ({ title, rows: wantedRows(rows, wanted, (row) => `${title} ${filter(row)}`) }))
    .filter(({ rows }) => rows.length > 0)
    .map(({ title, rows }) => ({ title, rows: sortedRows(rows, columns, sort) }));
  const shown = isWhole ? found : firstRows(found, isStatic ? MOST_STATIC : most);
  return (
    <div class="data-table grouped-table">
      <FilterBox label={label} wanted={wanted} found={countOf(found)} of={countOf(groups)} onInput={setWanted} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys */}
      <section class="data-table-scroll" aria-label={label} tabIndex={0}>
        <table>
          <caption class="visually-hidden">{label}</caption>
          <TableHead columns={columns} sort={sort} onSort={setSort} />
          {shown.map(({ title, rows }) => (
            <tbody key={title}>
              {title !== '' && (
                <tr class="grouped-table-title">
                  <th scope="colgroup" colSpan={columns.length}>
                    <Name text={title} />
                  </th>
                </tr>
              )}
              {rows.map((row) => (
                <tr key={keyOf(row)}>
                  {columns.map((column, at) => {
                    const Cell = at === 0 ? 'th' : 'td';
                    return (
                      <Cell key={column.id} class={cellClass(column)} {...(at === 0 ? { scope: 'row' } : {})}>
                        {column.cell(row)}
                      </Cell>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          ))}
        </table>
      </section>
      <MoreRows shown={countOf(shown)} of={countOf(found)} onAll={() => setWhole(true)} />
    </div>
  );
}

function countOf<Row>(groups: readonly RowGroup<Row>[]): number {
  return groups.reduce((sum, { rows }) => sum + rows.length, 0);
}

function firstRows<Row>(groups: readonly RowGroup<Row>[], most: number): RowGroup<Row>[] {
  let left = most;
  return groups.flatMap(({ title, rows }) => {
    const first = rows.slice(0, Math.max(0, left));
    left -= first.length;
    return first.length === 0 ? [] : [{ title, rows: first }];
  });
}
