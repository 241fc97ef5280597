import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../errors/user-error.ts';
import { isDataPath, MANIFEST } from './data-path.ts';
import { statAt } from './disk.ts';
import type { WrittenFile } from './file-in-progress.ts';
import { linesOf } from './lines.ts';
import {
  isCount,
  isFileEntry,
  isIdentity,
  isObject,
  LIST_LINE,
  MANIFEST_FORMAT,
  type ManifestHead,
} from './manifest.ts';

/** A manifest as it was read. The files are read one by one, each time anew, so that a long list takes no memory. */
export interface Manifest {
  readonly head: ManifestHead;
  /** Throws at an entry that is none. */
  files(): Iterable<WrittenFile>;
}

/** The manifest of a folder; undefined where there is none. Throws for one that is not this program's. */
export function readManifest(folder: string): Manifest | undefined {
  const path = join(folder, MANIFEST);
  const found = statAt(path);
  if (found === undefined) return undefined;
  if (!found.isFile()) throw foreign(path, 'it is no file');
  return asWritten(path) ?? reformatted(path, found.size);
}

/** As this program writes it: the head, then a line a file. */
function asWritten(path: string): Manifest | undefined {
  let text = '';
  let list: string | undefined;
  for (const line of linesOf(path)) {
    if (list !== undefined) return isFileEntry(entryIn(line.text)) ? streamed(path, text) : undefined;
    if (line.text === `${LIST_LINE}]`) return streamed(path, text);
    if (line.text === LIST_LINE) list = line.text;
    else text += line.text;
    if (text.length > MAX_WHOLE_BYTES) return undefined;
  }
  return undefined;
}

function streamed(path: string, head: string): Manifest {
  return { head: checkedHead(path, parsed(path, `${head}"files":[]}`)), files: () => listedFiles(path) };
}

function* listedFiles(path: string): Generator<WrittenFile> {
  let [isInList, isEnd, count] = [false, false, 0];
  for (const { text } of linesOf(path)) {
    if (isInList && !isEnd) {
      if (text === '  ]') isEnd = true;
      else yield checkedEntry(path, text, count++);
    } else if (!isInList && (text === LIST_LINE || text === `${LIST_LINE}]`)) {
      isInList = true;
      isEnd = text === `${LIST_LINE}]`;
    } else if (isEnd && text !== '}') throw foreign(path, 'something follows its list');
  }
  if (!isEnd) throw foreign(path, 'its list has no end');
}

function checkedEntry(path: string, line: string, index: number): WrittenFile {
  const entry = entryIn(line);
  if (isFileEntry(entry)) return entry;
  throw foreign(path, `entry ${index + 1} of its files is none`);
}

function entryIn(line: string): unknown {
  try {
    return JSON.parse(line.replace(/,$/, ''));
  } catch {
    return undefined;
  }
}

/** Larger ones are not read whole. */
const MAX_WHOLE_BYTES = 100_000_000;

/** The same manifest after another program has set its lines differently. */
function reformatted(path: string, size: number): Manifest {
  if (size > MAX_WHOLE_BYTES) throw foreign(path, 'it is not written as this program writes it');
  const { files, ...head } = asObject(path, parsed(path, readFileSync(path, 'utf8')));
  const checked = checkedHead(path, head);
  if (!Array.isArray(files)) throw foreign(path, 'it lists no files');
  const wrong = files.findIndex((file) => !isFileEntry(file));
  if (wrong !== -1) throw foreign(path, `entry ${wrong + 1} of its files is none`);
  return { head: checked, files: () => files };
}

function parsed(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw foreign(path, 'it is no JSON', cause);
  }
}

function asObject(path: string, value: unknown): Record<string, unknown> {
  if (isObject(value)) return value;
  throw foreign(path, 'it holds no object');
}

function checkedHead(path: string, value: unknown): ManifestHead {
  const head = asObject(path, value);
  const problem = problemOf(head);
  if (problem !== undefined) throw foreign(path, problem);
  const { files: _, ...rest } = head;
  return rest as unknown as ManifestHead;
}

function problemOf(head: Record<string, unknown>): string | undefined {
  const { format, totals, tables, made } = head;
  if (format !== MANIFEST_FORMAT)
    return `its format is ${JSON.stringify(format)?.slice(0, 60)}, not '${MANIFEST_FORMAT}'`;
  if (!isIdentity(head)) return 'it does not say what the data were made from';
  if (!isObject(totals) || !isCount(totals.files) || !isCount(totals.bytes)) return 'its totals are none';
  if (!Array.isArray(tables) || !tables.every(isTableCount)) return 'its tables are none';
  return Array.isArray(made) && made.every(isDataPath) ? undefined : 'it names paths outside its folder';
}

function isTableCount(value: unknown): boolean {
  return isObject(value) && typeof value.name === 'string' && isCount(value.rows);
}

function foreign(path: string, why: string, cause?: unknown): UserError {
  return new UserError(`${path} is not a manifest of plimsoll data: ${why}`, {
    code: 'FOREIGN_MANIFEST',
    hint: 'the folder was not made by plimsoll data generate, or the file was changed since; it is left alone',
    cause,
  });
}
