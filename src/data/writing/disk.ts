import {
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** What writing needs of a file system. One system call each: the files of a set are many and small, or written in large pieces. */
export interface Disk {
  open(path: string): number;
  /** How many of the bytes were written. */
  write(file: number, bytes: Uint8Array, offset: number): number;
  close(file: number): void;
  rename(from: string, to: string): void;
  remove(path: string): void;
  /** False where something is there already. */
  makeFolder(path: string): boolean;
  /** Of the thing itself, be it a link. */
  kindOf(path: string): { readonly kind: 'file' | 'folder' | 'link' | 'other'; readonly size: number } | undefined;
  freeBytes(path: string): number | undefined;
}

export const nodeDisk: Disk = {
  open: (path) => openSync(path, 'w'),
  write: (file, bytes, offset) => writeSync(file, bytes, offset),
  close: closeSync,
  rename: renameSync,
  remove: (path) => (existsSync(path) ? unlinkSync(path) : undefined),
  makeFolder,
  kindOf(path) {
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found === undefined) return undefined;
    const kind = found.isFile() ? 'file' : found.isDirectory() ? 'folder' : found.isSymbolicLink() ? 'link' : 'other';
    return { kind, size: found.size };
  },
  freeBytes(path) {
    try {
      const { bavail, bsize, blocks } = statfsSync(path);
      // Some network file systems answer nothing but zeros.
      return blocks === 0 ? undefined : bavail * bsize;
    } catch {
      return undefined;
    }
  },
};

function makeFolder(path: string): boolean {
  try {
    mkdirSync(path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Makes a folder with those above it. Node's own way to do so never ends where a system refuses to (`/proc/x`). */
export function makeFolders(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return;
    if (codeOf(error) !== 'ENOENT' || existsSync(dirname(path))) throw error;
    makeFolders(dirname(path));
    mkdirSync(path);
  }
}

/** What the system calls an error; nothing for errors that are none of its own. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** What is at a path, links followed; undefined where there is nothing, or no folder on the way. */
export function statAt(path: string) {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if (codeOf(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** Removes a folder of this program's own with all that is in it. */
export function removeFolder(path: string): void {
  rmSync(path, { recursive: true, force: true });
}
