import { lstatSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../../errors/user-error.ts';
import { WORK_FOLDER } from './data-path.ts';
import { readError } from './disk-error.ts';
import type { WrittenFile } from './file-in-progress.ts';
import { journalFiles, journalIdentity } from './journal.ts';
import type { DataIdentity } from './manifest.ts';
import { readManifest } from './read-manifest.ts';

/** What a folder holds of a set, whole or not. */
export interface FoundSet extends DataIdentity {
  readonly isComplete: boolean;
  readonly made: readonly string[];
  readonly totals: { readonly files: number; readonly bytes: number };
  /** Read one by one, each time anew. */
  files(): Iterable<WrittenFile>;
}

/** The set in a folder; undefined where there is none, an error where its manifest is not this program's. */
export function findSet(folder: string): FoundSet | undefined {
  try {
    return setAt(folder);
  } catch (cause) {
    throw readError(cause, folder);
  }
}

function setAt(folder: string): FoundSet | undefined {
  const manifest = readManifest(folder);
  if (manifest !== undefined) return { ...manifest.head, files: manifest.files, isComplete: true };
  const identity = journalIdentity(folder);
  if (identity === undefined) return undefined;
  const begun = { isComplete: false, made: [] };
  if (identity === 'unreadable') return { ...NOTHING, ...begun, totals: { files: 0, bytes: 0 }, files: () => [] };
  const files = () => noted(folder);
  return { ...identity, ...begun, totals: totalsOf(files()), files };
}

const NOTHING: DataIdentity = { preset: 'unknown', seed: 0, options: {}, output: 'files', plimsoll: 'unknown' };

function* noted(folder: string): Generator<WrittenFile> {
  for (const { file } of journalFiles(folder)) yield file;
}

function totalsOf(list: Iterable<WrittenFile>): FoundSet['totals'] {
  let [files, bytes] = [0, 0];
  for (const file of list) {
    files++;
    bytes += file.bytes;
  }
  return { files, bytes };
}

export function setIn(folder: string): FoundSet {
  const found = findSet(folder);
  if (found !== undefined) return found;
  throw new UserError(`${folder} holds no data set`, {
    code: 'NO_DATA_SET',
    hint: 'name the folder that plimsoll data generate was given with --out; plimsoll data list DIR looks for sets',
  });
}

/** Whether a path leads to a file without passing a link: links are never followed out of a set's folder. */
export class LinkFreePaths {
  readonly #folder: string;
  readonly #folders = new Map<string, boolean>([['.', true]]);

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** What is at the path; undefined where there is nothing, or a link on the way. */
  statOf(path: string) {
    return this.hasFolder(dirname(path)) ? lstatSync(join(this.#folder, path), { throwIfNoEntry: false }) : undefined;
  }

  hasFolder(folder: string): boolean {
    const known = this.#folders.get(folder);
    if (known !== undefined) return known;
    const real =
      this.hasFolder(dirname(folder)) &&
      lstatSync(join(this.#folder, folder), { throwIfNoEntry: false })?.isDirectory() === true;
    this.#folders.set(folder, real);
    return real;
  }
}

/** Every file and link below a folder, with forward slashes; `skipped` are left out, with what is in them. */
export function* filesBelow(folder: string, skipped: ReadonlySet<string>, below = ''): Generator<string> {
  for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (path === WORK_FOLDER || skipped.has(path)) continue;
    if (entry.isDirectory()) yield* filesBelow(folder, skipped, path);
    else yield path;
  }
}
