import { UserError } from '../../errors/user-error.ts';
import { type NamedTable, recordsOf } from './builder.ts';
import { checkRecordsSchema } from './check-schema.ts';
import type { RecordsSchema } from './schema.ts';

/** The tables that a module exports: tables by the builder, lists of them, or whole descriptions; as plain JSON. */
export function schemaFromModule(exports: Readonly<Record<string, unknown>>): RecordsSchema {
  const tables = new Map<string, NamedTable>();
  for (const value of Object.values(exports)) {
    for (const table of tablesIn(value)) tables.set(table.name, table);
  }
  if (tables.size === 0) {
    throw new UserError('the file exports no tables', {
      code: 'RECORDS_SCHEMA_INVALID',
      hint: "export some: export const users = table('users', { id: key(), email: unique(email()) })",
    });
  }
  return checkRecordsSchema(JSON.parse(JSON.stringify(recordsOf([...tables.values()]))));
}

function tablesIn(value: unknown): readonly NamedTable[] {
  if (Array.isArray(value)) return value.flatMap(tablesIn);
  if (typeof value !== 'object' || value === null) return [];
  if ('name' in value && typeof value.name === 'string' && 'fields' in value) return [value as NamedTable];
  if (!('tables' in value) || typeof value.tables !== 'object' || value.tables === null) return [];
  return Object.entries(value.tables).map(([name, table]) => ({ ...(table as NamedTable), name }));
}
