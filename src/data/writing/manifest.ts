import { closeSync, openSync, readFileSync, renameSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../errors/user-error.ts';
import { isDataPath, MANIFEST, WORK_FOLDER } from './data-path.ts';
import type { WrittenFile } from './file-in-progress.ts';

export const MANIFEST_FORMAT = 'plimsoll.data/1';

/** What all bytes of a set follow from. */
export interface DataIdentity {
  readonly preset: string;
  readonly seed: number;
  readonly options: Readonly<Record<string, unknown>>;
  readonly output: string;
  /** The version of Plimsoll. */
  readonly plimsoll: string;
}

export interface TableCount {
  readonly name: string;
  readonly rows: number;
}

export interface Manifest extends DataIdentity {
  readonly format: typeof MANIFEST_FORMAT;
  readonly totals: { readonly files: number; readonly bytes: number };
  readonly tables: readonly TableCount[];
  /** What was made of the files, such as a Git repository; not listed file by file. */
  readonly made: readonly string[];
  readonly files: readonly WrittenFile[];
}

/** A manifest without its list, which is streamed. */
export type ManifestHead = Omit<Manifest, 'files'>;

const LINES_A_WRITE = 1000;

/** Writes the manifest, a line a file, in one step. */
export function writeManifest(folder: string, head: ManifestHead, files: Iterable<WrittenFile>): void {
  const part = join(folder, WORK_FOLDER, 'manifest.part');
  const out = openSync(part, 'w');
  try {
    const opening = JSON.stringify(head, null, 2).slice(0, -2);
    writeSync(out, `${opening},\n  "files": [`);
    let lines: string[] = [];
    let count = 0;
    for (const file of files) {
      lines.push(`${count++ === 0 ? '' : ','}\n    ${JSON.stringify(file)}`);
      if (lines.length < LINES_A_WRITE) continue;
      writeSync(out, lines.join(''));
      lines = [];
    }
    writeSync(out, `${lines.join('')}${count === 0 ? '' : '\n  '}]\n}\n`);
  } finally {
    closeSync(out);
  }
  renameSync(part, join(folder, MANIFEST));
}

/** The manifest of a folder; undefined where there is none. Throws for one that is not this program's. */
export function readManifest(folder: string): Manifest | undefined {
  const path = join(folder, MANIFEST);
  const text = textOf(path);
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw foreign(path, 'it is no JSON', cause);
  }
  const problem = problemOf(value);
  if (problem !== undefined) throw foreign(path, problem);
  return value as Manifest;
}

/** One string holds no more. */
const MAX_BYTES = 500_000_000;

function textOf(path: string): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  if (!found.isFile() || found.size > MAX_BYTES) throw foreign(path, 'it is no file that this program writes');
  return readFileSync(path, 'utf8');
}

function problemOf(value: unknown): string | undefined {
  if (!isObject(value)) return 'it holds no object';
  const { format, preset, seed, options, output, totals, tables, made, files } = value;
  if (format !== MANIFEST_FORMAT) return `its format is ${JSON.stringify(format)}, not '${MANIFEST_FORMAT}'`;
  if (typeof preset !== 'string' || typeof seed !== 'number' || typeof output !== 'string' || !isObject(options)) {
    return 'it does not say what the data were made from';
  }
  if (!isObject(totals) || !Array.isArray(tables) || !Array.isArray(made) || !Array.isArray(files)) {
    return 'its lists are incomplete';
  }
  if (!made.every(isDataPath)) return 'it names paths outside its folder';
  const wrong = files.findIndex((file) => !isFileEntry(file));
  return wrong === -1 ? undefined : `entry ${wrong + 1} of its files is none`;
}

export function isFileEntry(value: unknown): value is WrittenFile {
  if (!isObject(value)) return false;
  const { path, bytes, sha256 } = value;
  return isDataPath(path) && Number.isSafeInteger(bytes) && typeof sha256 === 'string' && /^[0-9a-f]{64}$/.test(sha256);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function foreign(path: string, why: string, cause?: unknown): UserError {
  return new UserError(`${path} is not a manifest of plimsoll data: ${why}`, {
    code: 'FOREIGN_MANIFEST',
    hint: 'the folder was not made by plimsoll data generate, or the file was changed since; it is left alone',
    cause,
  });
}
