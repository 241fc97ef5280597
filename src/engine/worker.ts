/** A worker thread: one shard, told what to do by the main thread. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { loadFunctions } from '../define/bundle/load-functions.ts';
import type { Command, Report, WorkerSetup } from './messages.ts';
import { ShardHost } from './shard-host.ts';
import { toTransferred } from './transfer-error.ts';

async function work(port: MessagePort, setup: WorkerSetup): Promise<void> {
  const { plan, index, count, trace } = setup;
  const post = (report: Report): void => port.postMessage(report);
  const { functions } = plan.code === undefined ? { functions: {} } : await loadFunctions(plan.code);
  const host = new ShardHost({
    shard: { plan, index, count },
    functions,
    trace,
    onTrace: (record) => post({ type: 'trace', record }),
    onSnapshot: (snapshot) => post({ type: 'snapshot', snapshot }),
  });
  process.on('unhandledRejection', (error) => host.stray(error));
  process.on('uncaughtException', (error) => host.stray(error));
  port.on('message', (command: Command) => {
    carryOut(host, command).then(
      (data) => post({ type: 'done', command: command.type, data }),
      (error) => post({ type: 'failed', error: toTransferred(error) }),
    );
  });
  post({ type: 'done', command: 'load' });
}

async function carryOut(host: ShardHost, command: Command): Promise<unknown> {
  switch (command.type) {
    case 'setup':
      return host.setup();
    case 'prepare':
      return host.prepare(command.setupData);
    case 'run':
      return host.run(command.startedHrUs);
    case 'teardown':
      return host.teardown(command.setupData);
    case 'stop':
      return host.stop();
    case 'kill':
      return host.kill();
  }
}

if (parentPort === null) throw new Error('worker.ts runs in a worker thread only');
const port = parentPort;
work(port, workerData as WorkerSetup).catch((error) => {
  port.postMessage({ type: 'failed', error: toTransferred(error) } satisfies Report);
});
