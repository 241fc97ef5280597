import type { DataColumn, DataRow } from '../../sets/data-set.ts';
import { kinds } from '../makers/kinds.ts';
import { columnTypeOf } from '../makers/texts.ts';
import type { Field, FieldKind } from '../schema.ts';
import type { Kind } from './scope.ts';

interface Known {
  readonly table: string;
  readonly name: string;
  /** Values of its first rows. */
  readonly samples: readonly unknown[];
}

/** Kinds whose values can be anything: their first rows tell. */
const OPEN: ReadonlySet<FieldKind> = new Set(['compute', 'lookup', 'given', 'fake', 'schema', 'constant']);

/** The column that a field fills. */
export function columnOf(
  known: Known,
  field: Field,
  tables: { field(table: string, name: string): Field | undefined },
): DataColumn {
  const [table = '', column = ''] = field.kind === 'reference' || field.kind === 'parent' ? field.to.split('.') : [];
  const referred = table === '' ? undefined : tables.field(table, column);
  const isOwn = table === known.table;
  const nullable = isOwn || (field.nullable ?? 0) > 0 || (field.optional ?? 0) > 0 || known.samples.some(isMissing);
  return {
    name: known.name,
    type: OPEN.has(field.kind) ? sampledType(field, known.samples) : typeOf(referred ?? field),
    ...(nullable ? { nullable: true } : {}),
    ...(field.kind === 'key' ? { key: true } : {}),
    ...(isUnique(field) ? { unique: true } : {}),
    ...(referred === undefined ? {} : { references: { table, column } }),
  };
}

/** Columns for rows that nothing describes one by one. */
export function columnsOfRows(rows: readonly DataRow[]): readonly DataColumn[] {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return names.map((name) => {
    return { name, type: typeOfValues(rows.map((row) => row[name])), nullable: true };
  });
}

/** Whether no two rows share a value. */
export function isUnique(field: Field): boolean {
  return field.unique === true || (field.kind === 'reference' && field.oneToOne === true);
}

function typeOf(field: Field): DataColumn['type'] {
  const { type } = kinds[field.kind] as Kind<Field>;
  return typeof type === 'function' ? type(field) : type;
}

/** What is computed may be whole by chance in the first rows. */
function sampledType(field: Field, samples: readonly unknown[]): DataColumn['type'] {
  const type = typeOfValues(samples);
  return field.kind === 'compute' && type === 'integer' ? 'number' : type;
}

function typeOfValues(values: readonly unknown[]): DataColumn['type'] {
  const given = values.filter((value) => !isMissing(value));
  const type = columnTypeOf(given);
  if (type !== 'text' || given.length === 0) return type;
  const isAll = (pattern: RegExp) => given.every((value) => pattern.test(String(value)));
  if (isAll(DATE)) return 'date';
  return isAll(TIMESTAMP) ? 'timestamp' : 'text';
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const TIMESTAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z$/;

function isMissing(value: unknown): boolean {
  return value === null || value === undefined;
}
