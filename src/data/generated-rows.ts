import { didYouMean } from '../errors/suggest.ts';
import { UserError } from '../errors/user-error.ts';
import type { RowTable } from './rows.ts';
import type { DataRow, DataTable } from './sets/data-set.ts';
import { type DataSetRequest, openDataSet, requestFor } from './sets/open-data-set.ts';

/** Rows that are made, as a test names them. */
export interface GeneratedRows {
  readonly generate: string;
  readonly table?: string;
  readonly count?: number;
  readonly seed?: number;
  /** Of a file, what it describes. */
  readonly schema?: unknown;
}

/** Opens a table whose rows are made when they are asked for. */
export async function loadGeneratedRows(source: GeneratedRows): Promise<RowTable> {
  const { generate, count, seed = 1, schema } = source;
  const request = await requestFor(generate, { seed, ...(schema === undefined ? {} : { schema }) });
  const table = await withRows(source, request);
  const size = Math.min(count ?? table.count, table.count);
  if (size === 0)
    throw new UserError(`${generate} has no rows`, { code: 'DATA_FILE_EMPTY', hint: 'ask for one at least' });
  const rows = new RowBlocks(table);
  return { fields: table.columns.map(({ name }) => name), size, row: (index) => rows.at(index) };
}

/** The table with as many rows as are wanted, at least. A set's count is that of its first table, and the others keep their proportion. */
async function withRows(source: GeneratedRows, request: DataSetRequest): Promise<DataTable> {
  const { count: wanted = 0 } = source;
  let table = tableOf(await openDataSet(request), source);
  for (let count = wanted; table.count < wanted; count *= 2) {
    const larger = tableOf(await openDataSet({ ...request, options: { ...request.options, count } }), source);
    if (larger.count <= table.count && count > MANY_TIMES * wanted) throw tooFew(source, table);
    table = larger;
  }
  return table;
}

/** A table that has not grown by then has always the same rows. */
const MANY_TIMES = 100;

function tooFew({ generate, count }: GeneratedRows, table: DataTable): UserError {
  return new UserError(`'${generate}' has ${table.count} rows of ${table.name}, not ${count}`, {
    code: 'INVALID_DATA',
    hint: `leave count away, or ask for ${table.count} at most`,
  });
}

function tableOf(
  set: { readonly preset: string; readonly tables?: readonly DataTable[] },
  source: GeneratedRows,
): DataTable {
  const { tables = [] } = set;
  const wanted = source.table ?? tables[0]?.name;
  const found = tables.find(({ name }) => name === wanted);
  if (found !== undefined) return found;
  const names = tables.map(({ name }) => name);
  if (names.length === 0) {
    throw new UserError(`'${source.generate}' makes files, and no rows`, {
      code: 'INVALID_DATA',
      hint: "write { generate: 'users' }, or name a file with a schema",
    });
  }
  throw new UserError(`'${source.generate}' has no table '${wanted}'`, {
    code: 'INVALID_DATA',
    hint: didYouMean(wanted ?? '', names) ?? `it has ${names.join(', ')}`,
  });
}

const BLOCK_ROWS = 100;
const MAX_BLOCKS = 100;

/** Rows made in blocks, of which the last used are kept. */
class RowBlocks {
  readonly #table: DataTable;
  readonly #blocks = new Map<number, readonly DataRow[]>();

  constructor(table: DataTable) {
    this.#table = table;
  }

  /** A copy: what a test does to its row is its own affair. */
  at(index: number): DataRow {
    const block = Math.floor(index / BLOCK_ROWS);
    return { ...this.#block(block)[index - block * BLOCK_ROWS] };
  }

  #block(block: number): readonly DataRow[] {
    const known = this.#blocks.get(block);
    if (known !== undefined) return known;
    const from = block * BLOCK_ROWS;
    const rows = [...this.#table.rows(from, Math.min(this.#table.count, from + BLOCK_ROWS))];
    const [oldest] = this.#blocks.keys();
    if (this.#blocks.size >= MAX_BLOCKS && oldest !== undefined) this.#blocks.delete(oldest);
    this.#blocks.set(block, rows);
    return rows;
  }
}
