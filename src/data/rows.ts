/**
 * data/ holds what tests are fed with: rows from CSV and JSON files, the order in which iterations get them, and the
 * generators behind `{{ $uuid() }}` and its kind. In go a file's description or a generator's name, out come plain
 * values; chance comes from the run's seed alone.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, extname, resolve } from 'node:path';
import { didYouMean } from '../errors/suggest.ts';
import { UserError } from '../errors/user-error.ts';
import { readCsvRows } from './rows-csv.ts';
import { readJsonRows, readNdjsonRows } from './rows-json.ts';

/** A table of rows; a row becomes an object when it is asked for, and not before. */
export interface RowTable {
  readonly fields: readonly string[];
  readonly size: number;
  row(index: number): Readonly<Record<string, unknown>>;
}

/** A file of rows, as a test names it. */
export interface RowSource {
  readonly path: string;
  /** By the file's extension, else CSV. */
  readonly format?: 'csv' | 'json' | 'ndjson';
  /** Names of the columns; a CSV file is then taken to have no header unless `skipHeader` says so. */
  readonly fields?: readonly string[];
  readonly skipHeader?: boolean;
  readonly delimiter?: string;
  /** Numbers and booleans instead of text, true unless told otherwise; '007' stays text. */
  readonly cast?: boolean;
  readonly skipEmptyLines?: boolean;
  /** Passed to csv-parse. */
  readonly options?: object;
}

/** What a reader makes of a file: one array a column. */
export interface Columns {
  readonly fields: readonly string[];
  readonly values: readonly (readonly unknown[])[];
}

/**
 * Reads the rows of a file, its path relative to `baseDir`.
 *
 * @example loadRows({ path: 'users.csv' }, '/tests').row(0) // { name: 'ann', age: 31 }
 */
export function loadRows(source: RowSource, baseDir: string): RowTable {
  const file = resolve(baseDir, source.path);
  const { fields, values } = readColumns(source, { shown: source.path, bytes: readBytes(file, source.path) });
  const size = values[0]?.length ?? 0;
  if (size === 0) {
    throw new UserError(`${source.path} has no rows`, { code: 'DATA_FILE_EMPTY', hint: emptyHint(source) });
  }
  return { fields, size, row: (index) => rowOf({ fields, values }, index) };
}

/** A file's bytes, and the name by which messages call it. */
export interface DataFile {
  readonly shown: string;
  readonly bytes: Buffer;
}

function readColumns(source: RowSource, file: DataFile): Columns {
  const extension = extname(source.path).toLowerCase();
  const format = source.format ?? FORMATS.get(extension) ?? 'csv';
  const columns =
    format === 'csv' ? readCsvRows(source, file) : (format === 'json' ? readJsonRows : readNdjsonRows)(source, file);
  const { fields } = columns;
  const wrong = fields.find((field, index) => field === '__proto__' || fields.indexOf(field) !== index);
  if (wrong !== undefined) {
    const what = wrong === '__proto__' ? 'has a column named' : 'has more than one column named';
    throw new UserError(`${source.path} ${what} '${wrong}'`, {
      code: 'DATA_FILE_INVALID',
      hint: 'rename it in the file, or name the columns with `fields` (and `skipHeader: true`)',
    });
  }
  return columns;
}

const FORMATS = new Map<string, 'json' | 'ndjson'>([
  ['.json', 'json'],
  ['.ndjson', 'ndjson'],
  ['.jsonl', 'ndjson'],
]);

function readBytes(file: string, shown: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') {
      const reason = code === 'EISDIR' ? 'it is a folder' : cause instanceof Error ? cause.message : String(cause);
      throw new UserError(`the data file ${shown} can't be read: ${reason}`, { code: 'DATA_FILE_UNREADABLE', cause });
    }
    throw new UserError(`the data file ${shown} does not exist (looked for ${file})`, {
      code: 'DATA_FILE_NOT_FOUND',
      hint: neighbourHint(file),
      cause,
    });
  }
}

function neighbourHint(file: string): string {
  const folder = dirname(file);
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return `there is no folder ${folder}`;
  }
  const near = didYouMean(basename(file), names);
  if (near !== undefined) return near;
  const tables = names.filter((name) => /\.(?:csv|tsv|json|jsonl|ndjson|txt)$/i.test(name)).slice(0, 8);
  return tables.length === 0 ? 'paths are relative to the test file' : `that folder holds ${tables.join(', ')}`;
}

function emptyHint(source: RowSource): string {
  const header = source.fields === undefined || source.skipHeader === true;
  return header ? 'the first line of a CSV file is its header; rows come below it' : 'put at least one row into it';
}

function rowOf({ fields, values }: Columns, index: number): Readonly<Record<string, unknown>> {
  const row: Record<string, unknown> = {};
  for (let column = 0; column < fields.length; column++) {
    const value = values[column]?.[index];
    if (value !== undefined) row[fields[column] as string] = value;
  }
  return row;
}
