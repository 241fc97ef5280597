import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { WORK_FOLDER } from './data-path.ts';
import { codeOf } from './disk.ts';
import { diskError } from './disk-error.ts';
import type { WrittenFile } from './file-in-progress.ts';
import { linesOf } from './lines.ts';
import { type DataIdentity, entryOf, isFileEntry, isIdentity } from './manifest.ts';

const JOURNAL = join(WORK_FOLDER, 'journal.ndjson');
const LINES_A_WRITE = 64;
const LARGE_BYTES = 2 ** 20;

/**
 * What an unfinished writing has done: a line that says of what set, then one for each finished file in the order of the
 * set. A line that was cut off, and what was done after the last whole one, is done again.
 */
export class Journal {
  readonly #file: number;
  #lines: string[] = [];

  private constructor(file: number) {
    this.#file = file;
  }

  static begin(folder: string, identity: DataIdentity): Journal {
    const journal = new Journal(openSync(join(folder, JOURNAL), 'w'));
    journal.#write(`${JSON.stringify(identity)}\n`);
    return journal;
  }

  /** Goes on behind the first `bytes`. */
  static resume(folder: string, bytes: number): Journal {
    const file = openSync(join(folder, JOURNAL), 'r+');
    ftruncateSync(file, bytes);
    closeSync(file);
    return new Journal(openSync(join(folder, JOURNAL), 'a'));
  }

  /** Soon on disk; a large file at once. */
  add(file: WrittenFile): void {
    this.#lines.push(`${entryOf(file)}\n`);
    if (this.#lines.length >= LINES_A_WRITE || file.bytes >= LARGE_BYTES) this.flush();
  }

  flush(): void {
    const text = this.#lines.join('');
    this.#lines = [];
    if (text !== '') this.#write(text);
  }

  close(): void {
    closeSync(this.#file);
  }

  #write(text: string): void {
    try {
      const bytes = Buffer.from(text);
      for (let done = 0; done < bytes.length; ) done += writeSync(this.#file, bytes, done);
    } catch (cause) {
      throw diskError(cause, JOURNAL);
    }
  }
}

/** What the journal of a folder begins with; undefined where there is none, `'unreadable'` where it was cut off at once. */
export function journalIdentity(folder: string): DataIdentity | 'unreadable' | undefined {
  try {
    const [first] = linesOf(join(folder, JOURNAL));
    const identity = first === undefined ? undefined : parsed(first.text);
    return isIdentity(identity) ? identity : 'unreadable';
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes(codeOf(error))) return undefined;
    throw error;
  }
}

/** The finished files of a journal, each with where its line ends. */
export function* journalFiles(folder: string): Generator<{ readonly file: WrittenFile; readonly end: number }> {
  let isFirst = true;
  for (const { text, end } of linesOf(join(folder, JOURNAL))) {
    if (!isFirst) {
      const file = parsed(text);
      if (!isFileEntry(file)) return;
      yield { file, end };
    }
    isFirst = false;
  }
}

/** The lines of the files in a journal that was begun, or checked, by this very writing. */
export function* journalEntries(folder: string): Generator<string> {
  let isFirst = true;
  for (const { text } of linesOf(join(folder, JOURNAL))) {
    if (!isFirst) yield text;
    isFirst = false;
  }
}

/** Where the lines of the files begin. */
export function journalStart(folder: string): number {
  for (const { end } of linesOf(join(folder, JOURNAL))) return end;
  return 0;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
