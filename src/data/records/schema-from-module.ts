import { isDeepStrictEqual } from 'node:util';
import { UserError } from '../../errors/user-error.ts';
import { type NamedTable, schemaOf } from './builder.ts';
import { checkRecordsSchema } from './check-schema.ts';
import type { RecordsSchema } from './schema.ts';

/** The tables that a module exports: tables by the builder, lists of them, or whole descriptions; as plain JSON. Undefined where it exports none. */
export function schemaFromModule(exports: Readonly<Record<string, unknown>>, file: string): RecordsSchema | undefined {
  const tables = new Map<string, NamedTable>();
  for (const value of Object.values(exports)) {
    for (const table of tablesIn(value)) {
      const known = tables.get(table.name);
      if (known !== undefined && !isDeepStrictEqual(known, table))
        throw notPlain(file, `two tables are called '${table.name}'`);
      tables.set(table.name, table);
    }
  }
  return tables.size === 0 ? undefined : checkRecordsSchema(plain(file, schemaOf([...tables.values()])));
}

/** What a worker or a manifest can hold. */
function plain(file: string, schema: RecordsSchema): unknown {
  try {
    return JSON.parse(JSON.stringify(schema));
  } catch (cause) {
    const [reason] = (cause instanceof Error ? cause.message : String(cause)).split('\n');
    throw notPlain(file, `its tables hold what JSON cannot: ${reason}`);
  }
}

function notPlain(file: string, problem: string): UserError {
  return new UserError(`${file}: ${problem}`, {
    code: 'RECORDS_SCHEMA_INVALID',
    hint: 'tables have names of their own, and fields of texts, numbers, true, false, null, lists and objects',
  });
}

function tablesIn(value: unknown): readonly NamedTable[] {
  if (Array.isArray(value)) return value.flatMap(tablesIn);
  if (typeof value !== 'object' || value === null) return [];
  if ('name' in value && typeof value.name === 'string' && 'fields' in value) return [value as NamedTable];
  if (!('tables' in value) || typeof value.tables !== 'object' || value.tables === null) return [];
  return Object.entries(value.tables).map(([name, table]) => ({ ...(table as NamedTable), name }));
}
