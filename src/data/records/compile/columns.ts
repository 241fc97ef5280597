import type { DataColumn, DataRow } from '../../sets/data-set.ts';
import type { Field } from '../schema.ts';
import { type Described, shapeOf, typeOfValues } from './field-shape.ts';

interface Known {
  readonly table: string;
  readonly name: string;
  /** Values of its first rows. */
  readonly samples: readonly unknown[];
}

/** The column that a field fills. */
export function columnOf({ table, name, samples }: Known, field: Field, described: Described): DataColumn {
  const shape = shapeOf(field, { table, described });
  const type = shape.type ?? sampledType(field, samples);
  const refersTo = field.kind === 'reference' || field.kind === 'parent' ? field.to.split('.') : undefined;
  const [referred = '', column = ''] = refersTo ?? [];
  return {
    name,
    type,
    ...(shape.nullable ? { nullable: true } : {}),
    ...(field.kind === 'key' ? { key: true } : {}),
    ...(isUnique(field) ? { unique: true } : {}),
    ...(refersTo === undefined ? {} : { references: { table: referred, column } }),
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

/** What is computed may be whole by chance in the first rows. */
function sampledType(field: Field, samples: readonly unknown[]): DataColumn['type'] {
  const type = typeOfValues(samples);
  return field.kind === 'compute' && type === 'integer' ? 'number' : type;
}
