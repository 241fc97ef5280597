import type { DataColumn, DataFile, DataRow, DataTable } from '../../sets/data-set.ts';
import { columnList, createTable, NEUTRAL_TYPES, quoted } from './create-table.ts';
import { jsonOf } from './json-file.ts';
import { rowFile } from './row-parts.ts';
import { inOrderOfReferences, type OrderedTable } from './table-order.ts';

const ROWS_AN_INSERT = 100;

/** One file of standard SQL in one transaction: tables behind those that they refer to, a hundred rows an insert. */
export function sqlFile(name: string, tables: readonly DataTable[]): DataFile {
  const ordered = inOrderOfReferences(tables);
  const files = ordered.map((each, index) =>
    tableFile(each, { isFirst: index === 0, isLast: index === tables.length - 1 }),
  );
  const parts = files.flatMap((file) => {
    const { count, make } = file.parts ?? { count: 0, make: file.content };
    return Array.from({ length: count }, (_, index) => () => make(index));
  });
  return {
    path: `${name}.sql`,
    expectedBytes: files.reduce((sum, file) => sum + file.expectedBytes, 0),
    *content() {
      for (const file of files) yield* file.content();
    },
    parts: { count: parts.length, make: (index) => parts[index]?.() ?? [] },
  };
}

function tableFile(ordered: OrderedTable, { isFirst, isLast }: { isFirst: boolean; isLast: boolean }): DataFile {
  const { table } = ordered;
  const into = `INSERT INTO ${quoted(table.name)} (${columnList(table)}) VALUES\n`;
  const create = createTable(ordered, { types: NEUTRAL_TYPES, late: 'at-the-end' });
  return rowFile(table, {
    path: table.name,
    head: `${isFirst ? 'BEGIN;\n\n' : '\n'}${create};\n`,
    row: (row, index) => {
      const isEnd = index === table.count - 1 || index % ROWS_AN_INSERT === ROWS_AN_INSERT - 1;
      return `${index % ROWS_AN_INSERT === 0 ? into : ''}${tuple(row, table.columns)}${isEnd ? ';' : ','}\n`;
    },
    tail: isLast ? '\nCOMMIT;\n' : '',
  });
}

function tuple(row: DataRow, columns: readonly DataColumn[]): string {
  return `(${columns.map((column) => literal(row[column.name], column)).join(', ')})`;
}

function literal(value: unknown, { type }: DataColumn): string {
  if (value === null || value === undefined) return 'NULL';
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : 'NULL';
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'string') return textLiteral(jsonOf(value));
  if (type === 'json') return textLiteral(jsonOf(value));
  // `2026-01-31T08:00:00.000Z` is not read by all.
  return textLiteral(type === 'timestamp' ? value.replace(/^(\d{4}-\d\d-\d\d)T([\d:.]+)Z$/, '$1 $2') : value);
}

/** No database takes the character zero in a text of SQL. */
function textLiteral(text: string): string {
  return `'${text.replaceAll("'", "''").replaceAll('\0', '\ufffd')}'`;
}
