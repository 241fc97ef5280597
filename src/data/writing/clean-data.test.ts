import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cleanData } from './clean-data.ts';
import { isDataPath } from './data-path.ts';
import { listDataSets } from './list-data.ts';
import { smallSet } from './small-set-fixture.ts';
import { verifyDataSet } from './verify-data.ts';
import { writeDataSet } from './write-data-set.ts';

let root = '';
let folder = '';
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'plimsoll-data-'));
  folder = join(root, 'set');
  await writeDataSet(smallSet(), { folder, version: '1.0.0' });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('cleaning', () => {
  it('removes a set with its folders', async () => {
    expect(await cleanData(folder)).toEqual({ files: 10, bytes: 10_000, isFolderGone: true, kept: [] });
    expect(existsSync(folder)).toBe(false);
  });

  it('keeps what was added, and what was changed even to the same size', async () => {
    writeFileSync(join(folder, 'folder-1', 'mine.txt'), 'mine');
    const earlier = new Date(0);
    writeFileSync(join(folder, 'folder-0/deep/file-0.txt'), 'x'.repeat(1000));
    utimesSync(join(folder, 'folder-0/deep/file-0.txt'), earlier, earlier);
    const { files, kept, isFolderGone } = await cleanData(folder);
    expect({ files, kept, isFolderGone }).toEqual({
      files: 9,
      kept: [{ path: 'folder-0/deep/file-0.txt', why: 'was changed since it was made' }],
      isFolderGone: false,
    });
    expect(readdirSync(folder, { recursive: true }).sort()).toEqual([
      'folder-0',
      'folder-0/deep',
      'folder-0/deep/file-0.txt',
      'folder-1',
      'folder-1/mine.txt',
    ]);
  });

  it('removes the folders of files that are gone, but none behind a link', async () => {
    rmSync(join(folder, 'folder-0/deep'), { recursive: true });
    mkdirSync(join(folder, 'folder-0/deep'));
    const outside = join(root, 'outside');
    mkdirSync(join(outside, 'deep'), { recursive: true });
    rmSync(join(folder, 'folder-1'), { recursive: true });
    symlinkSync(outside, join(folder, 'folder-1'));
    expect(await cleanData(folder)).toMatchObject({ files: 3 });
    expect([readdirSync(folder), readdirSync(outside)]).toEqual([['folder-1'], ['deep']]);
  });

  it.each([
    ['with other ends of line', (text: string) => text.replaceAll('\n', '\r\n')],
    ['in one line', (text: string) => JSON.stringify(JSON.parse(text))],
    ['with each value on a line of its own', (text: string) => JSON.stringify(JSON.parse(text), null, 2)],
  ])('reads a manifest that was written again %s', async (_, rewritten) => {
    const path = join(folder, 'plimsoll-data.json');
    writeFileSync(path, rewritten(readFileSync(path, 'utf8')));
    expect(await verifyDataSet(folder)).toMatchObject({ same: true, files: 10, bytes: 10_000 });
    expect(await cleanData(folder)).toMatchObject({ files: 10, isFolderGone: true });
  });

  it.each([
    ['that was cut off', (text: string) => text.slice(0, -200)],
    [
      'with an entry that is none behind others',
      (text: string) => text.replace('file-9.txt","bytes":1000', 'file-9.txt","bytes":-1'),
    ],
    ['with more behind its end', (text: string) => `${text}{}\n`],
    ['with totals that are none', (text: string) => text.replace('"files": 10', '"files": 1e300')],
    ['with nothing but zeros', (text: string) => '\0'.repeat(text.length)],
  ])('removes nothing by a manifest %s', async (_, rewritten) => {
    const path = join(folder, 'plimsoll-data.json');
    writeFileSync(path, rewritten(readFileSync(path, 'utf8')));
    await expect(cleanData(folder)).rejects.toMatchObject({ code: 'FOREIGN_MANIFEST' });
    await expect(verifyDataSet(folder)).rejects.toMatchObject({ code: 'FOREIGN_MANIFEST' });
    expect(readdirSync(folder, { recursive: true })).toHaveLength(17);
    await writeDataSet(smallSet({ seed: 2 }), { folder, version: '1.0.0', force: true });
    expect(await verifyDataSet(folder)).toMatchObject({ same: true, seed: 2 });
  });

  it('has nothing to do with what is no folder', async () => {
    const file = join(folder, 'folder-0/deep/file-0.txt');
    await expect(cleanData(file)).rejects.toMatchObject({ code: 'NO_DATA_SET' });
    await expect(verifyDataSet(file)).rejects.toMatchObject({ code: 'NO_DATA_SET' });
  });

  it('does not follow links', async () => {
    const outside = join(root, 'outside');
    renameSync(join(folder, 'folder-2'), outside);
    symlinkSync(outside, join(folder, 'folder-2'));
    expect(await cleanData(folder)).toMatchObject({ files: 7, isFolderGone: false });
    expect(readdirSync(join(outside, 'deep'))).toHaveLength(3);
  });

  it.each([
    ['no JSON', '{'],
    ['of another program', '{"format": "other/1"}'],
    ['without its list', '{"format": "plimsoll.data/1", "preset": "x", "seed": 1, "options": {}, "output": "files"}'],
  ])('refuses a manifest that is %s', async (_, text) => {
    writeFileSync(join(folder, 'plimsoll-data.json'), text);
    await expect(cleanData(folder)).rejects.toMatchObject({ code: 'FOREIGN_MANIFEST' });
    expect(readdirSync(folder)).toHaveLength(4);
    expect(listDataSets(root)).toMatchObject([{ state: 'foreign' }]);
  });

  it.each(['../outside.txt', '/etc/passwd', 'a/../../b', 'C:\\x', '.plimsoll-data/journal.ndjson', ''])(
    'refuses a manifest with the path %s',
    async (path) => {
      const manifest = JSON.parse(readFileSync(join(folder, 'plimsoll-data.json'), 'utf8'));
      manifest.files[3].path = path;
      writeFileSync(join(folder, 'plimsoll-data.json'), JSON.stringify(manifest));
      await expect(cleanData(folder)).rejects.toThrow(/entry 4 of its files/);
      manifest.files[3].path = 'ok';
      manifest.made = [path];
      writeFileSync(join(folder, 'plimsoll-data.json'), JSON.stringify(manifest));
      await expect(cleanData(folder)).rejects.toThrow(/outside its folder/);
    },
  );

  it('keeps what a manifest says was made of files, when its preset does not say so', async () => {
    mkdirSync(join(folder, 'precious'));
    const manifest = JSON.parse(readFileSync(join(folder, 'plimsoll-data.json'), 'utf8'));
    writeFileSync(
      join(folder, 'plimsoll-data.json'),
      JSON.stringify({ ...manifest, preset: 'files', options: {}, made: ['precious'] }),
    );
    await cleanData(folder);
    expect(readdirSync(folder)).toEqual(['precious']);
  });

  it('says where there is nothing to clean', async () => {
    await expect(cleanData(root)).rejects.toMatchObject({ code: 'NO_DATA_SET' });
  });
});

