import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
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

/** A manifest without its list of files, which is streamed. */
export interface ManifestHead extends DataIdentity {
  readonly format: typeof MANIFEST_FORMAT;
  readonly totals: { readonly files: number; readonly bytes: number };
  readonly tables: readonly TableCount[];
  /** What was made of the files, such as a Git repository; not listed file by file. */
  readonly made: readonly string[];
}

/** The line by which the list begins. Within the head, nothing else is indented like it. */
export const LIST_LINE = '  "files": [';

const LINES_A_WRITE = 1000;

/** Writes the manifest, a line a file, in one step. `entries`: files as `entryOf` has them. */
export function writeManifest(folder: string, head: ManifestHead, entries: Iterable<string>): void {
  const part = join(folder, WORK_FOLDER, 'manifest.part');
  const out = openSync(part, 'w');
  try {
    writeSync(out, `${JSON.stringify(head, null, 2).slice(0, -2)},\n${LIST_LINE}`);
    let lines: string[] = [];
    let count = 0;
    for (const entry of entries) {
      lines.push(`${count++ === 0 ? '' : ','}\n    ${entry}`);
      if (lines.length < LINES_A_WRITE) continue;
      writeSync(out, lines.join(''));
      lines = [];
    }
    writeSync(out, `${lines.join('')}${count === 0 ? '' : '\n  '}]\n}\n`);
    // After a power cut there is none, or a whole one.
    fsyncSync(out);
  } finally {
    closeSync(out);
  }
  renameSync(part, join(folder, MANIFEST));
}

/** A file as journal and manifest note it. */
export function entryOf({ path, bytes, sha256 }: WrittenFile): string {
  return `{"path":${JSON.stringify(path)},"bytes":${bytes},"sha256":"${sha256}"}`;
}

export function isFileEntry(value: unknown): value is WrittenFile {
  if (!isObject(value)) return false;
  const { path, bytes, sha256 } = value;
  return isDataPath(path) && isCount(bytes) && typeof sha256 === 'string' && /^[0-9a-f]{64}$/.test(sha256);
}

export function isIdentity(value: unknown): value is DataIdentity {
  if (!isObject(value)) return false;
  const { preset, seed, options, output, plimsoll } = value;
  const areTexts = [preset, output, plimsoll].every((each) => typeof each === 'string');
  return areTexts && Number.isSafeInteger(seed) && isObject(options);
}

export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
