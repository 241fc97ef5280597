/**
 * writing/ puts data sets on disk or into a database, and looks after what it has written. Files are made under another name
 * and renamed when they are whole; a journal beside them says which are, so that a writing that was interrupted, whatever by,
 * goes on where it stopped; a manifest with every hash is written last.
 */
import { readdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { UserError } from '../../errors/user-error.ts';
import type { DataFile, DataFinish, DataSet } from '../sets/data-set.ts';
import { cleanData } from './clean-data.ts';
import { MANIFEST, WORK_FOLDER } from './data-path.ts';
import { type Disk, makeFolders, nodeDisk, removeFolder } from './disk.ts';
import { diskError, tooLittleSpace } from './disk-error.ts';
import type { WrittenFile } from './file-in-progress.ts';
import { type FolderState, folderState } from './folder-state.ts';
import { Journal, journalEntries, journalFiles, journalStart } from './journal.ts';
import { type Making, makeFilesHere, makeFilesIn } from './make-files.ts';
import { MakerThreads } from './maker-threads.ts';
import { type DataIdentity, MANIFEST_FORMAT, type ManifestHead, writeManifest } from './manifest.ts';
import { expectedOf, outputFiles, outputOf } from './output.ts';
import type { Output } from './outputs.ts';
import { checkOwner, giveOwnershipUp, takeOwnership } from './owner.ts';

export interface WriteOptions {
  /** Absolute. */
  readonly folder: string;
  readonly output?: Output | undefined;
  /** The version of Plimsoll, for the manifest. */
  readonly version: string;
  /** Threads; with 1 everything is made in this one. Without it, 1, or more for a set of many files. */
  readonly workers?: number | undefined;
  readonly force?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: WriteProgress) => void) | undefined;
  readonly disk?: Disk;
}

export interface WriteProgress {
  readonly files: number;
  readonly bytes: number;
  /** Of these, what an earlier, interrupted writing had made. */
  readonly earlier: { readonly files: number; readonly bytes: number };
  /** As near as it is known. */
  readonly expected: { readonly files: number; readonly bytes: number };
  /** What is being made of the files once all of them are there, such as a Git repository. */
  readonly finishing: readonly string[];
}

export interface WrittenSet extends ManifestHead {
  /** `unchanged`: it was all there. */
  readonly status: 'made' | 'resumed' | 'unchanged';
}

/** Writes a set into a folder. What was not made by this very request is overwritten only by force. */
export async function writeDataSet(set: DataSet, options: WriteOptions): Promise<WrittenSet> {
  const { folder, version, disk = nodeDisk } = options;
  const output = outputOf(set, options.output);
  const identity = { preset: set.preset, seed: set.seed, options: set.options, output, plimsoll: version };
  const state = folderState(folder, identity);
  checkOwner(folder);
  const force = options.force === true;
  if (state.kind === 'occupied' && !force) throw state.why;
  const where = { folder, disk, force };
  if (state.kind === 'complete' && !force && areThere(state.manifest.files(), where)) {
    removeFolder(join(folder, WORK_FOLDER));
    return { ...state.manifest.head, status: 'unchanged' };
  }
  const finish = output === 'files' ? set.finish : undefined;
  await finish?.check(folder);
  if (!force) checkSpace(folder, { set, output, state, disk });
  return new Writing(set, { ...options, disk, force, output, identity, finish }).run(state);
}

interface Where {
  readonly folder: string;
  readonly disk: Disk;
  readonly force: boolean;
}

function areThere(files: Iterable<WrittenFile>, where: Where): boolean {
  for (const file of files) if (!isThere(file, where)) return false;
  return true;
}

/**
 * False for a file that is gone, or empty as a power cut leaves those that the system had not got round to writing. One of
 * another size is made again by force alone.
 */
function isThere({ path, bytes }: WrittenFile, { folder, disk, force }: Where): boolean {
  const found = disk.kindOf(join(folder, path));
  if (found?.kind === 'file' && found.size === bytes) return true;
  if (found === undefined || (found.kind === 'file' && found.size === 0) || force) return false;
  throw new UserError(`${path} in ${folder} has been changed since it was made`, {
    code: 'DATA_CHANGED',
    hint: 'plimsoll data verify shows what differs; --force makes the set anew',
  });
}

interface SpaceCheck {
  readonly set: DataSet;
  readonly output: Output;
  readonly state: FolderState;
  readonly disk: Disk;
}

function checkSpace(folder: string, { set, output, state, disk }: SpaceCheck): void {
  if (state.kind !== 'empty') return;
  const { bytes } = expectedOf(set, output);
  const free = freeBytes(folder, disk);
  if (free !== undefined && bytes > free) throw tooLittleSpace(bytes, free);
}

/** Of the nearest folder that is there. */
function freeBytes(folder: string, disk: Disk): number | undefined {
  const free = disk.freeBytes(folder);
  return free === undefined && dirname(folder) !== folder && disk.kindOf(folder) === undefined
    ? freeBytes(dirname(folder), disk)
    : free;
}

interface WritingOptions extends WriteOptions {
  readonly disk: Disk;
  readonly force: boolean;
  readonly output: Output;
  readonly identity: DataIdentity;
  readonly finish: DataFinish | undefined;
}

const MANY_FILES = 20_000;
const MOST_USUAL_WORKERS = 4;

class Writing {
  readonly #set: DataSet;
  readonly #options: WritingOptions;
  #files = 0;
  #bytes = 0;
  #earlier = { files: 0, bytes: 0 };
  #finishing: readonly string[] = [];
  readonly #expected: { readonly files: number; readonly bytes: number };

  constructor(set: DataSet, options: WritingOptions) {
    this.#set = set;
    this.#options = options;
    this.#expected = expectedOf(set, options.output);
  }

