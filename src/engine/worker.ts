/** A worker thread: one shard, told what to do by the main thread. */
import { type MessagePort, parentPort } from 'node:worker_threads';
import type { PlannedCode } from '../model/plan.ts';
import type { UserFunction } from '../users/program.ts';
import type { Command, Report, WorkerSetup } from './messages.ts';
import { ShardHost } from './shard-host.ts';
import { toTransferred } from './transfer-error.ts';

async function load({ plan, index, count, trace }: WorkerSetup, post: (report: Report) => void): Promise<ShardHost> {
  const functions = plan.code === undefined ? {} : await functionsIn(plan.code);
  const host = new ShardHost({
    shard: { plan, index, count },
    functions,
    trace,
    onTrace: (record) => post({ type: 'trace', record }),
    onSnapshot: (snapshot) => post({ type: 'snapshot', snapshot }),
  });
  process.on('unhandledRejection', (error) => host.stray(error));
  process.on('uncaughtException', (error) => host.stray(error));
  return host;
}

/** What evaluates the user's code is loaded only for a plan that has some. */
async function functionsIn(code: PlannedCode): Promise<Readonly<Record<string, UserFunction>>> {
  const { loadFunctions } = await import('../define/bundle/load-functions.ts');
  return (await loadFunctions(code)).functions;
}

async function carryOut(host: ShardHost, command: Command): Promise<unknown> {
  switch (command.type) {
    case 'load':
      return undefined;
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

function work(port: MessagePort): void {
  const post = (report: Report): void => port.postMessage(report);
  let host: Promise<ShardHost> | undefined;
  port.on('message', (command: Command) => {
    if (command.type === 'load') host = load(command.setup, post);
    if (host === undefined) return;
    host
      .then((loaded) => carryOut(loaded, command))
      .then(
        (data) => post({ type: 'done', command: command.type, data }),
        (error) => post({ type: 'failed', error: toTransferred(error) }),
      );
  });
}

if (parentPort === null) throw new Error('worker.ts runs in a worker thread only');
work(parentPort);
