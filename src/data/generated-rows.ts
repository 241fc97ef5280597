import { didYouMean } from '../errors/suggest.ts';
import { UserError } from '../errors/user-error.ts';
import type { RowTable } from './rows.ts';
import type { DataRow, DataTable } from './sets/data-set.ts';
import { openDataSet, requestFor } from './sets/open-data-set.ts';

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
  const set = await openDataSet(request);
  let table = tableOf(set, source);
  if (count !== undefined && count !== table.count && set.preset === 'records') {
    const options = { ...request.options, tables: [table.name], count };
    table = tableOf(await openDataSet({ ...request, options }), source);
  }
  const size = table.count;
  if (size === 0)
    throw new UserError(`${generate} has no rows`, { code: 'DATA_FILE_EMPTY', hint: 'ask for one at least' });
  const rows = new RowBlocks(table);
  return { fields: table.columns.map(({ name }) => name), size, row: (index) => rows.at(index) };
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
