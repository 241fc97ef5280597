import { Worker } from 'node:worker_threads';
import { removeLoadingFolders } from '../../define/bundle/loading-folder.ts';
import { threadOptions } from '../../engine/thread-options.ts';
import { fromTransferred } from '../../engine/transfer-error.ts';
import { ProblemsError } from '../../errors/problems.ts';
import { UserError } from '../../errors/user-error.ts';
import type { PreparedTest } from '../prepare-test.ts';
import type { Answer, PrepareRequest, SIGN_OF_LIFE } from './prepare-messages.ts';

/** A thread that is silent for so long loops without a pause. */
const LONGEST_SILENCE_MS = 30_000;

/**
 * Plans the test of a file in a thread of its own, so that a file that never comes to its end, or ends the process, as it is
 * evaluated does so alone. Rejects with the signal's reason once that is aborted.
 */
export async function prepareApart(request: PrepareRequest, signal: AbortSignal): Promise<PreparedTest> {
  signal.throwIfAborted();
  const worker = new Worker(new URL('./prepare-thread.js', import.meta.url), {
    workerData: request,
    ...threadOptions(),
  });
  const { threadId } = worker;
  let isAnswered = false;
  try {
    const answer = await answerOf(worker, request.file, signal);
    isAnswered = true;
    if (answer.type === 'problems') throw new ProblemsError(answer.problems);
    if (answer.type === 'failed') throw fromTransferred(answer.error);
    return answer.prepared;
  } finally {
    await worker.terminate();
    if (!isAnswered) await removeLoadingFolders(threadId);
  }
}

function answerOf(worker: Worker, file: string, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const tooLong = setTimeout(() => {
      const message = `${file}: loading it kept its thread busy for more than ${LONGEST_SILENCE_MS / 1000} seconds`;
      const hint = 'what its top level does must come to an end; what takes long belongs in setup';
      settle(() => reject(new UserError(message, { code: 'SCRIPT_TOO_SLOW', hint })));
    }, LONGEST_SILENCE_MS);
    const stopped = (): void => settle(() => reject(signal.reason));
    const settle = (act: () => void): void => {
      clearTimeout(tooLong);
      signal.removeEventListener('abort', stopped);
      act();
    };
    signal.addEventListener('abort', stopped, { once: true });
    worker.on('message', (message: Answer | typeof SIGN_OF_LIFE) => {
      if (message.type === 'living') tooLong.refresh();
      else settle(() => resolve(message));
    });
    worker.on('error', (cause) => {
      const message = `${file}: the file threw while it was being loaded: ${cause.message}`;
      settle(() => reject(new UserError(message, { code: 'SCRIPT_THREW', cause })));
    });
    worker.on('exit', (code) => {
      const message = `${file}: the file called process.exit(${code}) while it was being loaded`;
      settle(() => reject(new UserError(message, { code: 'SCRIPT_THREW', hint: 'a test never ends the process' })));
    });
  });
}
