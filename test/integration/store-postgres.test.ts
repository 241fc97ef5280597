import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/databases/database.ts';
import { openDatabaseStore } from '../../src/stores/database-store.ts';
import { type PostgresServer, postgresFolder, startPostgres } from '../databases/postgres-server.ts';
import { storeConformance } from '../stores/conformance.ts';
import { madeRun } from '../stores/made-runs.ts';

const programs = postgresFolder();
const reason = programs === undefined ? ' (skipped: no postgres and initdb on PATH or in /usr/lib/postgresql)' : '';

describe.skipIf(programs === undefined)(`a store in Postgres${reason}`, () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres(programs ?? '');
  });
  afterAll(() => server?.stop());

  storeConformance(() => openDatabaseStore(server.url));

  it('is made once, by however many open it at the same time, and names no password', async () => {
    const database = await openDatabase(server.url);
    await database.exec('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
    await database.close();
    const stores = await Promise.all(Array.from({ length: 4 }, () => openDatabaseStore(server.url)));
    await Promise.all(stores.map((store, at) => store.save(madeRun({ id: `r${at}`, steps: 150 }))));
    expect(await stores[0]?.list()).toHaveLength(4);
    expect(stores[0]?.place).not.toContain(encodeURIComponent(server.password));
    await Promise.all(stores.map((store) => store.close()));
  });

  it('of a newer Plimsoll is refused', async () => {
    await (await openDatabaseStore(server.url)).close();
    const database = await openDatabase(server.url);
    await database.run('UPDATE plimsoll_version SET version = 99');
    await expect(openDatabaseStore(server.url)).rejects.toMatchObject({ code: 'STORE_TOO_NEW' });
    await database.run('UPDATE plimsoll_version SET version = 1');
    await database.close();
  });
});
