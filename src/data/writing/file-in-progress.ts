import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../../errors/user-error.ts';
import { isDataPath, WORK_FOLDER } from './data-path.ts';
import type { Disk } from './disk.ts';
import { diskError } from './disk-error.ts';

/** A finished file, as journal and manifest know it. */
export interface WrittenFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Where files go. */
export interface Destination {
  /** The set's folder, absolute. */
  readonly folder: string;
  readonly disk: Disk;
  /** Replace files that were not made here. */
  readonly force: boolean;
  /** Tells the unfinished files of several writers apart. */
  readonly writer: number;
}

/** Folders known to be there are forgotten when they get many. */
const MAX_KNOWN = 10_000;

/** Writes files of one set, one at a time: each under another name first, and renamed when it is whole. */
export class FileWriter {
  readonly #to: Destination;
  readonly #part: string;
  /** Folders that are there, and whether this writer made them: then nothing is in them but what it wrote. */
  readonly #known = new Map<string, boolean>();

  constructor(to: Destination) {
    this.#to = to;
    this.#part = join(to.folder, WORK_FOLDER, `${to.writer}.part`);
  }

  begin(path: string): FileInProgress {
    if (!isDataPath(path)) throw new Error(`a data set may not have a file at '${path}'`);
    return guarded(path, () => new FileInProgress(path, { part: this.#part, disk: this.#to.disk, place: this.#place }));
  }

  /** Puts the whole file where it belongs. */
  readonly #place = (path: string, sha256: string): void => {
    const { folder, disk } = this.#to;
    const target = `${folder}/${path}`;
    if (!this.#isOwnFolder(dirname(path)) && !this.#mayReplace(target, sha256)) {
      throw notOurs(`${path} is there already, and was not made by this command`);
    }
    disk.rename(this.#part, target);
  };

  #mayReplace(target: string, sha256: string): boolean {
    const { disk, force } = this.#to;
    const there = disk.kindOf(target);
    if (there === undefined || force) return true;
    // A file that an interrupted writing finished and had no time to note has the same bytes, or none after a power cut.
    return there.kind === 'file' && (there.size === 0 || sha256Of(target) === sha256);
  }

  /** Makes a folder where it is missing, with those above it. Whether it was made here. */
  #isOwnFolder(relative: string): boolean {
    if (relative === '.') return false;
    const known = this.#known.get(relative);
    if (known !== undefined) return known;
    this.#isOwnFolder(dirname(relative));
    const { folder, disk } = this.#to;
    const isOwn = disk.makeFolder(`${folder}/${relative}`);
    if (!isOwn) {
      const kind = disk.kindOf(`${folder}/${relative}`)?.kind;
      if (kind === 'link') throw notOurs(`${relative} is a link, and is not followed`);
      if (kind !== 'folder') throw notOurs(`${relative} is a file, where a folder has to be`);
    }
    if (this.#known.size >= MAX_KNOWN) this.#known.clear();
    this.#known.set(relative, isOwn);
    return isOwn;
  }
}

interface Placing {
  readonly part: string;
  readonly disk: Disk;
  place(path: string, sha256: string): void;
}

export class FileInProgress {
  readonly path: string;
  readonly #placing: Placing;
  readonly #hash = createHash('sha256');
  readonly #file: number;
  #isOpen = true;
  #bytes = 0;

  constructor(path: string, placing: Placing) {
    this.path = path;
    this.#placing = placing;
    this.#file = placing.disk.open(placing.part);
  }

  write(piece: Uint8Array): void {
    this.#hash.update(piece);
    this.#guarded(() => {
      for (let done = 0; done < piece.length; ) done += this.#placing.disk.write(this.#file, piece, done);
    });
    this.#bytes += piece.length;
  }

  finish(): WrittenFile {
    const sha256 = this.#hash.digest('hex');
    this.#guarded(() => {
      this.#close();
      this.#placing.place(this.path, sha256);
    });
    return { path: this.path, bytes: this.#bytes, sha256 };
  }

  /** Leaves nothing behind. */
  discard(): void {
    try {
      this.#close();
      this.#placing.disk.remove(this.#placing.part);
    } catch {
      // The error that led here says more; the next writing removes what is left.
    }
  }

  #guarded(work: () => void): void {
    try {
      guarded(this.path, work);
    } catch (error) {
      this.discard();
      throw error;
    }
  }

  #close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#placing.disk.close(this.#file);
  }
}

function guarded<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw diskError(cause, path);
  }
}

function notOurs(message: string): UserError {
  return new UserError(message, {
    code: 'DATA_FOLDER_OCCUPIED',
    hint: 'name another folder with --out, or let --force overwrite what has the names of its files',
  });
}

const READ_BYTES = 2 ** 18;

/** The hash of a file on disk, read piece by piece. */
export function sha256Of(path: string): string {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(READ_BYTES);
  const file = openSync(path, 'r');
  try {
    for (let read = -1; read !== 0; ) {
      read = readSync(file, buffer, 0, READ_BYTES, null);
      hash.update(buffer.subarray(0, read));
    }
  } finally {
    closeSync(file);
  }
  return hash.digest('hex');
}
