import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { conformance } from '../../test/databases/conformance.ts';
import { type Database, openDatabase } from './database.ts';
import { openSqlite } from './sqlite.ts';
import type { SqliteSync } from './sqlite-sync.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-sqlite-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('SQLite in memory', () => {
  conformance(() => openDatabase('sqlite::memory:'));
});

describe('SQLite in a file', () => {
  conformance(() => openDatabase(`sqlite:${join(folder, 'conformance.db')}`));
});

describe('opening SQLite', () => {
  const open = (name: string, options = {}) => openDatabase(`sqlite:${join(folder, name)}`, options);

  it.each([{ journal: 'wal' }, { journal: 'delete' }])('leaves one file behind with %o', async (options) => {
    const name = `one-${options.journal}.db`;
    const database = await open(name, options);
    await database.exec('CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1)');
    await database.all('SELECT * FROM t');
    await database.close();
    expect(readdirSync(folder).filter((file) => file.startsWith(name))).toEqual([name]);
    const again = await open(name, { readOnly: true });
    expect(await again.all('SELECT * FROM t')).toEqual([{ a: 1 }]);
    await again.close();
  });

  it('takes a name as it is, whatever the driver would read into it', async () => {
    for (const name of ['a b?mode=memory#%20.db', 'file:x.db', 'http:x.db']) {
      await (await open(name)).close();
      expect(existsSync(join(folder, name))).toBe(true);
    }
  });

  it('explains a folder that is not there, a folder in the place of a file, and a file of something else', async () => {
    writeFileSync(join(folder, 'text.db'), 'this is no database\n'.repeat(100));
    for (const name of ['none/x.db', '.', 'text.db']) {
      await expect(open(name)).rejects.toMatchObject({ name: 'UserError', code: 'CANNOT_OPEN_DATABASE' });
    }
  });

  it('refuses every change where it is opened for reading, and makes no file', async () => {
    await expect(open('none.db', { readOnly: true })).rejects.toMatchObject({ code: 'CANNOT_OPEN_DATABASE' });
    await (await open('some.db')).close();
    const database = await open('some.db', { readOnly: true });
    await expect(database.exec('CREATE TABLE t (a)')).rejects.toMatchObject({ code: 'DATABASE_READ_ONLY' });
    expect(await database.transaction((inside) => inside.all('SELECT 1 AS a'))).toEqual([{ a: 1 }]);
    await database.close();
    expect(existsSync(join(folder, 'none.db'))).toBe(false);
  });

  it('says that another holds the file, after the time given', async () => {
    const [one, other] = [await open('busy.db'), await open('busy.db', { timeoutMs: 20 })];
    await one.transaction(async () => {
      await expect(other.exec('CREATE TABLE t (a)')).rejects.toMatchObject({ code: 'DATABASE_BUSY' });
    });
    await other.exec('CREATE TABLE t (a)');
    await Promise.all([one.close(), other.close()]);
  });

  it('says that the disk is full, and undoes what was under way', async () => {
    const database = await open('full.db');
    await database.exec('CREATE TABLE t (a TEXT); PRAGMA max_page_count = 20');
    const fill = database.transaction(async (inside) => {
      for (let i = 0; i < 100; i++) await inside.run('INSERT INTO t VALUES (?)', ['x'.repeat(4000)]);
    });
    await expect(fill).rejects.toMatchObject({ code: 'DATABASE_FULL' });
    expect(await database.get('SELECT COUNT(*) AS count FROM t')).toEqual({ count: 0 });
    expect(await database.transaction((inside) => inside.run("INSERT INTO t VALUES ('a')"))).toBe(1);
    await database.close();
  });
});

describe('SQLite without promises', () => {
  let database: Database;
  let sync: SqliteSync;
  beforeAll(async () => {
    const opened = await openSqlite(':memory:');
    database = opened;
    sync = opened.sync;
    sync.exec('CREATE TABLE t (a INTEGER UNIQUE)');
  });
  afterAll(() => database.close());

  it('is the same database', async () => {
    expect(sync.run('INSERT INTO t VALUES (?)', [1])).toBe(1);
    expect(await database.all('SELECT a FROM t')).toEqual([{ a: 1 }]);
    expect([...sync.iterate('SELECT a FROM t')]).toEqual([{ a: 1 }]);
  });

  it('leaves nothing locked by what was explained, failed, or returned rows that nobody read', () => {
    sync.all('EXPLAIN QUERY PLAN SELECT a FROM t');
    sync.run('UPDATE t SET a = a RETURNING a');
    expect(() => sync.all('SELECT abs(-9223372036854775807 - a) FROM t')).toThrow('overflow');
    sync.exec('CREATE TABLE other (a); DROP TABLE other');
  });

  it('keeps or undoes transactions, those inside one another alone', () => {
    sync.transaction(() => {
      sync.run('INSERT INTO t VALUES (2)');
      expect(() => sync.transaction(() => sync.exec('INSERT INTO t VALUES (3); INSERT INTO t VALUES (1)'))).toThrow(
        'UNIQUE',
      );
    });
    expect(sync.all('SELECT a FROM t ORDER BY a')).toEqual([{ a: 1 }, { a: 2 }]);
  });

  it('refuses a transaction that would be waited for', () => {
    expect(() => sync.transaction(async () => sync.run('INSERT INTO t VALUES (9)'))).toThrow('cannot wait');
    expect(sync.get('SELECT a FROM t WHERE a = 9')).toBeUndefined();
  });
});

it('opening refuses what is no URL of a database, and never shows a password', async () => {
  for (const url of ['', 'runs.db', 'sqlite:', 'sqlite:a\0b', 'mysql://u:geheim@h/d', 'postgres:x', 'sqlit:a.db']) {
    const error = await openDatabase(url).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ name: 'UserError', code: 'INVALID_DATABASE_URL' });
    expect(String(error)).not.toContain('geheim');
  }
});
