import type { ComponentChildren } from 'preact';

export interface Column<Row> {
  readonly id: string;
  readonly title: string;
  readonly cell: (row: Row) => ComponentChildren;
  /** Rows without a value come last either way; a column without it can't be sorted by. */
  readonly sortBy?: (row: Row) => number | string | null;
  readonly align?: 'left' | 'right';
  /** Left out where there is little room. */
  readonly isMinor?: boolean;
  /** Shown when one points at the title. */
  readonly description?: string;
}

export interface TableSort {
  /** Of the column. */
  readonly id: string;
  readonly isDescending?: boolean;
}

/** Rows by the values of one column; as they came where none is chosen, and where values are equal. */
export function sortedRows<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  sort: TableSort | undefined,
): readonly Row[] {
  const valueIn = columns.find(({ id }) => id === sort?.id)?.sortBy;
  if (valueIn === undefined) return rows;
  const sign = sort?.isDescending === true ? -1 : 1;
  const known = rows.map((row) => ({ row, value: knownValue(valueIn(row)) }));
  return known
    .sort((a, b) => {
      if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null);
      return sign * compareValues(a.value, b.value);
    })
    .map(({ row }) => row);
}

/** Rows whose text holds every word asked for, whatever its case. */
export function wantedRows<Row>(rows: readonly Row[], wanted: string, textOf: (row: Row) => string): readonly Row[] {
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return rows;
  return rows.filter((row) => {
    const text = textOf(row).toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

function knownValue(value: number | string | null): number | string | null {
  return typeof value === 'number' && Number.isNaN(value) ? null : value;
}

function compareValues(a: number | string, b: number | string): number {
  if (typeof a === 'number' && typeof b === 'number') return a === b ? 0 : a - b;
  return collator.compare(String(a), String(b));
}

const collator = new Intl.Collator('en', { numeric: true });
