import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { outputFiles } from '../../src/data/writing/output.ts';
import { tableSet } from '../../src/data/writing/small-set-fixture.ts';
import { writeToDatabase } from '../../src/data/writing/write-to-database.ts';
import { type Database, openDatabase } from '../../src/databases/database.ts';
import { type PostgresServer, postgresFolder, startPostgres } from '../databases/postgres-server.ts';
import { plimsoll } from './command-line.ts';

const programs = postgresFolder();
const reason = programs === undefined ? ' (skipped: no postgres and initdb on PATH or in /usr/lib/postgresql)' : '';

describe.skipIf(programs === undefined)(`data in Postgres${reason}`, () => {
  let server: PostgresServer;
  let database: Database;
  beforeAll(async () => {
    server = await startPostgres(programs ?? '');
    database = await openDatabase(server.url);
  });
  afterAll(async () => {
    await database?.close();
    await server?.stop();
  });

  it('have keys, references and types, and are written on where they were interrupted', async () => {
    const stop = new AbortController();
    const options = { url: server.url, version: '1.0.0' };
    const onProgress = ({ rows }: { rows: number }) => rows > 5000 && stop.abort();
    const stopped = writeToDatabase(tableSet(11_000), { ...options, signal: stop.signal, onProgress });
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
    expect(await writeToDatabase(tableSet(11_000), options)).toMatchObject({ status: 'resumed' });
    expect(await database.get('SELECT count(*) AS n, sum(id) AS s FROM orders')).toMatchObject({ n: 11_000 });
    expect(
      await database.get(`SELECT lines->0->>'sku' AS sku, extract(year FROM at)::int AS year FROM orders WHERE id = 1`),
    ).toEqual({
      sku: "a'b",
      year: 2026,
    });
    await expect(database.exec('DELETE FROM users')).rejects.toMatchObject({ code: 'DATABASE_CONSTRAINT' });
    expect(await writeToDatabase(tableSet(12), { ...options, force: true })).toMatchObject({ status: 'made' });
  });

  it('can be loaded from the file of SQL', async () => {
    await database.exec('DROP SCHEMA IF EXISTS loaded CASCADE; CREATE SCHEMA loaded');
    const [file] = outputFiles(tableSet(250), 'sql');
    const sql = Buffer.concat([...(file?.content() ?? [])]).toString();
    await database.exec(`SET search_path TO loaded; ${sql}; SET search_path TO public`);
    expect(await database.get('SELECT count(*) AS n FROM loaded.orders')).toEqual({ n: 250 });
    expect(await database.get('SELECT note, score FROM loaded.users WHERE id = 2')).toEqual({ note: '', score: -1e21 });
  });

  it('are written by the command, which shows no password', async () => {
    const ended = await plimsoll(['data', 'generate', 'records', '--to', server.url, '--count', '300', '--force']);
    expect(ended).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Wrote postgres:\/\/\S+: [\d,]+ rows of/) });
    expect(ended.stdout).not.toContain(server.password);
  });
});
