import type { DataColumn, DataFile, DataTable } from '../../sets/data-set.ts';
import { jsonOf } from './json-file.ts';
import { rowFile } from './row-parts.ts';

/** RFC 4180. Null is nothing at all and an empty text is `""`, as Postgres tells them apart. */
export function csvFile(table: DataTable): DataFile {
  const { name, columns } = table;
  return rowFile(table, {
    path: `${name}.csv`,
    head: lineOf(columns.map((column) => csvText(column.name))),
    row: (row) => lineOf(columns.map((column) => csvValue(row[column.name], column))),
    tail: '',
  });
}

function lineOf(cells: readonly string[]): string {
  // An empty line would be taken for none.
  return cells.length === 1 && cells[0] === '' ? '""\r\n' : `${cells.join(',')}\r\n`;
}

function csvValue(value: unknown, { type }: DataColumn): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'object' || type === 'json') return csvText(jsonOf(value));
  return typeof value === 'string' ? csvText(value) : String(value);
}

function csvText(text: string): string {
  const isPlain = text !== '' && !/[",\r\n]|^\s|\s$/.test(text);
  return isPlain ? text : `"${text.replaceAll('"', '""')}"`;
}
