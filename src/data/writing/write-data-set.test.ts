import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../errors/user-error.ts';
import type { DataFinish, DataSet } from '../sets/data-set.ts';
import { cleanData } from './clean-data.ts';
import { type Disk, nodeDisk } from './disk.ts';
import { FileWriter } from './file-in-progress.ts';
import { listDataSets } from './list-data.ts';
import { readManifest } from './read-manifest.ts';
import { smallSet, tableSet } from './small-set-fixture.ts';
import { verifyDataSet } from './verify-data.ts';
import { type WriteOptions, writeDataSet } from './write-data-set.ts';

let root = '';
let folder = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'plimsoll-data-'));
  folder = join(root, 'set');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('writing a data set', () => {
  it('makes its files and a manifest with their hashes, and leaves nothing else', async () => {
    const { status, totals } = await write(smallSet());
    expect({ status, totals }).toEqual({ status: 'made', totals: { files: 10, bytes: 10_000 } });
    expect(readdirSync(folder).sort()).toEqual(['folder-0', 'folder-1', 'folder-2', 'plimsoll-data.json']);
    expect([...(readManifest(folder)?.files() ?? [])][0]).toMatchObject({
      path: 'folder-0/deep/file-0.txt',
      bytes: 1000,
    });
    expect(await verifyDataSet(folder)).toMatchObject({ same: true, files: 10 });
  });

  it('writes the same manifest wherever it is written', async () => {
    await write(smallSet());
    await write(smallSet(), { folder: join(root, 'other') });
    expect(readFileSync(join(folder, 'plimsoll-data.json'))).toEqual(
      readFileSync(join(root, 'other', 'plimsoll-data.json')),
    );
  });

  it('does nothing where the set is already, and makes again what is gone', async () => {
    await write(smallSet());
    expect(await write(smallSet())).toMatchObject({ status: 'unchanged' });
    rmSync(join(folder, 'folder-1'), { recursive: true });
    expect(await write(smallSet())).toMatchObject({ status: 'resumed', totals: { files: 10 } });
    expect(await verifyDataSet(folder)).toMatchObject({ same: true });
  });

  it('notes tables with their rows', async () => {
    await write(tableSet(7), { output: 'csv' });
    expect(readManifest(folder)?.head.tables).toEqual([
      { name: 'orders', rows: 7 },
      { name: 'users', rows: 3 },
    ]);
  });

  it('tells how far it is', async () => {
    const seen: number[] = [];
    await write(smallSet(), { onProgress: ({ bytes }) => seen.push(bytes) });
    expect(seen.at(0)).toBe(0);
    expect(seen.at(-1)).toBe(10_000);
  });
});

describe('what others have put into the folder', () => {
  it('is an error, and untouched', async () => {
    mkdirSync(folder);
    writeFileSync(join(folder, 'mine.txt'), 'mine');
    await expect(write(smallSet())).rejects.toMatchObject({ code: 'DATA_FOLDER_OCCUPIED' });
    expect(readdirSync(folder)).toEqual(['mine.txt']);
  });

  it('stays beside what force writes, but for files of the same names', async () => {
    mkdirSync(join(folder, 'folder-0', 'deep'), { recursive: true });
    writeFileSync(join(folder, 'mine.txt'), 'mine');
    writeFileSync(join(folder, 'folder-0', 'deep', 'file-0.txt'), 'mine');
    await write(smallSet(), { force: true });
    expect(readFileSync(join(folder, 'mine.txt'), 'utf8')).toBe('mine');
    expect(await verifyDataSet(folder)).toMatchObject({ same: false, changed: [], missing: [], extra: ['mine.txt'] });
  });

  it('is never reached through a link', async () => {
    const outside = join(root, 'outside');
    mkdirSync(outside);
    mkdirSync(folder);
    symlinkSync(outside, join(folder, 'folder-1'));
    await expect(write(smallSet(), { force: true })).rejects.toThrow(/folder-1 is a link/);
    expect(readdirSync(outside)).toEqual([]);
  });

  it('may be another set: its differences are named, and force replaces it whole', async () => {
    await write(smallSet({ count: 12 }));
    await expect(write(smallSet({ count: 3 }))).rejects.toThrow(/count 12 there, 3 asked for/);
    await expect(write(smallSet({ count: 12, seed: 2 }))).rejects.toThrow(/seed 1 there, 2 asked for/);
    await write(smallSet({ count: 3 }), { force: true });
    expect(await verifyDataSet(folder)).toMatchObject({ same: true, files: 3 });
  });

  it('may have changed a file: it is kept unless forced', async () => {
    await write(smallSet());
    writeFileSync(join(folder, 'folder-0/deep/file-0.txt'), 'changed');
    await expect(write(smallSet())).rejects.toMatchObject({ code: 'DATA_CHANGED' });
    await write(smallSet(), { force: true });
    expect(await verifyDataSet(folder)).toMatchObject({ same: true });
  });
});

