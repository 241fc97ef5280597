import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keptRuns } from '../../test/stores/kept-runs.ts';
import { madeRun } from '../../test/stores/made-runs.ts';
import type { Run } from '../model/run.ts';
import { writeWhole } from './kept-folder.ts';
import { hasStore, openStore } from './open-store.ts';
import { RunKeeper } from './store-run.ts';

const run = madeRun();
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-store-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function storeRun(kept: Run, cwd: string): Promise<string> {
  const keeper = new RunKeeper({ cwd });
  try {
    return (await keeper.keep(kept)).where;
  } finally {
    await keeper.close();
  }
}

const place = () => join(folder, '.plimsoll');
const files = (...path: string[]) => readdirSync(join(place(), ...path)).sort();

describe('a run that is kept', () => {
  it('is in the store, in a folder that git leaves alone', async () => {
    expect(await storeRun(run, folder)).toBe(`plimsoll runs show ${run.id}`);
    expect(await keptRuns(folder)).toEqual([run]);
    expect(files()).toEqual(['.gitignore', 'store.db']);
    expect(readFileSync(join(place(), '.gitignore'), 'utf8')).toBe('*\n');
  });

  it('does not change a .gitignore that is there', async () => {
    await storeRun(run, folder);
    writeFileSync(join(place(), '.gitignore'), 'mine\n');
    await storeRun(run, folder);
    expect(readFileSync(join(place(), '.gitignore'), 'utf8')).toBe('mine\n');
  });

  it('that cannot be kept says where and why', async () => {
    writeFileSync(place(), 'a file in the way');
    await expect(storeRun(run, folder)).rejects.toMatchObject({ code: 'CANNOT_KEEP_RUN', message: /\.plimsoll/ });
  });

  it('is a file where the store is damaged, and is taken over once that is mended', async () => {
    mkdirSync(place());
    writeFileSync(join(place(), 'store.db'), 'this is no database\n'.repeat(100));
    const keeper = new RunKeeper({ cwd: folder });
    const { where, problem } = await keeper.keep(run);
    await keeper.close();
    expect(where).toBe(join(place(), 'runs', `${run.id}.json`));
    expect(problem).toMatchObject({ code: 'RUN_KEPT_AS_FILE', message: /not a database/, hint: /move it away/ });
    await expect(openStore({ cwd: folder })).rejects.toMatchObject({ code: 'CANNOT_OPEN_STORE' });
    rmSync(join(place(), 'store.db'));
    expect(await keptRuns(folder)).toEqual([run]);
    expect(files('runs')).toEqual([]);
  });
});

describe('opening a store', () => {
  it('takes over runs that lie in files, once, and names what is no run', async () => {
    mkdirSync(join(place(), 'runs'), { recursive: true });
    const older = madeRun({ id: 'older', startedAt: '2026-01-01T00:00:00.000Z' });
    for (const each of [older, run])
      writeFileSync(join(place(), 'runs', `${each.id}.json`), `${JSON.stringify(each)}\n`);
    writeFileSync(join(place(), 'runs', 'cut.json'), JSON.stringify(run).slice(0, 500));
    writeFileSync(join(place(), 'runs', 'other.json'), '{"a":1}');
    writeFileSync(join(place(), 'runs', 'note.txt'), 'mine');
    const notices: string[] = [];
    for (let time = 0; time < 2; time++) {
      const store = await openStore({ cwd: folder, onNotice: (text) => notices.push(text) });
      expect(await store.list()).toHaveLength(2);
      await store.close();
    }
    expect(await keptRuns(folder)).toEqual([older, run]);
    expect(files('runs')).toEqual(['cut.json', 'note.txt', 'other.json']);
    expect(notices[0]).toMatch(/^Left in \.plimsoll\/runs: cut\.json is no run: .*other\.json is no run/);
    expect(notices).toHaveLength(2);
  });

  it('keeps a run of the store over a file of the same id', async () => {
    await storeRun(run, folder);
    mkdirSync(join(place(), 'runs'));
    writeFileSync(join(place(), 'runs', 'again.json'), JSON.stringify({ ...run, name: 'changed' }));
    expect(await keptRuns(folder)).toEqual([run]);
    expect(files('runs')).toEqual([]);
  });

  it('makes none to find that there is none', async () => {
    expect(await hasStore({ cwd: folder })).toBe(false);
    expect(existsSync(place())).toBe(false);
  });

  it('counts a file from the folder it is opened in', async () => {
    const store = await openStore({ cwd: folder, url: 'sqlite:other.db' });
    expect(store.place).toBe('other.db');
    await store.close();
    expect(readdirSync(folder)).toEqual(['other.db']);
  });

  it('is by the configuration of the project, where that says so, and in its folder', async () => {
    writeFileSync(join(folder, 'plimsoll.config.json'), '{"store":{"url":"sqlite:runs.db"}}');
    mkdirSync(join(folder, '.git'));
    mkdirSync(join(folder, 'tests'));
    const store = await openStore({ cwd: join(folder, 'tests') });
    await store.close();
    expect(readdirSync(folder)).toContain('runs.db');
  });

  it.each(['mysql://u:geheim@h/d', 'runs.db'])('refuses %s without showing a password', async (url) => {
    const error = await openStore({ cwd: folder, url }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'INVALID_DATABASE_URL' });
    expect(String(error)).not.toContain('geheim');
  });
});

describe('writing a file whole', () => {
  it.skipIf(process.getuid?.() === 0)(
    'leaves the old one when it fails (skipped for root, who may write anywhere)',
    async () => {
      const path = join(folder, 'report.json');
      writeFileSync(path, 'old');
      chmodSync(folder, 0o500);
      await expect(writeWhole(path, 'new')).rejects.toThrow();
      chmodSync(folder, 0o700);
      expect(readFileSync(path, 'utf8')).toBe('old');
    },
  );

  it('leaves no temporary file when it fails', async () => {
    await expect(writeWhole(join(folder, 'nowhere', 'report.json'), 'new')).rejects.toThrow();
    expect(existsSync(join(folder, 'nowhere'))).toBe(false);
    await expect(writeWhole(folder, 'a folder cannot be written')).rejects.toThrow();
    expect(readdirSync(folder)).toEqual([]);
  });
});
