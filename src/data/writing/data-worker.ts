/** A worker thread that makes files of a data set, told which by the main thread. */
import { parentPort, workerData } from 'node:worker_threads';
import { UserError } from '../../errors/user-error.ts';
import type { DataFile } from '../sets/data-set.ts';
import { openDataSet } from '../sets/open-data-set.ts';
import { nodeDisk } from './disk.ts';
import { FileWriter } from './file-in-progress.ts';
import type { FailedTask, MakerResult, MakerSetup, MakerTask } from './maker-tasks.ts';
import { outputFiles } from './output.ts';

async function work(setup: MakerSetup): Promise<(task: MakerTask) => MakerResult> {
  const set = await openDataSet(setup);
  const writer = new FileWriter({ ...setup, disk: nodeDisk });
  const listed = new Positions(outputFiles(set, setup.output));
  return (task) => {
    if (task.type === 'part') return { type: 'part', bytes: joined(listed.at(task.file).parts?.make(task.part) ?? []) };
    const files = [];
    for (let position = task.from; position < task.to; position++) {
      const file = listed.at(position);
      const open = writer.begin(file.path);
      try {
        for (const piece of file.content()) open.write(piece);
        files.push(open.finish());
      } catch (error) {
        open.discard();
        throw error;
      }
    }
    return { type: 'files', files };
  };
}

/** Files by their position, which never goes back. */
class Positions {
  readonly #files: Iterator<DataFile>;
  #position = -1;
  #file: DataFile | undefined;

  constructor(files: Iterable<DataFile>) {
    this.#files = files[Symbol.iterator]();
  }

  at(position: number): DataFile {
    while (this.#position < position) {
      this.#file = this.#files.next().value;
      this.#position++;
    }
    if (this.#file === undefined) throw new Error(`the set has no file ${position}`);
    return this.#file;
  }
}

/** In memory of its own, which is handed over. */
function joined(pieces: Iterable<Uint8Array>): Uint8Array<ArrayBuffer> {
  const copies: Uint8Array[] = [];
  for (const piece of pieces) copies.push(piece.slice());
  const [only] = copies;
  if (copies.length === 1 && only !== undefined) return only as Uint8Array<ArrayBuffer>;
  const all = new Uint8Array(copies.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const copy of copies) {
    all.set(copy, at);
    at += copy.length;
  }
  return all;
}

function failed(error: unknown): FailedTask {
  if (!(error instanceof Error)) return { message: String(error), stack: undefined };
  const { message, stack } = error;
  if (!(error instanceof UserError)) return { message, stack };
  const { code, hint } = error;
  return { message, stack, user: { code, ...(hint === undefined ? {} : { hint }) } };
}

const port = parentPort;
if (port !== null) {
  const ready = work(workerData as MakerSetup);
  // A failure is told with the first task.
  ready.catch(() => {});
  port.on('message', (task: MakerTask) => {
    ready
      .then((make) => make(task))
      .then(
        (result) => port.postMessage(result, result.type === 'part' ? [result.bytes.buffer] : []),
        (error: unknown) => port.postMessage({ type: 'failed', error: failed(error) } satisfies MakerResult),
      );
  });
}
