import type { DataFile, DataRow, DataSet, DataTable } from '../sets/data-set.ts';

/** A set of small files in folders. */
export function smallSet(
  options: { readonly count?: number; readonly seed?: number; readonly bytes?: number } = {},
): DataSet {
  const { count = 10, seed = 1, bytes = 1000 } = options;
  return {
    preset: 'small',
    seed,
    options: { count, bytes },
    *files() {
      for (let index = 0; index < count; index++) yield smallFile(index, seed, bytes);
    },
    expected: { files: count, bytes: count * bytes },
  };
}

function smallFile(index: number, seed: number, bytes: number): DataFile {
  return {
    path: `folder-${index % 3}/deep/file-${index}.txt`,
    expectedBytes: bytes,
    content: () => [Buffer.alloc(bytes / 2, `${seed}-${index};`), Buffer.alloc(bytes - bytes / 2, '.')],
  };
}

/** Two tables, given in the wrong order, with whatever is awkward to write. */
export function tableSet(rows = 12): DataSet {
  const tables = [
    table('orders', rows, {
      columns: [
        { name: 'id', type: 'integer', key: true },
        { name: 'user', type: 'integer', references: { table: 'users', column: 'id' } },
        { name: 'at', type: 'timestamp' },
        { name: 'lines', type: 'json' },
      ],
      row: (id) => ({ id, user: (id % 3) + 1, at: '2026-01-31T08:00:00.000Z', lines: [{ sku: "a'b", n: id }] }),
    }),
    table('users', 3, {
      columns: [
        { name: 'id', type: 'integer', key: true },
        { name: 'name', type: 'text', unique: true },
        { name: 'note', type: 'text', nullable: true },
        { name: 'score', type: 'number' },
        { name: 'paid', type: 'boolean' },
        { name: 'boss', type: 'integer', nullable: true, references: { table: 'users', column: 'id' } },
      ],
      row: (id) => ({
        id,
        name: ['O\'Brien, "Pat"', 'line\nbreak', ' spaced '][id - 1],
        note: [null, '', '=1+1'][id - 1],
        score: [0.5, -1e21, 3][id - 1],
        paid: id === 1,
        boss: id === 1 ? 2 : null,
      }),
    }),
  ];
  return { preset: 'tables', seed: 1, options: { rows }, tables, expected: { files: 2, bytes: rows * 60 } };
}

function table(
  name: string,
  count: number,
  { columns, row }: { readonly columns: DataTable['columns']; row(id: number): DataRow },
): DataTable {
  return {
    name,
    count,
    columns,
    *rows(from, to) {
      for (let index = from; index < to; index++) yield row(index + 1);
    },
  };
}
