import type LibsqlDatabase from 'libsql';
import type { Row, SqlValue, SyncDatabase, SyncStatement } from './database.ts';
import { sqliteError } from './database-error.ts';
import { checkValues, readSql } from './sql-text.ts';

type Connection = LibsqlDatabase.Database;
type Native = LibsqlDatabase.Statement;
type NativeRow = Record<string, unknown>;

/** Statements kept for the next call with the same SQL. */
const MAX_KEPT = 200;

/**
 * SQLite without promises. The driver stores every number as a fraction, ends the process over a boolean, takes too many
 * or too few values, and lets a closed database be used: all of that is kept from it here. What cannot be prevented: a
 * text that is no UTF-8 in a file that others wrote ends the process when it is read.
 */
export class SqliteSync implements SyncDatabase {
  private readonly connection: Connection;
  private readonly where: string;
  private readonly readOnly: boolean;
  private readonly statements = new Map<string, SyncStatement<object>>();
  private depth = 0;
  private isOpen = true;

  constructor(connection: Connection, { where, readOnly }: { where: string; readOnly: boolean }) {
    this.connection = connection;
    this.where = where;
    this.readOnly = readOnly;
  }

  exec(sql: string): void {
    this.guarded(sql, () => this.connection.exec(sql));
  }

  run(sql: string, values?: readonly SqlValue[]): number {
    return this.prepare(sql).run(values);
  }

  get<R extends object = Row>(sql: string, values?: readonly SqlValue[]): R | undefined {
    return this.prepare<R>(sql).get(values);
  }

  all<R extends object = Row>(sql: string, values?: readonly SqlValue[]): R[] {
    return this.prepare<R>(sql).all(values);
  }

  iterate<R extends object = Row>(sql: string, values?: readonly SqlValue[]): IterableIterator<R> {
    return this.prepare<R>(sql).iterate(values);
  }

  prepare<R extends object = Row>(sql: string): SyncStatement<R> {
    let statement = this.statements.get(sql);
    if (statement === undefined) {
      statement = this.prepared(sql);
      const [oldest] = this.statements.keys();
      if (this.statements.size >= MAX_KEPT && oldest !== undefined) this.statements.delete(oldest);
      this.statements.set(sql, statement);
    }
    return statement as SyncStatement<R>;
  }

  transaction<T>(work: () => T): T {
    this.begin();
    let result: T;
    try {
      result = work();
      if (result instanceof Promise) throw new TypeError('A transaction without promises cannot wait for one.');
    } catch (error) {
      this.undo();
      throw error;
    }
    this.commit();
    return result;
  }

  begin(): void {
    const begin = this.readOnly ? 'BEGIN' : 'BEGIN IMMEDIATE';
    this.exec(this.depth === 0 ? begin : `SAVEPOINT level_${this.depth}`);
    this.depth++;
  }

  commit(): void {
    const level = this.depth - 1;
    try {
      this.exec(level === 0 ? 'COMMIT' : `RELEASE level_${level}`);
      this.depth = level;
    } catch (error) {
      this.undo();
      throw error;
    }
  }

  undo(): void {
    const level = --this.depth;
    // A full disk, for one, has undone the transaction already.
    if (!this.isOpen || !this.connection.inTransaction) return;
    this.exec(level === 0 ? 'ROLLBACK' : `ROLLBACK TO level_${level}; RELEASE level_${level}`);
  }

  close(): void {
    if (!this.isOpen) return;
    this.leaveOneFile();
    this.isOpen = false;
    this.statements.clear();
    this.connection.close();
  }

  /** The driver closes a file when its statements are collected as garbage; until then the log would lie beside it. */
  private leaveOneFile(): void {
    if (this.readOnly) return;
    try {
      this.connection.exec('PRAGMA journal_mode = DELETE');
    } catch {
      // Someone else has it open and will do so.
    }
  }

  private prepared(sql: string): SyncStatement<object> {
    const { placeholders, isQuery, isExplanation } = readSql(sql);
    const guarded = <T>(work: () => T): T => this.guarded(sql, work);
    const bound = (values: readonly SqlValue[]): SqliteValue[] => {
      checkValues(values, { placeholders, sql });
      return values.map(sqliteValue);
    };
    const compile = (): Native => guarded(() => this.connection.prepare(sql).safeIntegers(true));
    const statement = compile();
    const all = (values: readonly SqlValue[] = []): object[] => {
      const given = bound(values);
      const rows = guarded(() => (statement.all(given) as NativeRow[]).map(rowOf));
      // An explanation that was read to its end stays open, and keeps tables locked.
      if (isExplanation) statement.get(given);
      return rows;
    };
    return {
      run: (values = []) => {
        const given = bound(values);
        if (!statement.reader) return guarded(() => statement.run(given).changes);
        // The driver's `run` leaves a statement that returns rows unfinished, and its table locked.
        const before = this.changes();
        guarded(() => statement.all(given));
        return this.changes() - before;
      },
      get: (values = []) => all(values)[0],
      all,
      iterate: (values = []) => {
        if (!isQuery) throw new Error(`Only a query can be iterated: ${sql}`);
        // A statement of its own each time, as it has one position only.
        return rowsOf(compile(), { given: bound(values), guarded });
      },
    };
  }

  private changes(): number {
    const [row] = this.connection.prepare('SELECT total_changes() AS changes').all() as { changes: number }[];
    return row?.changes ?? 0;
  }

  private guarded<T>(sql: string, work: () => T): T {
    if (!this.isOpen) throw new Error(`${this.where} is closed.`);
    try {
      return work();
    } catch (cause) {
      throw sqliteError({ cause, sql, where: this.where });
    }
  }
}

type SqliteValue = null | number | bigint | string | Uint8Array;

function sqliteValue(value: SqlValue): SqliteValue {
  if (typeof value === 'boolean') return value ? 1n : 0n;
  return Number.isSafeInteger(value) ? BigInt(value as number) : (value as SqliteValue);
}

function* rowsOf(
  statement: Native,
  { given, guarded }: { given: SqliteValue[]; guarded: <T>(work: () => T) => T },
): Generator<object> {
  const rows = guarded(() => statement.iterate(given)) as Iterator<NativeRow>;
  let atEnd = false;
  try {
    for (;;) {
      const next = guarded(() => rows.next());
      atEnd = next.done === true;
      if (next.done === true) return;
      yield rowOf(next.value);
    }
  } finally {
    // Left early, the statement would keep its tables locked; reading one row by another way ends it.
    if (!atEnd) statement.get(given);
  }
}

/** The driver's own object, with integers and bytes as this project knows them. */
function rowOf(row: NativeRow): object {
  for (const name in row) {
    const value = row[name];
    if (typeof value === 'bigint') {
      if (value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER) row[name] = Number(value);
    } else if (value instanceof ArrayBuffer) row[name] = new Uint8Array(value);
  }
  return row;
}
