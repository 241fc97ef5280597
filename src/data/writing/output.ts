import { UserError } from '../../errors/user-error.ts';
import type { DataFile, DataSet, DataTable } from '../sets/data-set.ts';
import { isDataPath } from './data-path.ts';
import type { Output } from './outputs.ts';
import { csvFile } from './tables/csv-file.ts';
import { jsonFile, jsonlFile } from './tables/json-file.ts';
import { sqlFile } from './tables/sql-file.ts';

/** A set of tables alone has no files of its own. */
export function outputOf(set: DataSet, asked: Output | undefined): Output {
  const output = asked ?? (set.files === undefined ? 'jsonl' : 'files');
  const tables = set.tables ?? [];
  if (output === 'files' ? set.files !== undefined : tables.length > 0) {
    if (output !== 'files' && output !== 'sql') checkNames(tables);
    return output;
  }
  const has = set.files === undefined ? 'tables alone' : 'files alone';
  const hint = set.files === undefined ? 'choose jsonl, csv, json or sql' : 'leave --format away';
  throw new UserError(`${set.preset} has ${has}, and can't be written as ${output}`, { code: 'DATA_FORMAT', hint });
}

/** A table's name is that of its file. */
function checkNames(tables: readonly DataTable[]): void {
  const wrong = tables.find(({ name }) => !isDataPath(`${name}.jsonl`));
  if (wrong === undefined) return;
  throw new UserError(`the table '${wrong.name}' has a name that no file has on every system`, {
    code: 'DATA_FORMAT',
    hint: 'rename it, or write all tables into one file with --format sql, or into a database with --to',
  });
}

/** The files to write, always in the same order. */
export function outputFiles(set: DataSet, output: Output): Iterable<DataFile> {
  const tables = set.tables ?? [];
  switch (output) {
    case 'files':
      return set.files?.() ?? [];
    case 'jsonl':
      return eachTable(tables, jsonlFile);
    case 'csv':
      return eachTable(tables, csvFile);
    case 'json':
      return eachTable(tables, jsonFile);
    case 'sql':
      return [sqlFile(set.preset, tables)];
  }
}

function* eachTable(tables: readonly DataTable[], make: (table: DataTable) => DataFile): Generator<DataFile> {
  for (const table of tables) yield make(table);
}

/** How many files and bytes there will be, as near as is known. */
export function expectedOf(set: DataSet, output: Output): { readonly files: number; readonly bytes: number } {
  if (output === 'files') return set.expected;
  const files = output === 'sql' ? 1 : (set.tables?.length ?? 0);
  let bytes = 0;
  for (const file of outputFiles(set, output)) bytes += file.expectedBytes;
  return { files, bytes };
}
