import type { DataFile } from '../sets/data-set.ts';
import type { WrittenFile } from './file-in-progress.ts';
import type { Output } from './outputs.ts';

/** What a worker is told once. */
export interface MakerSetup {
  readonly preset: string;
  readonly seed: number;
  readonly options: Readonly<Record<string, unknown>>;
  readonly output: Output;
  readonly folder: string;
  readonly force: boolean;
  /** From 1; 0 is the main thread. */
  readonly writer: number;
}

/** Files to be written whole, or a part of one whose bytes are to be handed over. Positions grow from task to task. */
export type MakerTask =
  | { readonly type: 'files'; readonly from: number; readonly to: number }
  | { readonly type: 'part'; readonly file: number; readonly part: number };

export type MakerResult =
  | { readonly type: 'files'; readonly files: readonly WrittenFile[] }
  | { readonly type: 'part'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly type: 'failed'; readonly error: FailedTask };

export interface FailedTask {
  readonly message: string;
  readonly stack: string | undefined;
  /** Of an error that the user can mend. */
  readonly user?: { readonly code: string; readonly hint?: string };
}

const MAX_FILES_A_TASK = 64;
const MAX_BYTES_A_TASK = 8_000_000;
/** A file of so many parts is worth being made by several workers. */
const MIN_PARTS = 4;

export interface PlannedTask {
  readonly task: MakerTask;
  /** For a part: the file it belongs to, and whether it is its last. */
  readonly file?: DataFile;
  readonly isLast: boolean;
}

/** The tasks of a list of files, in order; `first` is the position of the first one. */
export function* tasksFor(files: Iterable<DataFile>, first: number): Generator<PlannedTask> {
  let [position, from, bytes] = [first, first, 0];
  for (const file of files) {
    const isLarge = file.parts !== undefined && file.parts.count >= MIN_PARTS;
    if (position > from && (isLarge || position - from >= MAX_FILES_A_TASK || bytes >= MAX_BYTES_A_TASK)) {
      yield { task: { type: 'files', from, to: position }, isLast: true };
      [from, bytes] = [position, 0];
    }
    if (isLarge) {
      yield* partTasks(file, position);
      from = position + 1;
    } else bytes += file.expectedBytes;
    position++;
  }
  if (position > from) yield { task: { type: 'files', from, to: position }, isLast: true };
}

function* partTasks(file: DataFile, position: number): Generator<PlannedTask> {
  const count = file.parts?.count ?? 0;
  for (let part = 0; part < count; part++) {
    yield { task: { type: 'part', file: position, part }, file, isLast: part === count - 1 };
  }
}
