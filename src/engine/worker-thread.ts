import { Worker } from 'node:worker_threads';
import { threadOptions } from './thread-options.ts';

let warm: Worker | undefined;

/** Starts a thread that loads the generator's code while the test is still being read; it keeps no process alive. */
export function warmWorkerThread(): void {
  warm ??= createWorkerThread();
  warm.unref();
}

/** A thread that waits for its first command: the warm one, once, or a new one. */
export function takeWorkerThread(): Worker {
  const worker = warm ?? createWorkerThread();
  warm = undefined;
  worker.ref();
  return worker;
}

function createWorkerThread(): Worker {
  return new Worker(new URL('./worker.js', import.meta.url), threadOptions());
}
