import { type NamedTable, schemaOf, table } from '../../src/data/records/builder.ts';
import { openRecords } from '../../src/data/records/records.ts';
import type { DataRow } from '../../src/data/sets/data-set.ts';
import { UserError } from '../../src/errors/user-error.ts';

/** All rows of tables, by their names. */
export function made(tables: readonly NamedTable[], seed = 1): Record<string, readonly DataRow[]> {
  const set = openRecords(seed, { schema: schemaOf(tables) });
  return Object.fromEntries((set.tables ?? []).map((each) => [each.name, [...each.rows(0, each.count)]]));
}

/** The rows of one table of these fields. */
export function rowsOf(fields: NamedTable['fields'], count = 2000): readonly DataRow[] {
  return made([table('t', fields ?? {}, { count })]).t ?? [];
}

/** What a column holds. */
export function column(rows: readonly DataRow[], name: string): unknown[] {
  return rows.map((row) => row[name]);
}

/** What opening these tables is refused with. */
export function failure(tables: readonly NamedTable[]): UserError {
  try {
    openRecords(1, { schema: schemaOf(tables) });
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

/** Spearman's correlation of ranks. */
export function rankCorrelation(a: readonly unknown[], b: readonly unknown[]): number {
  const ranks = (values: readonly unknown[]) => {
    const order = values.map((value, at) => [Number(value), at] as const).sort((x, y) => x[0] - y[0]);
    const places = new Array<number>(values.length);
    for (const [rank, [, at]] of order.entries()) places[at] = rank;
    return places;
  };
  const [x, y] = [ranks(a), ranks(b)];
  const middle = (a.length - 1) / 2;
  const covariance = x.reduce((total, rank, at) => total + (rank - middle) * ((y[at] ?? 0) - middle), 0);
  return covariance / x.reduce((total, rank) => total + (rank - middle) ** 2, 0);
}
