import type { DataFile, DataTable } from '../../sets/data-set.ts';
import { rowFile } from './row-parts.ts';

/** A value of JSON a line. */
export function jsonlFile(table: DataTable): DataFile {
  return rowFile(table, { path: `${table.name}.jsonl`, head: '', row: (row) => `${jsonOf(row)}\n`, tail: '' });
}

/** One array, a line an element. */
export function jsonFile(table: DataTable): DataFile {
  const row = (value: object, index: number) => `${index === 0 ? '\n' : ',\n'}${jsonOf(value)}`;
  return rowFile(table, { path: `${table.name}.json`, head: '[', row, tail: '\n]\n' });
}

export function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'null';
  } catch {
    // A replacer is asked for every value, which takes as long again; it is needed for integers beyond those of doubles alone.
    return JSON.stringify(value, exactIntegers) ?? 'null';
  }
}

/** JSON has no integers beyond those of doubles: as text they stay exact. */
function exactIntegers(_: string, value: unknown): unknown {
  if (typeof value !== 'bigint') return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}
