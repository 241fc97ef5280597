import type { Database, Queries, SqlValue } from '../../databases/database.ts';
import { openDatabase } from '../../databases/database.ts';
import { UserError } from '../../errors/user-error.ts';
import type { DataColumn, DataRow, DataSet, DataTable } from '../sets/data-set.ts';
import type { DataIdentity } from './manifest.ts';
import { columnList, createTable, NEUTRAL_TYPES, quoted } from './tables/create-table.ts';
import { jsonOf } from './tables/json-file.ts';
import { inOrderOfReferences, type OrderedTable } from './tables/table-order.ts';

export interface DatabaseWriteOptions {
  /** `sqlite:FILE` or `postgres://…`. */
  readonly url: string;
  readonly version: string;
  readonly force?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: DatabaseProgress) => void) | undefined;
}

export interface DatabaseProgress {
  readonly rows: number;
  readonly expectedRows: number;
  /** Of these, what an earlier, interrupted writing had made. */
  readonly earlierRows: number;
}

export interface WrittenTables {
  readonly status: 'made' | 'resumed' | 'unchanged';
  readonly tables: readonly { readonly name: string; readonly rows: number }[];
}

/** Says which tables were made here, from what, and how far they are. */
const RECORD = 'plimsoll_data';

/**
 * Writes a set's tables into a database, those referred to first. Rows and the note of how many there are go into the same
 * transaction, so that an interrupted writing goes on exactly where it stopped.
 */
export async function writeToDatabase(set: DataSet, options: DatabaseWriteOptions): Promise<WrittenTables> {
  const tables = set.tables ?? [];
  if (tables.length === 0) {
    throw new UserError(`${set.preset} has files alone, and can't be written into a database`, {
      code: 'DATA_FORMAT',
      hint: 'write it into a folder with --out',
    });
  }
  const database = await openDatabase(options.url);
  try {
    return await new DatabaseWriting(database, set, options).run();
  } finally {
    await database.close();
  }
}

interface Recorded {
  readonly name: string;
  readonly made_from: string;
  readonly row_count: number;
}

class DatabaseWriting {
  readonly #database: Database;
  readonly #options: DatabaseWriteOptions;
  readonly #identity: string;
  readonly #ordered: readonly OrderedTable[];
  readonly #expectedRows: number;
  #rows = 0;
  #earlierRows = 0;

  constructor(database: Database, set: DataSet, options: DatabaseWriteOptions) {
    this.#database = database;
    this.#options = options;
    const { preset, seed, options: chosen } = set;
    const identity: DataIdentity = { preset, seed, options: chosen, output: 'database', plimsoll: options.version };
    this.#identity = jsonOf(identity);
    this.#ordered = inOrderOfReferences(set.tables ?? []);
    this.#expectedRows = this.#ordered.reduce((sum, { table }) => sum + table.count, 0);
  }

