import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../src/databases/database.ts';
import { conformance } from '../databases/conformance.ts';
import { type PostgresServer, postgresFolder, startPostgres } from '../databases/postgres-server.ts';

const programs = postgresFolder();
const reason = programs === undefined ? ' (skipped: no postgres and initdb on PATH or in /usr/lib/postgresql)' : '';

describe.skipIf(programs === undefined)(`Postgres${reason}`, () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres(programs ?? '');
  });
  afterAll(() => server?.stop());

  conformance(() => openDatabase(server.url));

  it('brings what has no counterpart as text', async () => {
    const database = await openDatabase(server.url);
    const sql = `SELECT DATE '2024-02-29' AS day, 1.10::numeric AS exact, '{"a": [1]}'::jsonb AS json, 'NaN'::float8 AS nan`;
    expect(await database.get(sql)).toEqual({ day: '2024-02-29', exact: '1.10', json: '{"a": [1]}', nan: Number.NaN });
    await database.close();
  });

  it('does not hold more than a thousand rows of an iteration', async () => {
    const database = await openDatabase(server.url);
    let rows = 0;
    const endless =
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT repeat('x', 1000) AS text FROM n";
    for await (const _ of database.iterate(endless)) {
      if (++rows === 2500) break;
    }
    expect(rows).toBe(2500);
    await database.close();
  });

  it('works with more tasks than connections', async () => {
    const database = await openDatabase(server.url, { connections: 2 });
    const tasks = Array.from({ length: 20 }, (_, i) =>
      database.transaction((inside) => inside.get<{ n: number }>('SELECT CAST(? AS INTEGER) + 1 AS n', [i])),
    );
    expect((await Promise.all(tasks)).map((row) => row?.n)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    await database.close();
  });

  it('refuses changes where it is opened for reading', async () => {
    const database = await openDatabase(server.url, { readOnly: true });
    await expect(database.exec('CREATE TABLE t (a INTEGER)')).rejects.toMatchObject({ code: 'DATABASE_READ_ONLY' });
    await database.close();
  });

  it('explains a wrong password, database and port without showing the password', async () => {
    const { port, password } = server;
    const secret = encodeURIComponent(password);
    const wrong = [
      `postgres://plimsoll:geheim@127.0.0.1:${port}/postgres`,
      `postgres://plimsoll:${secret}@127.0.0.1:${port}/nowhere`,
      `postgresql://plimsoll:${secret}@127.0.0.1:1/postgres`,
    ];
    for (const url of wrong) {
      const error = await openDatabase(url, { timeoutMs: 2000 }).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ name: 'UserError', code: 'CANNOT_OPEN_DATABASE' });
      expect(String(error)).not.toMatch(/geheim|p(@|%40)ss/);
    }
  });

  it('says that the server is lost, in and outside of a transaction, and does not end the process', async () => {
    const lost = await startPostgres(programs ?? '');
    const database: Database = await openDatabase(lost.url, { timeoutMs: 2000 });
    const inside = database.transaction(async (transaction) => {
      await transaction.run('SELECT 1');
      await lost.crash();
      await transaction.run('SELECT 1');
    });
    await expect(inside).rejects.toMatchObject({ code: 'DATABASE_LOST' });
    await expect(database.run('SELECT 1')).rejects.toMatchObject({ code: 'DATABASE_LOST' });
    await database.close();
    await lost.stop();
  });
});
