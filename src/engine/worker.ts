/** A worker thread: one shard, told what to do by the main thread. */
import { type MessagePort, parentPort } from 'node:worker_threads';
import type { PlannedCode } from '../model/plan.ts';
import type { UserFunction } from '../users/program.ts';
import { answerName, type Command, type Report, type WorkerSetup } from './messages.ts';
import { createHost, type Host } from './paired-host.ts';
import { toTransferred } from './transfer-error.ts';

async function load(
  { plan, index, count, trace, profiling }: WorkerSetup,
  post: (report: Report) => void,
): Promise<Host> {
  const functions = plan.code === undefined ? {} : await functionsIn(plan.code);
  const host = createHost({
    shard: { plan, index, count },
    functions,
    ...(plan.against === undefined ? {} : { otherFunctions: await otherFunctionsIn(plan.code) }),
    trace,
    profiling,
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

/** Evaluated once more: what the file keeps in variables of its own is not to be shared between two targets. */
async function otherFunctionsIn(code: PlannedCode | undefined): Promise<Readonly<Record<string, UserFunction>>> {
  return code === undefined ? {} : functionsIn({ ...code, sha256: `${code.sha256}-before` });
}

async function carryOut(host: Host, command: Command): Promise<unknown> {
  switch (command.type) {
    case 'load':
      return undefined;
    case 'setup':
      return host.setup();
    case 'prepare':
      return host.prepare(command.setupData);
    case 'start':
      return host.start(command.startedHrUs);
    case 'play':
      return host.play(command.part, command.streams);
    case 'end-part':
      return host.endPart(command.part);
    case 'cut-part':
      return host.cutPart(command.part);
    case 'finish':
      return host.finish();
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
  let host: Promise<Host> | undefined;
  port.on('message', (command: Command) => {
    if (command.type === 'load') host = load(command.setup, post);
    if (host === undefined) return;
    host
      .then((loaded) => carryOut(loaded, command))
      .then(
        (data) => post({ type: 'done', command: answerName(command), data }),
        (error) => post({ type: 'failed', error: toTransferred(error) }),
      );
  });
}

if (parentPort === null) throw new Error('worker.ts runs in a worker thread only');
work(parentPort);
