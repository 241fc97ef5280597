import { Worker } from 'node:worker_threads';
import { UserError } from '../../errors/user-error.ts';
import type { MakerResult, MakerSetup, MakerTask } from './maker-tasks.ts';

interface Waiting {
  resolve(result: MakerResult): void;
  reject(error: unknown): void;
}

/** Worker threads that make a set's files; each does its tasks one after the other. */
export class MakerThreads {
  readonly #threads: MakerThread[];

  constructor(setup: Omit<MakerSetup, 'writer'>, count: number) {
    this.#threads = Array.from({ length: count }, (_, index) => new MakerThread({ ...setup, writer: index + 1 }));
  }

  /** Gives a task to whichever thread has the least to do. */
  run(task: MakerTask): Promise<MakerResult> {
    const [first, ...others] = this.#threads;
    if (first === undefined) throw new Error('there are no threads');
    return others.reduce((least, each) => (each.waiting < least.waiting ? each : least), first).run(task);
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }
}

class MakerThread {
  readonly #worker: Worker;
  readonly #waiting: Waiting[] = [];

  constructor(setup: MakerSetup) {
    this.#worker = new Worker(new URL('./data-worker.js', import.meta.url), { workerData: setup });
    this.#worker.on('message', (result: MakerResult) => {
      const next = this.#waiting.shift();
      if (result.type === 'failed') next?.reject(errorOf(result));
      else next?.resolve(result);
    });
    this.#worker.on('error', (error) => this.#failAll(error));
    this.#worker.on('exit', () => this.#failAll(new Error('a thread that makes data has ended')));
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  run(task: MakerTask): Promise<MakerResult> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#worker.postMessage(task);
    });
  }

  async close(): Promise<void> {
    this.#waiting.length = 0;
    await this.#worker.terminate();
  }

  #failAll(error: unknown): void {
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }
}

function errorOf({ error }: Extract<MakerResult, { type: 'failed' }>): Error {
  if (error.user !== undefined) return new UserError(error.message, error.user);
  const bug = new Error(error.message);
  if (error.stack !== undefined) bug.stack = error.stack;
  return bug;
}