describe('folders', () => {
  it('are shared by writers that make them at the same time', () => {
    mkdirSync(join(folder, '.plimsoll-data'), { recursive: true });
    const [one, two] = [1, 2].map((writer) => new FileWriter({ folder, disk: nodeDisk, force: false, writer }));
    for (const index of [0, 1, 2, 3]) {
      const file = (index % 2 === 0 ? one : two)?.begin(`a/b-${index % 3}/${index}.txt`);
      file?.write(Buffer.from('x'));
      file?.finish();
    }
    expect(filesIn(folder).sort()).toEqual(['0.txt', '1.txt', '2.txt', '3.txt']);
  });

  it.each([['/proc/plimsoll/x'], ['/dev/null/x'], ['/dev/null']])('that cannot be are an error: %s', async (wrong) => {
    await expect(write(smallSet(), { folder: wrong })).rejects.toMatchObject({ code: 'CANNOT_WRITE_FILE' });
  });

  it('may be links to folders, but not to nowhere', async () => {
    mkdirSync(folder);
    symlinkSync(folder, join(root, 'link'));
    symlinkSync(join(root, 'nowhere'), join(root, 'dangling'));
    await write(smallSet(), { folder: join(root, 'link') });
    expect(await verifyDataSet(folder)).toMatchObject({ same: true });
    await expect(write(smallSet(), { folder: join(root, 'dangling') })).rejects.toThrow('cannot be written');
    expect(existsSync(join(root, 'nowhere'))).toBe(false);
  });
});

describe('an interrupted writing', () => {
  it('goes on where it stopped, without making again what was whole', async () => {
    const stop = new AbortController();
    const set = counted(smallSet({ count: 200, bytes: 200_000 }));
    const stopped = write(set.set, {
      signal: stop.signal,
      onProgress: ({ files }) => {
        if (files === 100) stop.abort();
      },
    });
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
    const before = set.made();
    expect(before).toBeLessThan(200);
    expect(readdirSync(join(folder, '.plimsoll-data'))).toEqual(['journal.ndjson']);
    expect(await write(set.set)).toMatchObject({ status: 'resumed', totals: { files: 200 } });
    expect(set.made()).toBeLessThanOrEqual(201);
    expect(await verifyDataSet(folder)).toMatchObject({ same: true });
  });

  it('goes on after it was killed in the middle of a line, with files that it had no time to note', async () => {
    await interruptedAt(6);
    const journal = join(folder, '.plimsoll-data', 'journal.ndjson');
    const text = readFileSync(journal, 'utf8');
    const lines = text.split('\n');
    writeFileSync(journal, `${lines.slice(0, 4).join('\n')}\n${lines[4]?.slice(0, 20)}`);
    writeFileSync(join(folder, '.plimsoll-data', '0.part'), 'half');
    expect(await write(smallSet())).toMatchObject({ status: 'resumed' });
    expect(await verifyDataSet(folder)).toMatchObject({ same: true, files: 10 });
  });

  it('takes files that a power cut has emptied for files that are gone', async () => {
    await interruptedAt(6);
    writeFileSync(join(folder, 'folder-1/deep/file-1.txt'), '');
    writeFileSync(join(folder, 'folder-1/deep/file-4.txt'), '');
    expect(await write(smallSet())).toMatchObject({ status: 'resumed' });
    expect(await verifyDataSet(folder)).toMatchObject({ same: true, files: 10 });
    writeFileSync(join(folder, 'folder-2/deep/file-8.txt'), '');
    expect(await write(smallSet())).toMatchObject({ status: 'resumed' });
    expect(await verifyDataSet(folder)).toMatchObject({ same: true, files: 10 });
  });

  it('is not gone on with by another request', async () => {
    await interruptedAt(5);
    await expect(write(smallSet({ seed: 9 }))).rejects.toMatchObject({ code: 'DATA_SET_DIFFERENT' });
    expect(await write(smallSet({ seed: 9 }), { force: true })).toMatchObject({ status: 'made' });
    expect(await verifyDataSet(folder)).toMatchObject({ same: true, seed: 9 });
  });

  it('can be listed and removed', async () => {
    await interruptedAt(5);
    expect(listDataSets(root)).toMatchObject([{ folder, state: 'unfinished', files: 5 }]);
    await expect(verifyDataSet(folder)).rejects.toMatchObject({ code: 'DATA_SET_UNFINISHED' });
    expect(await cleanData(folder)).toMatchObject({ files: 5, isFolderGone: true });
  });

  it('keeps others out while it runs', async () => {
    await interruptedAt(5);
    const { pid } = process;
    const began = readFileSync(`/proc/${process.ppid}/stat`, 'latin1').split(') ').at(-1)?.split(' ')[19];
    const { hostname } = await import('node:os');
    const owner = { pid: process.ppid, host: hostname(), began };
    writeFileSync(join(folder, '.plimsoll-data', 'owner.json'), JSON.stringify(owner));
    await expect(write(smallSet())).rejects.toMatchObject({ code: 'DATA_FOLDER_BUSY' });
    writeFileSync(join(folder, '.plimsoll-data', 'owner.json'), JSON.stringify({ ...owner, began: '1' }));
    expect(pid).not.toBe(owner.pid);
    expect(await write(smallSet())).toMatchObject({ status: 'resumed' });
  });
});

