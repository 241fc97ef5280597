/** A fresh process that measures functions: it is given one task, tells what it measured, and ends. */
import { Worker } from 'node:worker_threads';
import type { FromProcess, ProcessTask, ToProcess } from '../bench/messages.ts';
import { serveTask } from '../bench/serve.ts';
import { loadExports } from '../define/bundle/load-functions.ts';
import { describeThrown } from '../users/failures.ts';

/** The pipe that nothing is ever written to: it is closed when the parent is gone, whatever a function under test does meanwhile. */
const GUARD = `
  const { Socket } = require('node:net');
  const parent = new Socket({ fd: 4, readable: true, writable: false });
  parent.on('error', () => {});
  parent.on('close', () => process.kill(process.pid, 'SIGKILL'));
  parent.resume();`;

const stop = new AbortController();
// Without this process' flags, so that a profile is of the functions alone.
new Worker(GUARD, { eval: true, execArgv: [] }).unref();
process.on('message', (message: ToProcess) => {
  if (message.type === 'stop') stop.abort();
  else void serve(message.task);
});

async function serve(task: ProcessTask): Promise<void> {
  let sent: Promise<unknown> = Promise.resolve();
  await serveTask(task, {
    load: async (code) => loadExports(code),
    send: (message: FromProcess) => {
      sent = new Promise((resolve) => process.send?.(message, resolve));
    },
    describe: describeThrown,
    stop: stop.signal,
  });
  await sent;
  // What a benchmark has left open keeps nothing waiting.
  process.exit(0);
}
