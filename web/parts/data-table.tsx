import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Empty } from './empty.tsx';
import { cellClass, FilterBox, MoreRows, TableHead } from './table-parts.tsx';
import { type Column, sortedRows, type TableSort, wantedRows } from './table-rows.ts';

export type { Column, TableSort } from './table-rows.ts';

interface DataTableProps<Row> {
  /** What the table holds: its caption. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** The text of a row that a filter box searches; no box without it. */
  readonly filter?: (row: Row) => string;
  readonly initialSort?: TableSort;
  /** The first cell of each row becomes a button. */
  readonly onChoose?: (row: Row) => void;
  /** Key of the row chosen. */
  readonly chosen?: string | undefined;
  /** So many rows at first, the others by a button; 50 unless told. */
  readonly most?: number;
}

const MOST_STATIC = 100;

/** Rows that can be sorted by each column, searched and chosen. What has been sorted and searched stays when rows change. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, columns, rows, keyOf, filter, onChoose, chosen, most = 50 } = props;
  const [sort, setSort] = useState<TableSort | undefined>(props.initialSort);
  const [wanted, setWanted] = useState('');
  const [isWhole, setWhole] = useState(false);
  if (rows.length === 0) return <Empty>There are none.</Empty>;
  const found = filter === undefined ? rows : wantedRows(rows, wanted, filter);
  const sorted = sortedRows(found, columns, sort);
  const isStatic = typeof document === 'undefined';
  // Where no script runs there is no button for the others.
  const shown = isWhole ? sorted : sorted.slice(0, isStatic ? Math.min(2 * most, MOST_STATIC) : most);
  return (
    <div class="data-table">
      {filter !== undefined && (
        <FilterBox label={label} wanted={wanted} found={found.length} of={rows.length} onInput={setWanted} />
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys */}
      <section class="data-table-scroll" aria-label={label} tabIndex={0}>
        <table>
          <caption class="visually-hidden">{label}</caption>
          <TableHead columns={columns} sort={sort} onSort={setSort} />
          <tbody>
            {shown.map((row) => (
              <BodyRow
                key={keyOf(row)}
                row={row}
                columns={columns}
                isChosen={chosen !== undefined && keyOf(row) === chosen}
                onChoose={onChoose}
              />
            ))}
          </tbody>
        </table>
      </section>
      <MoreRows shown={shown.length} of={sorted.length} onAll={() => setWhole(true)} />
    </div>
  );
}

interface BodyRowProps<Row> {
  readonly row: Row;
  readonly columns: readonly Column<Row>[];
  readonly isChosen: boolean;
  readonly onChoose: ((row: Row) => void) | undefined;
}

function BodyRow<Row>({ row, columns, isChosen, onChoose }: BodyRowProps<Row>) {
  return (
    <tr class={isChosen ? 'data-table-chosen' : undefined}>
      {columns.map((column, at) =>
        at === 0 ? (
          <th key={column.id} scope="row" class={cellClass(column)}>
            {onChoose === undefined || typeof document === 'undefined' ? (
              column.cell(row)
            ) : (
              <ChooseButton isChosen={isChosen} onClick={() => onChoose(row)}>
                {column.cell(row)}
              </ChooseButton>
            )}
          </th>
        ) : (
          <td key={column.id} class={cellClass(column)}>
            {column.cell(row)}
          </td>
        ),
      )}
    </tr>
  );
}

interface ChooseButtonProps {
  readonly isChosen: boolean;
  readonly onClick: () => void;
  readonly children: ComponentChildren;
}

function ChooseButton({ isChosen, onClick, children }: ChooseButtonProps) {
  return (
    <button type="button" class="data-table-choose" aria-pressed={isChosen} onClick={onClick}>
      {children}
    </button>
  );
}