describe('a full disk', () => {
  it('is told before anything is written, where it shows', async () => {
    const disk: Disk = { ...nodeDisk, freeBytes: () => 5000 };
    await expect(write(smallSet(), { disk })).rejects.toThrow(/take about 10 kB, and the disk has 5 kB left/);
    expect(existsSync(folder)).toBe(false);
  });

  it('leaves whole files alone and no half one, and the writing goes on when there is room', async () => {
    let room = 4300;
    const disk: Disk = {
      ...nodeDisk,
      write(file, bytes, offset) {
        const written = nodeDisk.write(file, bytes.subarray(0, offset + Math.min(room, bytes.length - offset)), offset);
        room -= written;
        if (written === 0) throw Object.assign(new Error('no space left'), { code: 'ENOSPC', syscall: 'write' });
        return written;
      },
    };
    const failed = write(smallSet(), { disk });
    await expect(failed).rejects.toMatchObject({ code: 'DISK_FULL', message: expect.stringContaining('file-4.txt') });
    expect(filesIn(folder)).toHaveLength(4);
    expect(readdirSync(join(folder, '.plimsoll-data'))).toEqual(['journal.ndjson']);
    expect(await write(smallSet())).toMatchObject({ status: 'resumed' });
    expect(await verifyDataSet(folder)).toMatchObject({ same: true });
  });
});

describe('a last step', () => {
  it('is checked first, done when all files are there, and removed with them', async () => {
    const steps: string[] = [];
    const finish: DataFinish = {
      paths: ['extra'],
      check: async () => void steps.push('check'),
      run: async (dir, unlisted) => {
        steps.push(`run with ${filesIn(dir).length} files and without ${unlisted.join(', ')}`);
        mkdirSync(join(dir, 'extra'));
        writeFileSync(join(dir, 'extra', 'made'), '');
      },
    };
    const said: (readonly string[])[] = [];
    await write({ ...smallSet(), finish }, { onProgress: ({ finishing }) => said.push(finishing) });
    expect(said.at(-1)).toEqual(['extra']);
    expect(steps).toEqual(['check', 'run with 10 files and without plimsoll-data.json, .plimsoll-data']);
    expect(await verifyDataSet(folder)).toMatchObject({ same: true });
  });
});

function write(set: DataSet, options: Partial<WriteOptions> = {}) {
  return writeDataSet(set, { folder, version: '1.0.0', workers: 1, ...options });
}

/** Stopped by a disk that fills up. */
async function interruptedAt(files: number): Promise<void> {
  let left = files * 2;
  const disk: Disk = {
    ...nodeDisk,
    write(file, bytes, offset) {
      if (left-- <= 0) throw Object.assign(new Error('full'), { code: 'ENOSPC', syscall: 'write' });
      return nodeDisk.write(file, bytes, offset);
    },
  };
  await expect(write(smallSet(), { disk })).rejects.toThrow(UserError);
}

function counted(set: DataSet): { set: DataSet; made(): number } {
  let made = 0;
  const files = function* () {
    for (const file of set.files?.() ?? []) {
      yield {
        ...file,
        content: () => {
          made++;
          return file.content();
        },
      };
    }
  };
  return { set: { ...set, files }, made: () => made };
}

function filesIn(dir: string): string[] {
  const names = readdirSync(dir, { recursive: true, withFileTypes: true });
  return names.filter((entry) => entry.isFile() && entry.name.endsWith('.txt')).map(({ name }) => name);
}
