import { didYouMean } from '../../errors/suggest.ts';
import { UserError } from '../../errors/user-error.ts';
import type { DataSet, DataTable, Preset } from '../sets/data-set.ts';
import { builtInRecords, FIXED_TABLES, LEAST_ROWS } from './built-in/built-in.ts';
import { checkRecordsSchema } from './check-schema.ts';
import { compileRecords } from './compile/compile-records.ts';
import type { RecordsSchema, TableSchema } from './schema.ts';

/**
 * Records: tables whose rows follow from a description, a seed and where they stand. In comes a description (built in, from
 * a JSON Schema, from TypeScript or from the builder), plain JSON in every case; out come tables of a data set.
 */
export interface RecordsOptions {
  /** Rows of the first table, to which the others keep their proportion; of a single table that is asked for, its own. */
  readonly count: number;
  /** Only these tables. */
  readonly tables: readonly string[];
  /** Instead of the tables built in. */
  readonly schema: RecordsSchema;
}

const SAMPLES = 50;

export const recordsPreset: Preset<RecordsOptions> = {
  name: 'records',
  summary: 'tables of users, products, orders, events and more, or what a schema describes',
  options: {
    count: {
      type: 'integer',
      help: 'rows of the first table (users), to which the others keep their proportion; of a single table, its own',
      fallback: '1000',
    },
    tables: { type: 'list', help: `only these: ${Object.keys(builtInRecords.tables).join(', ')}`, fallback: 'all' },
  },
  open: openRecords,
};

/** The tables of a description as a data set. */
export function openRecords(seed: number, options: Partial<RecordsOptions> = {}): DataSet {
  const { schema = builtInRecords, count, tables: wanted } = options;
  const checked = checkRecordsSchema(schema);
  const tablesOf = (rows: number | undefined): readonly DataTable[] => {
    const all = compileRecords(rows === undefined ? checked : scaledTo(rows, checked), seed);
    return wanted === undefined ? all : chosen(all, wanted);
  };
  const tables = count === undefined || wanted?.length !== 1 ? tablesOf(count) : [singleTable(count, tablesOf)];
  return {
    preset: recordsPreset.name,
    seed,
    options: { ...options },
    tables,
    expected: { files: tables.length, bytes: tables.reduce((sum, table) => sum + expectedBytes(table), 0) },
  };
}

/** A table by itself, with exactly so many rows: the first of as many as its proportion to the first table brings. */
function singleTable(count: number, tablesOf: (rows: number) => readonly DataTable[]): DataTable {
  let last = 0;
  for (let rows = count; ; rows *= 2) {
    const [table] = tablesOf(rows);
    if (table === undefined) throw new Error('no table was chosen');
    if (table.count >= count) return { ...table, count };
    if (table.count === last && rows > MANY_TIMES * count) throw tooFew(table, count);
    last = table.count;
  }
}

/** A table that has not grown by then always has the same rows. */
const MANY_TIMES = 100;

function tooFew({ name, count }: DataTable, asked: number): UserError {
  return new UserError(`${name} has ${count} rows, not ${asked}`, {
    code: 'RECORDS_OPTION',
    hint: `it always has the same; ask for ${count} at most`,
  });
}

function scaledTo(count: number, schema: RecordsSchema): RecordsSchema {
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new UserError(`count should be a whole number of rows from 1 on, not ${String(count)}`, {
      code: 'RECORDS_OPTION',
    });
  }
  const tables = Object.entries(schema.tables);
  const first = tables.find(([, table]) => table.children === undefined)?.[1];
  const factor = count / Math.max(countOf(first), 1);
  const isBuiltIn = schema === builtInRecords;
  const scaled = (name: string, table: TableSchema): TableSchema => {
    if (isBuiltIn && FIXED_TABLES.includes(name)) return table;
    const least = isBuiltIn ? (LEAST_ROWS[name] ?? 1) : 1;
    return { ...table, count: Math.max(least, Math.round(countOf(table) * factor)) };
  };
  return { ...schema, tables: Object.fromEntries(tables.map(([name, table]) => [name, scaled(name, table)])) };
}

function countOf(table: TableSchema | undefined): number {
  return table?.count ?? 1000;
}

/** References to tables that are not made keep their values, and say no more what they refer to. */
function chosen(all: readonly DataTable[], wanted: readonly string[]): readonly DataTable[] {
  const names = all.map(({ name }) => name);
  const unknown = wanted.find((name) => !names.includes(name));
  if (unknown !== undefined || wanted.length === 0) {
    throw new UserError(unknown === undefined ? 'no table is asked for' : `there is no table '${unknown}'`, {
      code: 'RECORDS_OPTION',
      hint: didYouMean(unknown ?? '', names) ?? `there are ${names.join(', ')}`,
    });
  }
  return all
    .filter(({ name }) => wanted.includes(name))
    .map((table) => ({
      ...table,
      columns: table.columns.map(({ references, ...column }) => {
        return references !== undefined && wanted.includes(references.table) ? { ...column, references } : column;
      }),
    }));
}

/** As JSON lines, by rows from all over the table. */
function expectedBytes(table: DataTable): number {
  const samples = Math.min(table.count, SAMPLES);
  if (samples === 0) return 0;
  let bytes = 0;
  for (let sample = 0; sample < samples; sample++) {
    const at = Math.floor((sample / samples) * table.count);
    for (const row of table.rows(at, at + 1)) bytes += Buffer.byteLength(JSON.stringify(row)) + 1;
  }
  return Math.ceil((bytes / samples) * table.count);
}
