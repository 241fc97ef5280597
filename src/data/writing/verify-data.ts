import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { UserError } from '../../errors/user-error.ts';
import { MANIFEST } from './data-path.ts';
import { readError } from './disk-error.ts';
import type { WrittenFile } from './file-in-progress.ts';
import { type FoundSet, filesBelow, LinkFreePaths, setIn } from './set-folder.ts';

export interface VerifyOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: VerifyProgress) => void) | undefined;
}

export interface VerifyProgress {
  readonly files: number;
  readonly bytes: number;
  readonly expected: { readonly files: number; readonly bytes: number };
}

export interface Verification {
  /** Nothing is missing, changed or extra. */
  readonly same: boolean;
  readonly preset: string;
  readonly seed: number;
  readonly files: number;
  readonly bytes: number;
  readonly missing: readonly string[];
  readonly changed: readonly { readonly path: string; readonly why: string }[];
  readonly extra: readonly string[];
}

/** Reads every file of a set again and compares it with the manifest. */
export async function verifyDataSet(folder: string, options: VerifyOptions = {}): Promise<Verification> {
  const set = setIn(folder);
  if (!set.isComplete) {
    throw new UserError(`the set in ${folder} is unfinished`, {
      code: 'DATA_SET_UNFINISHED',
      hint: 'give the command that makes it again, which goes on where it stopped',
    });
  }
  const found = await new Verifying(folder, set, options).run();
  const extra = extraFiles(folder, set);
  return {
    same: found.missing.length + found.changed.length + extra.length === 0,
    preset: set.preset,
    seed: set.seed,
    ...found,
    extra,
  };
}

function extraFiles(folder: string, set: FoundSet): readonly string[] {
  const known = new Set([MANIFEST]);
  for (const { path } of set.files()) known.add(path);
  const extra: string[] = [];
  for (const path of filesBelow(folder, new Set(set.made))) if (!known.has(path)) extra.push(path);
  return extra.sort();
}

const TURN_MS = 20;
const READ_BYTES = 2 ** 18;

class Verifying {
  readonly #folder: string;
  readonly #set: FoundSet;
  readonly #options: VerifyOptions;
  readonly #paths: LinkFreePaths;
  readonly #buffer = Buffer.allocUnsafe(READ_BYTES);
  #done = { files: 0, bytes: 0 };
  #lastTurnMs = performance.now();

  constructor(folder: string, set: FoundSet, options: VerifyOptions) {
    this.#folder = folder;
    this.#set = set;
    this.#options = options;
    this.#paths = new LinkFreePaths(folder);
  }

  async run(): Promise<Pick<Verification, 'files' | 'bytes' | 'missing' | 'changed'>> {
    let [files, bytes] = [0, 0];
    const missing: string[] = [];
    const changed: { path: string; why: string }[] = [];
    for (const file of this.#set.files()) {
      files++;
      bytes += file.bytes;
      const problem = await this.#problemOf(file);
      if (problem === 'missing') missing.push(file.path);
      else if (problem !== undefined) changed.push({ path: file.path, why: problem });
      this.#done.files++;
      this.#report();
    }
    return { files, bytes, missing, changed };
  }

  async #problemOf({ path, bytes, sha256 }: WrittenFile): Promise<string | undefined> {
    const found = this.#paths.statOf(path);
    if (found === undefined) return 'missing';
    if (!found.isFile()) return found.isSymbolicLink() ? 'is a link now' : 'is no file any more';
    if (found.size !== bytes) return `has ${found.size} bytes, not ${bytes}`;
    try {
      return (await this.#hashOf(path)) === sha256 ? undefined : 'has other content';
    } catch (error) {
      const told = readError(error, path);
      if (told instanceof UserError) return told.message.slice(path.length + 1);
      throw error;
    }
  }

  async #hashOf(path: string): Promise<string> {
    const hash = createHash('sha256');
    const file = openSync(join(this.#folder, path), 'r');
    try {
      for (;;) {
        const read = readSync(file, this.#buffer, 0, READ_BYTES, null);
        if (read === 0) return hash.digest('hex');
        hash.update(this.#buffer.subarray(0, read));
        this.#done.bytes += read;
        await this.#breathe();
      }
    } finally {
      closeSync(file);
    }
  }

  async #breathe(): Promise<void> {
    if (performance.now() - this.#lastTurnMs < TURN_MS) return;
    this.#report();
    await turn();
    this.#lastTurnMs = performance.now();
    this.#options.signal?.throwIfAborted();
  }

  #report(): void {
    this.#options.onProgress?.({ ...this.#done, expected: this.#set.totals });
  }
}
