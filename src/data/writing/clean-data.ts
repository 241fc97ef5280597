import { createHash } from 'node:crypto';
import { rmdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../../errors/user-error.ts';
import type { DataFinish, DataSet } from '../sets/data-set.ts';
import { openDataSet } from '../sets/open-data-set.ts';
import { MANIFEST, WORK_FOLDER } from './data-path.ts';
import { removeFolder } from './disk.ts';
import { diskError, readError } from './disk-error.ts';
import { sha256Of, type WrittenFile } from './file-in-progress.ts';
import { outputFiles } from './output.ts';
import type { Output } from './outputs.ts';
import { checkOwner } from './owner.ts';
import { type FoundSet, LinkFreePaths, setIn } from './set-folder.ts';

export interface Cleaned {
  readonly files: number;
  readonly bytes: number;
  /** Whether the folder itself is gone. */
  readonly isFolderGone: boolean;
  /** Listed, and left where they are, each with the reason. */
  readonly kept: readonly { readonly path: string; readonly why: string }[];
}

/** Removes what a set's manifest or journal lists, then folders that are empty by it; never anything else. */
export async function cleanData(folder: string): Promise<Cleaned> {
  const set = setIn(folder);
  checkOwner(folder);
  try {
    return await new Cleaning(folder, set).run();
  } catch (cause) {
    throw diskError(cause, folder);
  }
}

/** More than all workers together have under way. */
const MAX_UNNOTED = 10_000;

class Cleaning {
  readonly #folder: string;
  readonly #set: FoundSet;
  readonly #paths: LinkFreePaths;
  readonly #folders = new Set<string>();
  readonly #kept: { path: string; why: string }[] = [];
  #files = 0;
  #bytes = 0;

  constructor(folder: string, set: FoundSet) {
    this.#folder = folder;
    this.#set = set;
    this.#paths = new LinkFreePaths(folder);
  }

  async run(): Promise<Cleaned> {
    const opened = await this.#open();
    const finish = opened === undefined ? undefined : await this.#finish(opened);
    // A manifest with an entry that is none is refused before anything is removed.
    let listed = 0;
    for (const _ of this.#set.files()) listed++;
    for (const file of this.#set.files()) this.#removeFile(file);
    if (opened !== undefined && !this.#set.isComplete) this.#removeUnnoted(opened, listed);
    for (const path of finish?.paths ?? []) rmSync(join(this.#folder, path), { recursive: true, force: true });
    this.#removeEmptyFolders();
    rmSync(join(this.#folder, MANIFEST), { force: true });
    if (this.#paths.statOf(WORK_FOLDER)?.isDirectory() === true) removeFolder(join(this.#folder, WORK_FOLDER));
    return {
      files: this.#files,
      bytes: this.#bytes,
      isFolderGone: removeIfEmpty(this.#folder),
      kept: this.#kept,
    };
  }

  /** The set itself, where more is to be known than its list says. */
  async #open(): Promise<DataSet | undefined> {
    const { made, preset, seed, options, isComplete } = this.#set;
    if (isComplete && made.length === 0) return undefined;
    try {
      return await openDataSet({ preset, seed, options });
    } catch (error) {
      this.#keepMade(error);
      return undefined;
    }
  }

  /** What was made of the files is the set's own only if its preset says so. */
  async #finish({ finish }: DataSet): Promise<DataFinish | undefined> {
    if (this.#set.output !== 'files') return undefined;
    try {
      await finish?.check(this.#folder);
      return finish;
    } catch (error) {
      this.#keepMade(error);
      return undefined;
    }
  }

  #keepMade(error: unknown): void {
    const why = error instanceof Error ? error.message : String(error);
    for (const path of this.#set.made) this.#kept.push({ path, why });
  }

  /** Files that a killed writing had finished and no time to note: they are where the list ends, and have the set's bytes. */
  #removeUnnoted(set: DataSet, noted: number): void {
    let position = 0;
    for (const file of outputFiles(set, this.#set.output as Output)) {
      if (position++ < noted) continue;
      if (position > noted + MAX_UNNOTED) return;
      this.#noteFolders(dirname(file.path));
      const found = this.#paths.statOf(file.path);
      if (found?.isFile() !== true) continue;
      const hash = createHash('sha256');
      for (const piece of file.content()) hash.update(piece);
      this.#removeFile({ path: file.path, bytes: found.size, sha256: hash.digest('hex') });
    }
  }

  #removeFile(file: WrittenFile): void {
    this.#noteFolders(dirname(file.path));
    const found = this.#paths.statOf(file.path);
    if (found === undefined) return;
    const why = found.isFile() ? this.#whyNot(file, found.size) : 'is no file';
    if (why !== undefined) {
      this.#kept.push({ path: file.path, why });
      return;
    }
    this.#files++;
    this.#bytes += file.bytes;
  }

  /** Removes a file, or says why it stays. */
  #whyNot(file: WrittenFile, size: number): string | undefined {
    try {
      const change = this.#changeOf(file, size);
      if (change === undefined) rmSync(join(this.#folder, file.path));
      return change;
    } catch (error) {
      const told = readError(error, 'it');
      if (told instanceof UserError) return `could not be removed: ${told.message}`;
      throw error;
    }
  }

  /** What a user has changed is the user's. */
  #changeOf({ path, bytes, sha256 }: WrittenFile, size: number): string | undefined {
    const isSame = size === bytes && sha256Of(join(this.#folder, path)) === sha256;
    return isSame ? undefined : 'was changed since it was made';
  }

  #noteFolders(folder: string): void {
    if (folder === '.' || this.#folders.has(folder)) return;
    if (this.#paths.hasFolder(folder)) this.#folders.add(folder);
    this.#noteFolders(dirname(folder));
  }

  #removeEmptyFolders(): void {
    const deepestFirst = [...this.#folders].sort((a, b) => b.length - a.length);
    for (const folder of deepestFirst) removeIfEmpty(join(this.#folder, folder));
  }
}

function removeIfEmpty(folder: string): boolean {
  try {
    rmdirSync(folder);
    return true;
  } catch {
    return false;
  }
}
