import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storeConformance } from '../../test/stores/conformance.ts';
import { madeRun } from '../../test/stores/made-runs.ts';
import { openDatabase } from '../databases/database.ts';
import { openDatabaseStore } from './database-store.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-store-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const urlOf = (name: string) => `sqlite:${join(folder, name)}`;

describe('a store in SQLite', () => {
  storeConformance(() => openDatabaseStore(urlOf('conformance.db')));

  it('leaves one file behind', async () => {
    const store = await openDatabaseStore(urlOf('one.db'));
    await store.save(madeRun());
    await store.close();
    expect(readdirSync(folder).filter((name) => name.startsWith('one.db'))).toEqual(['one.db']);
  });

  it('is made once, by however many open it at the same time', async () => {
    const stores = await Promise.all(Array.from({ length: 5 }, () => openDatabaseStore(urlOf('new.db'))));
    await Promise.all(stores.map((store, at) => store.save(madeRun({ id: `r${at}` }))));
    expect(await stores[0]?.list()).toHaveLength(5);
    await Promise.all(stores.map((store) => store.close()));
  });

  it('of a newer Plimsoll is refused, and left as it is', async () => {
    await (await openDatabaseStore(urlOf('newer.db'))).close();
    const database = await openDatabase(urlOf('newer.db'));
    await database.run('UPDATE plimsoll_version SET version = 99');
    await database.close();
    await expect(openDatabaseStore(urlOf('newer.db'))).rejects.toMatchObject({
      code: 'STORE_TOO_NEW',
      message: expect.stringContaining('version 99'),
    });
    expect(existsSync(join(folder, 'newer.db-wal'))).toBe(false);
  });

  it('says which run is damaged, and keeps the others', async () => {
    const store = await openDatabaseStore(urlOf('damaged.db'));
    await store.save(madeRun({ id: 'a' }));
    await store.save(madeRun({ id: 'b' }));
    const database = await openDatabase(urlOf('damaged.db'));
    const no = "(SELECT no FROM plimsoll_runs WHERE id = 'a')";
    await database.run(`UPDATE plimsoll_run_data SET data = ? WHERE run = ${no}`, [Uint8Array.of(1, 2, 3)]);
    await expect(store.get('a')).rejects.toMatchObject({ code: 'STORE_DAMAGED', message: /the run a is damaged/ });
    expect(await store.get('b')).toEqual(madeRun({ id: 'b' }));
    await Promise.all([database.close(), store.close()]);
  });

  it('gives room back when much of it is deleted', async () => {
    const store = await openDatabaseStore(urlOf('large.db'));
    const noise = Array.from({ length: 150_000 }, (_, at) => Math.imul(at, 2_654_435_761) >>> 0);
    for (const id of ['a', 'b', 'c']) {
      const run = madeRun({ id });
      await store.save({ ...run, events: [{ atMs: 0, kind: 'noise', text: noise.join() }] });
    }
    await store.close();
    const before = readFileSync(join(folder, 'large.db')).length;
    const again = await openDatabaseStore(urlOf('large.db'));
    await again.delete(['a', 'b', 'c']);
    await again.close();
    expect(readFileSync(join(folder, 'large.db')).length).toBeLessThan(before / 2);
  });
});

it('a file of something else is no store', async () => {
  writeFileSync(join(folder, 'text.db'), 'this is no database\n'.repeat(100));
  await expect(openDatabaseStore(urlOf('text.db'))).rejects.toMatchObject({ code: 'CANNOT_OPEN_DATABASE' });
});
