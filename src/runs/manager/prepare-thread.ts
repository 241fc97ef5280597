/** A thread that reads one test: what the test's file does as it is evaluated ends with the thread. */
import { parentPort, workerData } from 'node:worker_threads';
import { toTransferred } from '../../engine/transfer-error.ts';
import { ProblemsError } from '../../errors/problems.ts';
import { prepareTest } from '../prepare-test.ts';
import { type Answer, type PrepareRequest, SIGN_OF_LIFE, SIGN_OF_LIFE_MS } from './prepare-messages.ts';

async function answer({ file, options }: PrepareRequest): Promise<Answer> {
  try {
    return { type: 'prepared', prepared: await prepareTest(file, options) };
  } catch (error) {
    if (error instanceof ProblemsError) return { type: 'problems', problems: error.problems };
    return { type: 'failed', error: toTransferred(error) };
  }
}

if (parentPort === null) throw new Error('prepare-thread.ts runs in a worker thread only');
const port = parentPort;
const living = setInterval(() => port.postMessage(SIGN_OF_LIFE), SIGN_OF_LIFE_MS);
const told = await answer(workerData as PrepareRequest);
clearInterval(living);
port.postMessage(told);
