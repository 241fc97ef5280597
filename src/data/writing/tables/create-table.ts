import type { DataColumn, DataTable } from '../../sets/data-set.ts';
import type { OrderedTable } from './table-order.ts';

type ColumnType = DataColumn['type'];

/** Names that SQLite, Postgres and others understand alike. */
export const NEUTRAL_TYPES: Readonly<Record<ColumnType, string>> = {
  integer: 'BIGINT',
  number: 'DOUBLE PRECISION',
  text: 'TEXT',
  boolean: 'BOOLEAN',
  timestamp: 'TIMESTAMP',
  date: 'DATE',
  json: 'TEXT',
};

export interface CreateOptions {
  readonly types: Readonly<Record<ColumnType, string>>;
  /** What is done about references that can't be checked row by row. */
  readonly late: 'at-the-end' | 'unchecked';
}

/** `CREATE TABLE` with keys, references and what may be null. */
export function createTable({ table, checked, late }: OrderedTable, options: CreateOptions): string {
  const primary = table.columns.find(({ key }) => key === true);
  const lines = table.columns.map((column) => columnLine(column, { options, isPrimary: column === primary }));
  for (const column of table.columns) {
    const isLate = late.has(column);
    const { references } = column;
    if (references === undefined || !(checked.has(column) || (isLate && options.late === 'at-the-end'))) continue;
    const to = `${quoted(references.table)} (${quoted(references.column)})`;
    const when = isLate ? ' DEFERRABLE INITIALLY DEFERRED' : '';
    lines.push(`FOREIGN KEY (${quoted(column.name)}) REFERENCES ${to}${when}`);
  }
  return `CREATE TABLE ${quoted(table.name)} (\n  ${lines.join(',\n  ')}\n)`;
}

function columnLine(
  { name, type, key, unique, nullable }: DataColumn,
  { options, isPrimary }: { readonly options: CreateOptions; readonly isPrimary: boolean },
): string {
  const filled = nullable === true && key !== true ? '' : ' NOT NULL';
  const rule = isPrimary ? ' PRIMARY KEY' : key === true || unique === true ? ' UNIQUE' : '';
  return `${quoted(name)} ${options.types[type]}${filled}${rule}`;
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function columnList({ columns }: DataTable): string {
  return columns.map(({ name }) => quoted(name)).join(', ');
}
