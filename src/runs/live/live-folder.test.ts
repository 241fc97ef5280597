import { chmodSync, lstatSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { folderForRun, isLiveOff, isOwnFolder, isRunId, liveFolders } from './live-folder.ts';

const ID = '20260314-092653-3f9a1c';
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-folder-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

describe('the folder that runs are announced in', () => {
  it('is made, for its user alone', async () => {
    vi.stubEnv('PLIMSOLL_LIVE', '');
    vi.stubEnv('XDG_RUNTIME_DIR', folder);
    const place = await folderForRun(ID);
    expect(place).toBe(join(folder, 'plimsoll'));
    expect(lstatSync(place ?? '').mode & 0o777).toBe(0o700);
    expect(await folderForRun(ID)).toBe(place);
  });

  it('is none that others may look into, and not a link or a file', async () => {
    const open = join(folder, 'open');
    mkdirSync(open, { mode: 0o700 });
    expect(await isOwnFolder(open)).toBe(true);
    for (const mode of [0o777, 0o720, 0o702, 0o750]) {
      chmodSync(open, mode);
      expect(await isOwnFolder(open)).toBe(false);
    }
    symlinkSync(folder, join(folder, 'link'));
    writeFileSync(join(folder, 'file'), '');
    expect(await isOwnFolder(join(folder, 'link'))).toBe(false);
    expect(await isOwnFolder(join(folder, 'file'))).toBe(false);
    expect(await isOwnFolder(join(folder, 'none'))).toBe(false);
  });

  it("is not somebody else's", async () => {
    const own = process.getuid?.() ?? 0;
    vi.spyOn(process, 'getuid').mockReturnValue(own + 1);
    expect(await isOwnFolder(folder)).toBe(false);
    vi.restoreAllMocks();
  });

  it('is not in a runtime folder that others may write, as under sudo', async () => {
    chmodSync(folder, 0o777);
    vi.stubEnv('PLIMSOLL_LIVE', '');
    vi.stubEnv('XDG_RUNTIME_DIR', folder);
    vi.stubEnv('TMPDIR', join(folder, 'none'));
    expect(await folderForRun(ID)).not.toBe(join(folder, 'plimsoll'));
  });

  it('has room for the path of a socket, or is not used', async () => {
    const deep = join(folder, 'x'.repeat(80));
    mkdirSync(deep, { mode: 0o700 });
    vi.stubEnv('PLIMSOLL_LIVE', deep);
    expect(await folderForRun(ID)).toBeUndefined();
  });

  it('can be named, and announcing be turned off', () => {
    vi.stubEnv('PLIMSOLL_LIVE', '/somewhere/else');
    expect(liveFolders()).toEqual(['/somewhere/else']);
    expect(isLiveOff()).toBe(false);
    for (const off of ['off', 'OFF', '0', 'false', 'no']) {
      vi.stubEnv('PLIMSOLL_LIVE', off);
      expect(isLiveOff()).toBe(true);
    }
  });
});

it.each(['../etc/passwd', `${ID}/x`, `${ID}\n`, '', '20260314-092653-3F9A1C', 'a'.repeat(22)])(
  'the id %j is never part of a path',
  (id) => {
    expect(isRunId(id)).toBe(false);
    expect(isRunId(ID)).toBe(true);
  },
);
