import type { CallEnd, FunctionHost } from './call.ts';
import { type Measured, type MeterTools, meteredCall, type OpenCall } from './meter.ts';

export interface FunctionThreadOptions {
  /** Called with the input of each call. */
  readonly run: (input: unknown) => unknown;
  readonly tools: ThreadTools;
  readonly measured: Measured;
  readonly timeoutMs: number;
}

/** A function called in the thread of the load generator. */
export class FunctionThread implements FunctionHost {
  readonly ready = Promise.resolve();
  readonly #options: FunctionThreadOptions;
  /** A call was made since promises were last settled. */
  #isBegun = false;

  constructor(options: FunctionThreadOptions) {
    this.#options = options;
    if (options.measured.memory) options.tools.heap.start();
  }

  /** Each call in a stretch of its own: in one with others, its promise would settle only after their first parts as well. */
  call(input: unknown, done: (ended: CallEnd) => void): void {
    if (this.#isBegun) {
      this.#options.tools.clock.soon(() => this.#call(input, done));
      return;
    }
    this.#isBegun = true;
    queueMicrotask(() => {
      this.#isBegun = false;
    });
    this.#call(input, done);
  }

  #call(input: unknown, done: (ended: CallEnd) => void): void {
    const { run, tools, measured, timeoutMs } = this.#options;
    timedCall(
      () => run(input),
      { tools, measured, timeoutMs },
      (ended) => {
        const growthBytes = measured.memory ? tools.heap.growthIfCheap() : undefined;
        done(growthBytes === undefined ? ended : { ...ended, growthBytes });
      },
    );
  }

  async finish(): Promise<number | undefined> {
    const { tools, measured } = this.#options;
    return measured.memory ? tools.heap.growth() : undefined;
  }
}

/** What calls in the generator's thread share. */
export interface ThreadTools extends MeterTools {
  /** Calls under way that wait for something. */
  readonly open: Set<OpenCall>;
}

export interface TimedCallOptions {
  readonly tools: ThreadTools;
  readonly measured: Measured;
  readonly timeoutMs: number;
}

/** A call in this thread that has failed if it is still under way after the timeout. */
export function timedCall(
  run: () => unknown,
  { tools, measured, timeoutMs }: TimedCallOptions,
  onCalled: Parameters<typeof meteredCall>[2],
): void {
  let isOver = false;
  let cancel = (): void => {};
  const call = meteredCall(run, { tools, measured }, (ended, settled) => {
    isOver = true;
    cancel();
    const ranMs = (ended.endedUs - ended.startedUs) / 1000;
    if (ended.failure !== undefined || ranMs <= timeoutMs) onCalled(ended, settled);
    else onCalled(tooLate(ended, timeoutMs), {});
  });
  // A function that has returned by now needs no timer.
  if (isOver) return;
  const { clock } = tools;
  const timer = clock.at(clock.nowUs() + timeoutMs * 1000, () => {
    call.abandon({ kind: 'timeout', text: `no result within ${timeoutMs} ms` });
  });
  tools.open.add(call);
  cancel = () => {
    timer.cancel();
    tools.open.delete(call);
  };
}

/** A function that never let the timer fire comes back all the same, but not in time. */
function tooLate({ items: _items, bytes: _bytes, ...ended }: CallEnd, timeoutMs: number): CallEnd {
  const ranMs = Math.round((ended.endedUs - ended.startedUs) / 1000);
  const text = `no result within ${timeoutMs} ms, but after ${ranMs} ms`;
  return { ...ended, failure: { kind: 'timeout', text } };
}
