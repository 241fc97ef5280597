import { Worker } from 'node:worker_threads';
import { UserError } from '../../errors/user-error.ts';
import { createSystemClock } from '../../load/clock.ts';
import type { PlannedCode } from '../../model/plan.ts';
import type { ResultPart } from '../../model/test-spec.ts';
import { endGroup } from './end-group.ts';
import { HeapWatch, type ResidentPeak } from './heap-watch.ts';
import { LoopWatch } from './loop-watch.ts';
import type { FromProcess, ProcessSetup, ToProcess } from './messages.ts';
import { type Measured, type MeterTools, meteredCall, type OpenCall } from './meter.ts';
import type { Counting } from './result-amounts.ts';

type AnyFunction = (...args: unknown[]) => unknown;

export interface ServeOptions {
  load(code: PlannedCode): Promise<Readonly<Record<string, AnyFunction>>>;
  describe(thrown: unknown): string;
  /** All calls share what set-up returned. */
  freeze(setupData: unknown): unknown;
}

const MOST_TEXT = 4000;

/** Serves calls of one function to the process that started this one, and ends with it. */
export function serveFunction(options: ServeOptions): void {
  keepChannel();
  const resident = startGuard();
  let service: Service | undefined;
  const load = async (setup: ProcessSetup): Promise<void> => {
    try {
      const setupData = options.freeze(setup.setupData);
      service = new Service({ ...setup, setupData }, await options.load(setup.code), {
        resident,
        describe: describer(options),
      });
      service.start();
      send({ type: 'ready' });
    } catch (error) {
      const known = error instanceof UserError ? { code: error.code, hint: error.hint } : {};
      send({ type: 'unready', text: error instanceof Error ? error.message : String(error), ...known });
    }
  };
  process.on('message', (message: ToProcess) => {
    if (message.type === 'load') void load(message.setup);
    else service?.receive(message);
  });
  process.on('disconnect', () => {
    // After whatever else is done at the exit.
    process.once('exit', () => endGroup(process.pid));
    process.exit();
  });
  // Whoever started the test decides when calls under way are given up.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});
  const stray = (error: unknown): void => {
    const text = describer(options)(error);
    if (service?.unhandled(text) !== true) send({ type: 'stray', text });
  };
  process.on('uncaughtException', stray);
  process.on('unhandledRejection', stray);
}

interface ServiceTools {
  readonly resident: ResidentPeak;
  readonly describe: (thrown: unknown) => string;
}

/** One function, and its calls under way. */
class Service {
  readonly #setup: ProcessSetup;
  readonly #function: AnyFunction;
  readonly #measured: Measured;
  readonly #tools: MeterTools;
  readonly #open = new Map<number, OpenCall>();

  constructor(setup: ProcessSetup, functions: Readonly<Record<string, AnyFunction>>, tools: ServiceTools) {
    const clock = createSystemClock(0);
    this.#setup = setup;
    this.#function = named(setup.function, functions);
    this.#measured = {
      memory: setup.memory,
      ...(setup.items === undefined ? {} : { items: countingOf(setup.items, functions) }),
      ...(setup.bytes === undefined ? {} : { bytes: countingOf(setup.bytes, functions) }),
    };
    const heap = new HeapWatch({ nowUs: clock.nowUs, resident: tools.resident });
    this.#tools = { clock, loop: new LoopWatch(clock), heap, describe: tools.describe };
  }

  start(): void {
    if (this.#setup.memory) this.#tools.heap.start();
  }

  receive(message: ToProcess): void {
    switch (message.type) {
      case 'call':
        // Messages come many at a time, and no promise settles between them: each call is made in a stretch of its own.
        this.#tools.clock.soon(() => this.#call(message.id, message.input));
        break;
      case 'abandon':
        this.#open.get(message.id)?.abandon({ kind: 'timeout', text: '' });
        send({ type: 'abandoned' });
        break;
      case 'finish':
        send({ type: 'finished', growthBytes: this.#setup.memory ? this.#tools.heap.growth() : undefined });
        break;
    }
  }

  /** The call that an error which nobody handled belongs to, if it can be only one, has failed of it. */
  unhandled(text: string): boolean {
    const [only, ...others] = this.#open.values();
    if (only === undefined || others.length > 0) return false;
    only.abandon({ kind: 'unhandled', text });
    return true;
  }

  #call(id: number, input: unknown): void {
    let isOver = false;
    const open = meteredCall(
      () => this.#function(input, this.#setup.setupData),
      { tools: this.#tools, measured: this.#measured },
      (ended) => {
        isOver = true;
        this.#open.delete(id);
        const growthBytes = this.#setup.memory ? this.#tools.heap.growthIfCheap() : undefined;
        send({ type: 'called', id, ended: growthBytes === undefined ? ended : { ...ended, growthBytes } });
      },
    );
    if (!isOver) this.#open.set(id, open);
  }
}

function named(name: string, functions: Readonly<Record<string, AnyFunction>>): AnyFunction {
  const found = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (found === undefined) throw new Error(`there is no function '${name}'`);
  return found;
}

function countingOf(part: ResultPart, functions: Readonly<Record<string, AnyFunction>>): Counting {
  return typeof part === 'object' ? named(part.function, functions) : part;
}

function describer({ describe }: ServeOptions): (thrown: unknown) => string {
  return (thrown) => describe(thrown).slice(0, MOST_TEXT);
}

let sendToParent: typeof process.send;

/** The function has no parent to talk to, whatever it and its libraries make of `process.send`. */
function keepChannel(): void {
  sendToParent = process.send?.bind(process);
  delete process.send;
}

/** Nobody is told any more once the channel is closed. */
function send(message: FromProcess): void {
  if (process.connected) sendToParent?.(message, undefined, undefined, () => {});
}

/** A thread of its own goes on where a function keeps this one's event loop for ever. */
function startGuard(): ResidentPeak {
  const shared = new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT);
  const peak = new Float64Array(shared);
  const guard = new Worker(new URL('./guard-thread.js', import.meta.url), {
    workerData: shared,
    execArgv: [],
    env: {},
  });
  guard.unref();
  return {
    restart: () => {
      const bytes = process.memoryUsage.rss();
      peak[0] = bytes;
      return bytes;
    },
    bytes: () => Math.max(peak[0] ?? 0, process.memoryUsage.rss()),
  };
}
