import type { DataColumn, DataTable } from '../../sets/data-set.ts';

/** A table in its turn, and what is to be done about its references. */
export interface OrderedTable {
  readonly table: DataTable;
  /** Columns that refer to tables before it: every row can be checked at once. */
  readonly checked: ReadonlySet<DataColumn>;
  /** Columns that refer to this table itself, or to one that has to come later since they refer to each other. */
  readonly late: ReadonlySet<DataColumn>;
}

/** Tables behind those that they refer to, else in the order given. */
export function inOrderOfReferences(tables: readonly DataTable[]): readonly OrderedTable[] {
  const byName = new Map(tables.map((table) => [table.name, table]));
  const placed = new Set<string>();
  const left = new Set(tables);
  const ordered: OrderedTable[] = [];
  while (left.size > 0) {
    const isReady = (table: DataTable) => referred(table).every((name) => placed.has(name) || !byName.has(name));
    // Where all that is left refers to each other, someone has to be first.
    const next = [...left].find(isReady) ?? [...left][0];
    if (next === undefined) break;
    left.delete(next);
    const sound = next.columns.filter(({ references }) => references !== undefined && isTarget(references, byName));
    const [checked, late] = [true, false].map(
      (isPlaced) => new Set(sound.filter(({ references }) => placed.has(references?.table ?? '') === isPlaced)),
    ) as [Set<DataColumn>, Set<DataColumn>];
    ordered.push({ table: next, checked, late });
    placed.add(next.name);
  }
  return ordered;
}

function referred({ name, columns }: DataTable): string[] {
  return columns
    .flatMap(({ references }) => (references === undefined ? [] : [references.table]))
    .filter((each) => each !== name);
}

/** Databases let columns refer to what is unique, and there. */
function isTarget(to: NonNullable<DataColumn['references']>, tables: ReadonlyMap<string, DataTable>): boolean {
  const column = tables.get(to.table)?.columns.find(({ name }) => name === to.column);
  return column?.key === true || column?.unique === true;
}