  async run(): Promise<WrittenTables> {
    const done = await this.#prepare();
    this.#earlierRows = [...done.values()].reduce((sum, rows) => sum + rows, 0);
    this.#rows = this.#earlierRows;
    for (const ordered of this.#ordered) await this.#fill(ordered, done.get(ordered.table.name));
    const unchanged = this.#earlierRows === this.#expectedRows && done.size === this.#ordered.length;
    return {
      status: unchanged ? 'unchanged' : done.size > 0 ? 'resumed' : 'made',
      tables: this.#ordered.map(({ table }) => ({ name: table.name, rows: table.count })),
    };
  }

  /** Everything is looked at before anything is changed. Answers how many rows of which table are there already. */
  async #prepare(): Promise<ReadonlyMap<string, number>> {
    const there = await tablesOf(this.#database);
    const records = there.has(RECORD) ? await this.#records() : [];
    const done = new Map<string, number>();
    const doomed: string[] = [];
    for (const { table } of this.#ordered) {
      if (!there.has(table.name)) continue;
      if (there.get(table.name) === 'view') throw isView(table.name);
      const record = records.find(({ name }) => name === table.name);
      if (this.#isOwn(record, table) && this.#options.force !== true) done.set(table.name, record.row_count);
      else if (this.#options.force === true) doomed.push(table.name);
      else throw occupied(table.name, record !== undefined);
    }
    const { text, integer } = this.#database.columnTypes;
    const columns = `name ${text} PRIMARY KEY, made_from ${text} NOT NULL, row_count ${integer} NOT NULL`;
    await this.#database.exec(`CREATE TABLE IF NOT EXISTS ${RECORD} (${columns})`);
    // Those that refer to others go first.
    for (const name of doomed.reverse()) {
      const cascade = this.#database.dialect === 'postgres' ? ' CASCADE' : '';
      await this.#database.exec(`DROP TABLE ${quoted(name)}${cascade}`);
    }
    return done;
  }

  async #records(): Promise<readonly Recorded[]> {
    try {
      return await this.#database.all<Recorded>(`SELECT name, made_from, row_count FROM ${RECORD}`);
    } catch (cause) {
      throw new UserError(`the database has a table ${RECORD} that was not made by this command`, {
        code: 'DATA_TABLE_EXISTS',
        hint: `${RECORD} is where the command notes how far it is: write into another database, or rename that table`,
        cause,
      });
    }
  }

  /** Made from this very request, and no more of it than there is to make. */
  #isOwn(record: Recorded | undefined, { count }: DataTable): record is Recorded {
    if (record?.made_from !== this.#identity) return false;
    return Number.isSafeInteger(record.row_count) && record.row_count >= 0 && record.row_count <= count;
  }

  async #fill(ordered: OrderedTable, done: number | undefined): Promise<void> {
    const { table } = ordered;
    if (done === undefined) await this.#create(ordered);
    const insert = insertOf(table);
    const size = batchRows(table);
    for (let from = done ?? 0; from < table.count; ) {
      this.#options.signal?.throwIfAborted();
      const to = Math.min(table.count, from + ROWS_A_TRANSACTION);
      await this.#database.transaction(async (inside) => {
        await insertRows(inside, { table, insert, size, from, to });
        await inside.run(`UPDATE ${RECORD} SET row_count = ? WHERE name = ?`, [to, table.name]);
      });
      this.#rows += to - from;
      from = to;
      this.#report();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  async #create(ordered: OrderedTable): Promise<void> {
    const { name } = ordered.table;
    await this.#database.transaction(async (inside) => {
      await inside.exec(createTable(ordered, { types: TYPES[this.#database.dialect], late: 'unchecked' }));
      await inside.run(`DELETE FROM ${RECORD} WHERE name = ?`, [name]);
      await inside.run(`INSERT INTO ${RECORD} (name, made_from, row_count) VALUES (?, ?, 0)`, [name, this.#identity]);
    });
  }

  #report(): void {
    const { onProgress } = this.#options;
    onProgress?.({ rows: this.#rows, expectedRows: this.#expectedRows, earlierRows: this.#earlierRows });
  }
}

const TYPES = {
  sqlite: NEUTRAL_TYPES,
  postgres: { ...NEUTRAL_TYPES, timestamp: 'TIMESTAMPTZ', json: 'JSONB' },
} as const;

const ROWS_A_TRANSACTION = 5000;
/** Both databases take more; beyond this nothing gets faster. */
const MAX_VALUES = 3000;

function batchRows({ columns }: DataTable): number {
  return Math.max(1, Math.min(250, Math.floor(MAX_VALUES / Math.max(1, columns.length))));
}

interface Insertion {
  readonly table: DataTable;
  insert(rows: number): string;
  readonly size: number;
  readonly from: number;
  readonly to: number;
}

async function insertRows(into: Queries, { table, insert, size, from, to }: Insertion): Promise<void> {
  let values: SqlValue[] = [];
  let rows = 0;
  for (const row of table.rows(from, to)) {
    for (const column of table.columns) values.push(sqlValue(row, column));
    if (++rows < size) continue;
    await into.run(insert(rows), values);
    [values, rows] = [[], 0];
  }
  if (rows > 0) await into.run(insert(rows), values);
}

/** The statement for so many rows; few different ones, which the database keeps prepared. */
function insertOf(table: DataTable): (rows: number) => string {
  const known = new Map<number, string>();
  const tuple = `(${table.columns.map(() => '?').join(', ')})`;
  return (rows) => {
    const sql =
      known.get(rows) ??
      `INSERT INTO ${quoted(table.name)} (${columnList(table)}) VALUES ${Array(rows).fill(tuple).join(', ')}`;
    known.set(rows, sql);
    return sql;
  };
}

function sqlValue(row: DataRow, { name, type }: DataColumn): SqlValue {
  const value = row[name];
  if (value === null || value === undefined) return null;
  if (type === 'json' || typeof value === 'object') return jsonOf(value).replaceAll('\\u0000', '\\ufffd');
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  // No text of Postgres may hold the character zero.
  if (typeof value === 'string') return value.replaceAll('\0', '\ufffd');
  return typeof value === 'boolean' || typeof value === 'bigint' ? value : String(value);
}

/** Tables and views, and which of them each is. */
async function tablesOf(database: Database): Promise<ReadonlyMap<string, 'table' | 'view'>> {
  const sql =
    database.dialect === 'sqlite'
      ? "SELECT name, type FROM sqlite_master WHERE type IN ('table', 'view')"
      : `SELECT table_name AS name, CASE table_type WHEN 'VIEW' THEN 'view' ELSE 'table' END AS type
         FROM information_schema.tables WHERE table_schema = current_schema()`;
  const found = await database.all<{ name: string; type: 'table' | 'view' }>(sql);
  return new Map(found.map(({ name, type }) => [name, type]));
}

function isView(name: string): UserError {
  return new UserError(`the database has a view ${name}, where a table has to be`, {
    code: 'DATA_TABLE_EXISTS',
    hint: 'write into another database, or drop the view yourself',
  });
}

function occupied(table: string, isOurs: boolean): UserError {
  const message = isOurs
    ? `the table ${table} was made from another preset, seed or options`
    : `the database has a table ${table} already, which was not made by this command`;
  return new UserError(message, {
    code: isOurs ? 'DATA_SET_DIFFERENT' : 'DATA_TABLE_EXISTS',
    hint: 'write into another database, or replace the table with --force',
  });
}