describe('verifying', () => {
  it('tells what is missing, changed and extra', async () => {
    rmSync(join(folder, 'folder-0/deep/file-0.txt'));
    writeFileSync(join(folder, 'folder-1/deep/file-1.txt'), 'x'.repeat(1000));
    writeFileSync(join(folder, 'folder-2/deep/file-2.txt'), 'short');
    rmSync(join(folder, 'folder-0/deep/file-3.txt'));
    symlinkSync('/etc/hostname', join(folder, 'folder-0/deep/file-3.txt'));
    writeFileSync(join(folder, 'extra.txt'), '');
    symlinkSync(root, join(folder, 'around'));
    expect(await verifyDataSet(folder)).toMatchObject({
      same: false,
      missing: ['folder-0/deep/file-0.txt'],
      changed: [
        { path: 'folder-1/deep/file-1.txt', why: 'has other content' },
        { path: 'folder-2/deep/file-2.txt', why: 'has 5 bytes, not 1000' },
        { path: 'folder-0/deep/file-3.txt', why: 'is a link now' },
      ],
      extra: ['around', 'extra.txt'],
    });
  });

  it('takes files behind a link for missing', async () => {
    const outside = join(root, 'outside');
    renameSync(join(folder, 'folder-2'), outside);
    symlinkSync(outside, join(folder, 'folder-2'));
    const { missing, extra } = await verifyDataSet(folder);
    expect([missing.length, extra]).toEqual([3, ['folder-2']]);
  });
});

describe('listing', () => {
  it('finds sets below a folder, and does not look into them or through links', async () => {
    const other = join(root, 'a', 'b');
    await writeDataSet(smallSet({ seed: 4 }), { folder: other, version: '1.0.0' });
    symlinkSync(root, join(root, 'loop'));
    expect(
      listDataSets(root).map(({ folder: at, seed, files, bytes, state }) => [at, seed, files, bytes, state]),
    ).toEqual([
      [other, 4, 10, 10_000, 'complete'],
      [folder, 1, 10, 10_000, 'complete'],
    ]);
  });
});

describe('a path of a set', () => {
  it.each(['a', 'a/b.txt', '.git/config', 'ü/ß é.txt', 'a..b', '..a'])('may be %s', (path) => {
    expect(isDataPath(path)).toBe(true);
  });

  it.each([
    '',
    '/a',
    'a/',
    'a//b',
    '.',
    './a',
    '..',
    'a/../b',
    'a\\b',
    'a:b',
    'a\0b',
    'nul',
    'a/COM1.txt',
    'a.',
    'a /b',
  ])('may not be %j', (path) => expect(isDataPath(path)).toBe(false));
});
