import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../databases/database.ts';
import { smallSet, tableSet } from './small-set-fixture.ts';
import { type DatabaseWriteOptions, writeToDatabase } from './write-to-database.ts';

let folder = '';
let url = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-data-'));
  url = `sqlite:${join(folder, 'test.db')}`;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('writing into a database', () => {
  it('makes tables with keys and references, those referred to first', async () => {
    expect(await write(tableSet(12_000))).toEqual({
      status: 'made',
      tables: [
        { name: 'users', rows: 3 },
        { name: 'orders', rows: 12_000 },
      ],
    });
    await open(async (database) => {
      expect(await database.get('SELECT count(*) AS n, count(DISTINCT id) AS ids FROM orders')).toEqual({
        n: 12_000,
        ids: 12_000,
      });
      expect(await database.all('PRAGMA foreign_key_check')).toEqual([]);
      expect(await database.get('SELECT * FROM users WHERE id = 1')).toMatchObject({ note: null, paid: 1, score: 0.5 });
      expect(await database.get('SELECT lines FROM orders WHERE id = 7')).toEqual({ lines: `[{"sku":"a'b","n":7}]` });
      await expect(database.exec('INSERT INTO orders VALUES (99999, 77, 1, 1)')).rejects.toThrow(/FOREIGN KEY/);
    });
  });

  it('goes on exactly where it was interrupted', async () => {
    const stop = new AbortController();
    const stopped = write(tableSet(20_000), {
      signal: stop.signal,
      onProgress: ({ rows }) => {
        if (rows > 9000) stop.abort();
      },
    });
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
    const earlier: number[] = [];
    const resumed = await write(tableSet(20_000), { onProgress: ({ earlierRows }) => earlier.push(earlierRows) });
    expect([resumed.status, earlier[0]]).toEqual(['resumed', 10_003]);
    await open(async (database) => {
      expect(await database.get('SELECT count(*) AS n, sum(id) AS s FROM orders')).toEqual({
        n: 20_000,
        s: 200_010_000,
      });
    });
    expect(await write(tableSet(20_000))).toMatchObject({ status: 'unchanged' });
  });

  it('leaves tables alone that it has not made, and all others with them', async () => {
    await open((database) => database.exec('CREATE TABLE orders (mine TEXT)'));
    await expect(write(tableSet())).rejects.toMatchObject({ code: 'DATA_TABLE_EXISTS' });
    await open(async (database) => {
      expect(await database.all("SELECT name FROM sqlite_master WHERE type = 'table'")).toEqual([{ name: 'orders' }]);
    });
    expect(await write(tableSet(), { force: true })).toMatchObject({ status: 'made' });
    await expect(write(tableSet(13))).rejects.toMatchObject({ code: 'DATA_SET_DIFFERENT' });
    expect(await write(tableSet(13), { force: true })).toMatchObject({ status: 'made' });
  });

  it.each([
    ['CREATE VIEW orders AS SELECT 1 AS id', 'the database has a view orders'],
    ['CREATE TABLE plimsoll_data (other TEXT)', 'the database has a table plimsoll_data that was not made'],
  ])('is refused, even by force, where there is something else: %s', async (sql, message) => {
    await open((database) => database.exec(sql));
    const failed = write(tableSet(), { force: true });
    await expect(failed).rejects.toMatchObject({
      code: 'DATA_TABLE_EXISTS',
      message: expect.stringContaining(message),
    });
  });

  it.each([-5, 13, 1.5])('does not believe a note of %f rows', async (rows) => {
    await write(tableSet(12));
    await open((database) => database.exec(`UPDATE plimsoll_data SET row_count = ${rows} WHERE name = 'orders'`));
    await expect(write(tableSet(12))).rejects.toMatchObject({ code: 'DATA_SET_DIFFERENT' });
  });

  it('is refused for files', async () => {
    await expect(write(smallSet())).rejects.toMatchObject({ code: 'DATA_FORMAT' });
  });
});

function write(set: ReturnType<typeof tableSet>, options: Partial<DatabaseWriteOptions> = {}) {
  return writeToDatabase(set, { url, version: '1.0.0', ...options });
}

async function open(work: (database: Database) => Promise<void>): Promise<void> {
  const database = await openDatabase(url);
  try {
    await work(database);
  } finally {
    await database.close();
  }
}
