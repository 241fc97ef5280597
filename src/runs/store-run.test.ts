import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Run } from '../model/run.ts';
import { writeWhole } from './kept-folder.ts';
import { storeRun } from './store-run.ts';

const run = { schema: 'plimsoll.run/1', id: '20260314-092653-3f9a1c', name: 'shop', test: {} } as unknown as Run;
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-store-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a run that is kept', () => {
  it('is a file by its id, in a folder that git leaves alone', async () => {
    const path = await storeRun(run, folder);
    expect(path).toBe(join(folder, '.plimsoll', 'runs', '20260314-092653-3f9a1c.json'));
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(run);
    expect(readFileSync(join(folder, '.plimsoll', '.gitignore'), 'utf8')).toBe('*\n');
  });

  it('leaves nothing else behind, and other runs as they are', async () => {
    await storeRun(run, folder);
    await storeRun({ ...run, id: 'b' }, folder);
    expect(readdirSync(join(folder, '.plimsoll', 'runs')).sort()).toEqual(['20260314-092653-3f9a1c.json', 'b.json']);
  });

  it('does not change a .gitignore that is there', async () => {
    await storeRun(run, folder);
    writeFileSync(join(folder, '.plimsoll', '.gitignore'), 'mine\n');
    await storeRun(run, folder);
    expect(readFileSync(join(folder, '.plimsoll', '.gitignore'), 'utf8')).toBe('mine\n');
  });

  it('that cannot be kept says where and why', async () => {
    writeFileSync(join(folder, '.plimsoll'), 'a file in the way');
    await expect(storeRun(run, folder)).rejects.toMatchObject({ code: 'CANNOT_KEEP_RUN', message: /\.plimsoll/ });
  });
});

describe('writing a file whole', () => {
  it.skipIf(process.getuid?.() === 0)('leaves the old one when it fails', async () => {
    const path = join(folder, 'report.json');
    writeFileSync(path, 'old');
    chmodSync(folder, 0o500);
    await expect(writeWhole(path, 'new')).rejects.toThrow();
    chmodSync(folder, 0o700);
    expect(readFileSync(path, 'utf8')).toBe('old');
  });

  it('leaves no temporary file when it fails', async () => {
    await expect(writeWhole(join(folder, 'nowhere', 'report.json'), 'new')).rejects.toThrow();
    expect(existsSync(join(folder, 'nowhere'))).toBe(false);
    await expect(writeWhole(folder, 'a folder cannot be written')).rejects.toThrow();
    expect(readdirSync(folder)).toEqual([]);
  });
});
