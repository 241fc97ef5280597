import { existsSync } from 'node:fs';
import type LibsqlDatabase from 'libsql';
import { importOptional } from '../errors/import-optional.ts';
import type { Database, DatabaseOptions } from './database.ts';
import { cannotOpen } from './database-error.ts';
import { IN_MEMORY } from './database-url.ts';
import { type Link, LinkQueries, type OpenTransaction } from './queries.ts';
import { SqliteSync } from './sqlite-sync.ts';

const COLUMN_TYPES = {
  id: 'INTEGER PRIMARY KEY',
  integer: 'INTEGER',
  real: 'REAL',
  text: 'TEXT',
  boolean: 'INTEGER',
  blob: 'BLOB',
};

/** Opens a file, which is made where it does not exist, or `:memory:`. */
export async function openSqlite(file: string, options: DatabaseOptions = {}): Promise<SqliteDatabase> {
  const { default: Libsql } = await importOptional<{ default: typeof LibsqlDatabase }>('libsql', 'SQLite');
  const where = file === IN_MEMORY ? 'The SQLite database in memory' : `The SQLite database ${file}`;
  const readOnly = options.readOnly === true;
  if (readOnly && file !== IN_MEMORY && !existsSync(file)) {
    throw cannotOpen(where, { hint: 'There is no such file; paths count from the current folder.' });
  }
  try {
    const connection = new Libsql(file, { timeout: options.timeoutMs ?? 5000 });
    // Shows whether it is a database at all, which opening does not.
    connection.exec('PRAGMA schema_version');
    connection.exec(readOnly ? 'PRAGMA query_only = ON' : settings(options));
    return new SqliteDatabase(new SqliteSync(connection, { where, readOnly }));
  } catch (cause) {
    throw cannotOpen(where, {
      cause,
      hint: 'The folder must exist and be writable, and the file must be a database of SQLite.',
    });
  }
}

function settings({ journal = 'wal' }: DatabaseOptions): string {
  return `PRAGMA journal_mode = ${journal}; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON`;
}

export class SqliteDatabase extends LinkQueries implements Database {
  readonly dialect = 'sqlite';
  readonly columnTypes = COLUMN_TYPES;
  readonly sync: SqliteSync;

  constructor(sync: SqliteSync) {
    super(linkTo(sync));
    this.sync = sync;
  }

  async close(): Promise<void> {
    this.sync.close();
  }
}

function linkTo(sync: SqliteSync): Link {
  const link: Link = {
    isOneConnection: true,
    exec: (sql) => sync.exec(sql),
    run: (sql, values) => sync.run(sql, values),
    all: (sql, values) => sync.all(sql, values),
    iterate: (sql, values) => sync.iterate(sql, values),
    begin: (): OpenTransaction => {
      sync.begin();
      return { link, commit: () => sync.commit(), undo: () => sync.undo() };
    },
  };
  return link;
}