  async run(state: FolderState): Promise<WrittenSet> {
    const { folder } = this.#options;
    const journal = await guarded(folder, () => this.#begin(state));
    try {
      await this.#makeAll(journal);
      journal.flush();
      await this.#finish();
      const head = this.#head();
      await guarded(folder, () => writeManifest(folder, head, journalEntries(folder)));
      journal.close();
      removeFolder(join(folder, WORK_FOLDER));
      return { ...head, status: this.#earlier.files > 0 ? 'resumed' : 'made' };
    } catch (error) {
      leaveResumable(folder, journal);
      throw error;
    }
  }

  async #finish(): Promise<void> {
    const { folder, finish, signal } = this.#options;
    if (finish === undefined) return;
    this.#finishing = finish.paths;
    this.#report();
    await finish.run(folder, [MANIFEST, WORK_FOLDER], signal);
  }

  /** Whatever another set, or another request, has left is removed; what this one has left is kept. */
  async #begin(state: FolderState): Promise<Journal> {
    const { folder, identity, disk, force } = this.#options;
    if (state.kind === 'occupied' && (state.by === 'other-set' || state.by === 'other-part')) await removeOther(folder);
    makeFolders(folder);
    const work = join(folder, WORK_FOLDER);
    if (!disk.makeFolder(work) && disk.kindOf(work)?.kind !== 'folder') throw occupiedBy(WORK_FOLDER);
    takeOwnership(folder);
    if (state.kind === 'interrupted') return this.#resume();
    if (state.kind !== 'complete') return Journal.begin(folder, identity);
    if (!force) return this.#again(state.manifest.files());
    disk.remove(join(folder, MANIFEST));
    return Journal.begin(folder, identity);
  }

  #resume(): Journal {
    const { folder } = this.#options;
    let end = journalStart(folder);
    for (const { file, end: next } of journalFiles(folder)) {
      // From the first that is gone on, everything is made again.
      if (!isThere(file, this.#options)) break;
      this.#count(file);
      end = next;
    }
    this.#earlier = { files: this.#files, bytes: this.#bytes };
    return Journal.resume(folder, end);
  }

  /** A complete set of which files are gone: those before the first of them are kept. */
  #again(files: Iterable<WrittenFile>): Journal {
    const { folder, identity } = this.#options;
    const journal = Journal.begin(folder, identity);
    for (const file of files) {
      if (!isThere(file, this.#options)) break;
      this.#count(file);
      journal.add(file);
    }
    this.#earlier = { files: this.#files, bytes: this.#bytes };
    return journal;
  }

  #count({ bytes }: WrittenFile): void {
    this.#files++;
    this.#bytes += bytes;
  }

  async #makeAll(journal: Journal): Promise<void> {
    const { folder, output, disk, force, signal, workers = this.#usualWorkers() } = this.#options;
    const all = outputFiles(this.#set, output);
    const making: Making = {
      files: behind(all, this.#files),
      first: this.#files,
      to: { folder, disk, force, writer: 0 },
      signal,
      onBytes: (bytes) => {
        this.#bytes += bytes;
        this.#report();
      },
      onFile: (file) => {
        this.#files++;
        journal.add(file);
        this.#report();
      },
    };
    this.#report();
    signal?.throwIfAborted();
    if (workers <= 1) return makeFilesHere(making);
    const { preset, seed, options } = this.#set;
    const makers = new MakerThreads({ preset, seed, options, output, folder, force }, workers);
    try {
      await makeFilesIn({ makers, count: workers }, making);
    } finally {
      await makers.close();
    }
  }

  /** Making a file takes the system longer than making what is in it. */
  #usualWorkers(): number {
    const left = this.#expected.files - this.#files;
    return left < MANY_FILES ? 1 : Math.min(MOST_USUAL_WORKERS, availableParallelism());
  }

  #report(): void {
    const { onProgress } = this.#options;
    onProgress?.({
      files: this.#files,
      bytes: this.#bytes,
      earlier: this.#earlier,
      expected: this.#expected,
      finishing: this.#finishing,
    });
  }

  #head(): ManifestHead {
    const { tables = [] } = this.#set;
    const { output, identity, finish } = this.#options;
    return {
      format: MANIFEST_FORMAT,
      ...identity,
      totals: { files: this.#files, bytes: this.#bytes },
      tables: output === 'files' ? [] : tables.map(({ name, count }) => ({ name, rows: count })),
      made: finish?.paths ?? [],
    };
  }
}

/** A set whose list can't be read stays, and is written over. */
async function removeOther(folder: string): Promise<void> {
  try {
    await cleanData(folder);
  } catch (error) {
    if (!(error instanceof UserError && error.code === 'FOREIGN_MANIFEST')) throw error;
  }
}

function* behind(files: Iterable<DataFile>, count: number): Generator<DataFile> {
  let position = 0;
  for (const file of files) if (position++ >= count) yield file;
}

/** No half file stays, and the journal knows all that is whole. */
function leaveResumable(folder: string, journal: Journal): void {
  try {
    removeParts(folder);
    journal.flush();
    journal.close();
    giveOwnershipUp(folder);
  } catch {
    // On a full disk the journal ends earlier; what it doesn't know is made again.
  }
}

function removeParts(folder: string): void {
  const work = join(folder, WORK_FOLDER);
  for (const name of readdirSync(work)) if (name.endsWith('.part')) rmSync(join(work, name), { force: true });
}

function occupiedBy(name: string): UserError {
  return new UserError(`${name} is there already, and was not made by this command`, {
    code: 'DATA_FOLDER_OCCUPIED',
    hint: 'name another folder with --out',
  });
}

async function guarded<T>(folder: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw diskError(cause, folder);
  }
}
