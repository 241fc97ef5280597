import { lstat, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** `off`: runs are not announced. A path: they are announced in this folder alone. */
const VARIABLE = 'PLIMSOLL_LIVE';
const OFF = /^(?:off|0|no|false)$/i;
/** The shortest path that a socket may have on systems in use is 103 bytes long. */
const LONGEST_PATH = 100;
const OTHERS = 0o077;

/** Whether runs of this process are not to be announced. */
export function isLiveOff(): boolean {
  return OFF.test(process.env[VARIABLE] ?? '');
}

/** A run as its id can be part of a path: `20260314-092653-3f9a1c`. */
export function isRunId(id: string): boolean {
  return /^\d{8}-\d{6}-[0-9a-f]{6}$/.test(id);
}

/** Where runs of this user are announced, the best place first: sessions of one user may know of different ones. */
export function liveFolders(): string[] {
  const { [VARIABLE]: asked = '', XDG_RUNTIME_DIR: runtime = '' } = process.env;
  if (isAbsolute(asked)) return [asked];
  const uid = process.getuid?.();
  if (uid === undefined) return [join(tmpdir(), 'plimsoll-live')];
  const folders = [
    ...(isAbsolute(runtime) ? [join(runtime, 'plimsoll')] : []),
    join('/run/user', String(uid), 'plimsoll'),
    join(tmpdir(), `plimsoll-${uid}`),
    join('/tmp', `plimsoll-${uid}`),
  ];
  return [...new Set(folders)];
}

/** The file that says what the run is. */
export function liveFile(folder: string, id: string): string {
  return join(folder, `${id}.json`);
}

/** Where the run listens. */
export function liveSocket(folder: string, id: string): string {
  return process.platform === 'win32' ? `\\\\.\\pipe\\plimsoll-${id}` : join(folder, `${id}.sock`);
}

/** The first folder that a run may be announced in, made where it is not there yet. */
export async function folderForRun(id: string): Promise<string | undefined> {
  for (const folder of liveFolders()) {
    if (Buffer.byteLength(liveSocket(folder, id)) <= LONGEST_PATH && (await isMadeOwn(folder))) return folder;
  }
  return undefined;
}

/** Whether a folder is this user's alone: neither somebody else's, nor open to others, nor a link to elsewhere. */
export async function isOwnFolder(folder: string): Promise<boolean> {
  const found = await lstat(folder).catch(() => undefined);
  if (found?.isDirectory() !== true) return false;
  const uid = process.getuid?.();
  return uid === undefined || (found.uid === uid && (found.mode & OTHERS) === 0);
}

async function isMadeOwn(folder: string): Promise<boolean> {
  const runtime = process.env.XDG_RUNTIME_DIR;
  // Under sudo it may be another user's, who would find a folder there that is not theirs.
  if (runtime !== undefined && folder === join(runtime, 'plimsoll') && !(await isOwnFolder(runtime))) return false;
  await mkdir(folder, { mode: 0o700 }).catch(() => undefined);
  return isOwnFolder(folder);
}
