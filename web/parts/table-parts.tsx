import type { Column, TableSort } from './table-rows.ts';

/** Rows that are fewer need no filter. */
const FEW_ROWS = 5;

interface FilterBoxProps {
  /** Of the table. */
  readonly label: string;
  readonly wanted: string;
  readonly found: number;
  readonly of: number;
  readonly onInput: (wanted: string) => void;
}

/** Where the text is typed that rows have to hold. */
export function FilterBox({ label, wanted, found, of, onInput }: FilterBoxProps) {
  if (of <= FEW_ROWS) return null;
  return (
    <p class="data-table-filter needs-script">
      <input
        type="search"
        class="field"
        placeholder="Filter"
        aria-label={`Filter ${label}`}
        value={wanted}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      <span class="data-table-found" role="status">
        {wanted === '' ? `${of} rows` : `${found} of ${of} rows`}
      </span>
    </p>
  );
}

interface TableHeadProps<Row> {
  readonly columns: readonly Column<Row>[];
  readonly sort: TableSort | undefined;
  readonly onSort: (sort: TableSort | undefined) => void;
}

/** The titles of columns; those that rows can be sorted by are buttons. */
export function TableHead<Row>({ columns, sort, onSort }: TableHeadProps<Row>) {
  return (
    <thead>
      <tr>
        {columns.map((column) => (
          <HeadCell key={column.id} column={column} sort={sort} onSort={onSort} />
        ))}
      </tr>
    </thead>
  );
}

interface HeadCellProps<Row> extends Omit<TableHeadProps<Row>, 'columns'> {
  readonly column: Column<Row>;
}

function HeadCell<Row>({ column, sort, onSort }: HeadCellProps<Row>) {
  const { id, title, sortBy, description } = column;
  if (sortBy === undefined || typeof document === 'undefined') {
    return (
      <th scope="col" class={cellClass(column)} title={description}>
        {title}
      </th>
    );
  }
  const isSorted = sort?.id === id;
  const isDescending = sort?.isDescending === true;
  return (
    <th
      scope="col"
      class={cellClass(column)}
      aria-sort={isSorted ? (isDescending ? 'descending' : 'ascending') : 'none'}
      title={description}
    >
      <button type="button" class="data-table-sort" onClick={() => onSort(nextSort(column, sort))}>
        {title}
        <span class="data-table-arrow" aria-hidden="true">
          {isSorted ? (isDescending ? '▼' : '▲') : ''}
        </span>
      </button>
    </th>
  );
}

/** Of figures the largest first, then the smallest; a third click brings back the order in which the rows came. */
export function nextSort<Row>({ id, align }: Column<Row>, sort: TableSort | undefined): TableSort | undefined {
  const startsDescending = align === 'right';
  if (sort?.id !== id) return { id, isDescending: startsDescending };
  const isDescending = sort.isDescending === true;
  return isDescending === startsDescending ? { id, isDescending: !isDescending } : undefined;
}

interface MoreRowsProps {
  readonly shown: number;
  readonly of: number;
  readonly onAll: () => void;
}

/** What leads to the rows that are not shown; where no script runs, how many they are. */
export function MoreRows({ shown, of, onAll }: MoreRowsProps) {
  if (of <= shown) return null;
  if (typeof document === 'undefined') return <p class="data-table-rest">and {of - shown} more rows</p>;
  return (
    <button type="button" class="button data-table-more needs-script" onClick={onAll}>
      Show all {of} rows
    </button>
  );
}

export function cellClass<Row>({ align, isMinor }: Column<Row>): string | undefined {
  const classes = [align === 'right' ? 'is-right' : '', isMinor === true ? 'is-minor' : ''].filter(Boolean);
  return classes.length === 0 ? undefined : classes.join(' ');
}
