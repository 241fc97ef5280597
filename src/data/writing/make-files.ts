import { setImmediate as turn } from 'node:timers/promises';
import type { DataFile } from '../sets/data-set.ts';
import { type Destination, type FileInProgress, FileWriter, type WrittenFile } from './file-in-progress.ts';
import { type MakerResult, type PlannedTask, tasksFor } from './maker-tasks.ts';
import type { MakerThreads } from './maker-threads.ts';

/** What those who wait are told. */
export interface Making {
  readonly files: Iterable<DataFile>;
  /** The position of the first file in the set. */
  readonly first: number;
  readonly to: Destination;
  readonly signal?: AbortSignal | undefined;
  /** Bytes of the file in progress, or of files that other threads have finished. */
  onBytes(bytes: number): void;
  /** In the order of the set. */
  onFile(file: WrittenFile): void;
}

/** How long nothing else gets a turn: signals, progress. */
const TURN_MS = 20;

/** Makes files in this thread. Rejects with the signal's reason when it is told to stop. */
export async function makeFilesHere({ files, to, signal, onBytes, onFile }: Making): Promise<void> {
  const writer = new FileWriter(to);
  let lastTurnMs = performance.now();
  for (const file of files) {
    const open = writer.begin(file.path);
    try {
      for (const piece of file.content()) {
        open.write(piece);
        onBytes(piece.length);
        if (performance.now() - lastTurnMs < TURN_MS) continue;
        await turn();
        lastTurnMs = performance.now();
        signal?.throwIfAborted();
      }
      onFile(open.finish());
    } catch (error) {
      open.discard();
      throw error;
    }
  }
}

/** So many tasks may be under way for each thread, so that none waits and memory stays bounded. */
const TASKS_A_THREAD = 3;

/** Has threads make the files; what they hand over in parts is written here, in order. */
export async function makeFilesIn(
  threads: { readonly makers: MakerThreads; readonly count: number },
  making: Making,
): Promise<void> {
  const results = new Results(making);
  const underWay: { readonly planned: PlannedTask; readonly result: Promise<MakerResult> }[] = [];
  const settleOne = async () => {
    const next = underWay.shift();
    if (next !== undefined) results.take(next.planned, await next.result);
    making.signal?.throwIfAborted();
  };
  try {
    for (const planned of tasksFor(making.files, making.first)) {
      if (underWay.length >= threads.count * TASKS_A_THREAD) await settleOne();
      const result = threads.makers.run(planned.task);
      // Awaited in its turn; until then its failure is nobody's.
      result.catch(() => {});
      underWay.push({ planned, result });
    }
    while (underWay.length > 0) await settleOne();
  } finally {
    results.close();
  }
}

class Results {
  readonly #making: Making;
  readonly #writer: FileWriter;
  #open: FileInProgress | undefined;

  constructor(making: Making) {
    this.#making = making;
    this.#writer = new FileWriter(making.to);
  }

  take({ file, isLast }: PlannedTask, result: MakerResult): void {
    const { onBytes, onFile } = this.#making;
    if (result.type === 'files') {
      for (const each of result.files) {
        onBytes(each.bytes);
        onFile(each);
      }
    } else if (result.type === 'part' && file !== undefined) {
      this.#open ??= this.#writer.begin(file.path);
      this.#open.write(result.bytes);
      onBytes(result.bytes.length);
      if (!isLast) return;
      const finished = this.#open.finish();
      this.#open = undefined;
      onFile(finished);
    }
  }

  close(): void {
    this.#open?.discard();
  }
}
