/**
 * databases/ holds the drivers of SQLite and Postgres behind one small interface; no other folder imports their packages.
 * In comes a URL, out comes a `Database`. SQL is the caller's, in what both understand: `?` stands for a value, one
 * `Statement` is one statement, `ON CONFLICT` and `RETURNING` work alike, `columnTypes` has the names that differ.
 * SQLite runs in the calling thread, which stands still meanwhile; `sync` is the same database without promises.
 */
import { databaseAddress } from './database-url.ts';

/** What goes in and comes out. SQLite keeps booleans as 1 and 0; whatever else Postgres has comes as text. */
export type SqlValue = null | boolean | number | bigint | string | Uint8Array;

/** Integers are numbers as long as those are exact, and bigints beyond. */
export type Row = Readonly<Record<string, SqlValue>>;

export interface Database extends Queries {
  readonly dialect: 'sqlite' | 'postgres';
  readonly columnTypes: ColumnTypes;
  /** The same database without promises, where it runs in this process; not for use while a transaction of this one is open. */
  readonly sync?: SyncDatabase;
  close(): Promise<void>;
}

export interface Queries {
  /** Runs any number of statements without values. */
  exec(sql: string): Promise<void>;
  /** Runs one statement; answers how many rows it inserted, changed or deleted. */
  run(sql: string, values?: readonly SqlValue[]): Promise<number>;
  get<R extends object = Row>(sql: string, values?: readonly SqlValue[]): Promise<R | undefined>;
  all<R extends object = Row>(sql: string, values?: readonly SqlValue[]): Promise<R[]>;
  /** The rows of a SELECT, one after another, without holding all of them. */
  iterate<R extends object = Row>(sql: string, values?: readonly SqlValue[]): AsyncIterable<R>;
  /** A statement to run often; what is wrong with it shows at its first use. */
  prepare<R extends object = Row>(sql: string): Statement<R>;
  /**
   * Commits what `work` did through the handle it is given; undoes all of it where it throws, or where a statement
   * failed, even if that error was caught. What may fail goes into a transaction inside, which is undone alone. Nothing
   * else gets in between: SQLite makes others wait, Postgres takes a connection of its own.
   */
  transaction<T>(work: (inside: Queries) => Promise<T>): Promise<T>;
}

export interface Statement<R extends object = Row> {
  run(values?: readonly SqlValue[]): Promise<number>;
  get(values?: readonly SqlValue[]): Promise<R | undefined>;
  all(values?: readonly SqlValue[]): Promise<R[]>;
  iterate(values?: readonly SqlValue[]): AsyncIterable<R>;
}

export interface SyncDatabase {
  exec(sql: string): void;
  run(sql: string, values?: readonly SqlValue[]): number;
  get<R extends object = Row>(sql: string, values?: readonly SqlValue[]): R | undefined;
  all<R extends object = Row>(sql: string, values?: readonly SqlValue[]): R[];
  iterate<R extends object = Row>(sql: string, values?: readonly SqlValue[]): IterableIterator<R>;
  prepare<R extends object = Row>(sql: string): SyncStatement<R>;
  transaction<T>(work: () => T): T;
  close(): void;
}

export interface SyncStatement<R extends object = Row> {
  run(values?: readonly SqlValue[]): number;
  get(values?: readonly SqlValue[]): R | undefined;
  all(values?: readonly SqlValue[]): R[];
  iterate(values?: readonly SqlValue[]): IterableIterator<R>;
}

export interface ColumnTypes {
  /** A whole number that the database hands out, as primary key. */
  readonly id: string;
  readonly integer: string;
  readonly real: string;
  readonly text: string;
  readonly boolean: string;
  readonly blob: string;
}

export interface DatabaseOptions {
  /** Refuses every change, and a file that does not exist. */
  readonly readOnly?: boolean;
  /** How long to wait for another process's lock, or for the server. Default 5 s. */
  readonly timeoutMs?: number;
  /** Postgres: how many connections at a time. Default 4. */
  readonly connections?: number;
  /** SQLite: `wal` lets others read while this one writes; `delete` leaves nothing but the one file. Default `wal`. */
  readonly journal?: 'wal' | 'delete';
}

/**
 * Opens `sqlite:FILE`, `sqlite::memory:` or `postgres://user:password@host:port/database`.
 *
 * @example
 * const database = await openDatabase('sqlite:runs.db');
 * const rows = await database.all('SELECT name FROM runs WHERE started_at > ?', [since]);
 * await database.close();
 */
export async function openDatabase(url: string, options: DatabaseOptions = {}): Promise<Database> {
  const address = databaseAddress(url);
  if (address.kind === 'sqlite') {
    const { openSqlite } = await import('./sqlite.ts');
    return openSqlite(address.file, options);
  }
  const { openPostgres } = await import('./postgres.ts');
  return openPostgres(address.url, options);
}
