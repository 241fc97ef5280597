import { isGeneratorObject } from 'node:util/types';
import type { Clock } from '../../load/clock.ts';
import type { CallEnd, CallFailure, MemoryReading } from './call.ts';
import type { HeapWatch } from './heap-watch.ts';
import type { LoopWatch, WatchedCall } from './loop-watch.ts';
import { type Counting, countBytes, countItems, isAsyncIterable, Streamed } from './result-amounts.ts';

/** What all calls in one thread share: its clock, its event loop, its heap. */
export interface MeterTools {
  readonly clock: Clock;
  readonly loop: LoopWatch;
  readonly heap: HeapWatch;
  /** What was thrown, for a reader. */
  describe(thrown: unknown): string;
}

/** What of a function is measured besides time. */
export interface Measured {
  readonly items?: Counting;
  readonly bytes?: Counting;
  readonly memory: boolean;
}

/** Told once, with what the function returned or threw. */
export type OnCalled = (ended: CallEnd, settled: { readonly value?: unknown; readonly thrown?: unknown }) => void;

/** A call under way. */
export interface OpenCall {
  /** It is no longer waited for: it has failed this way. */
  abandon(failure: CallFailure): void;
}

/** Calls a function in this thread and measures the call. */
export function meteredCall(
  run: () => unknown,
  { tools, measured }: { readonly tools: MeterTools; readonly measured: Measured },
  onCalled: OnCalled,
): OpenCall {
  const call = new MeteredCall(tools, measured, onCalled);
  call.start(run);
  return call;
}

class MeteredCall implements OpenCall, WatchedCall {
  blockedUs = 0;
  sinceUs = 0;
  readonly #tools: MeterTools;
  readonly #measured: Measured;
  readonly #onCalled: OnCalled;
  #startedUs = 0;
  #isOpen = true;

  constructor(tools: MeterTools, measured: Measured, onCalled: OnCalled) {
    this.#tools = tools;
    this.#measured = measured;
    this.#onCalled = onCalled;
  }

  start(run: () => unknown): void {
    const { clock, loop, heap } = this.#tools;
    heap.begin(this.#measured.memory);
    this.#startedUs = clock.nowUs();
    let result: unknown;
    try {
      result = readThrough(run());
    } catch (error) {
      this.blockedUs = clock.nowUs() - this.#startedUs;
      this.#threw(error);
      return;
    }
    this.blockedUs = clock.nowUs() - this.#startedUs;
    if (!isLater(result)) {
      this.#returned(result);
      return;
    }
    loop.enter(this);
    settled(result, () => this.#isOpen).then(
      (value) => this.#returned(value),
      (error) => this.#threw(error),
    );
  }

  abandon(failure: CallFailure): void {
    if (this.#isOpen) this.#onCalled(this.#ended(failure), {});
  }

  #threw(thrown: unknown): void {
    if (!this.#isOpen) return;
    const ended = this.#ended(undefined);
    const failure: CallFailure = { kind: 'threw', text: this.#tools.describe(thrown) };
    this.#onCalled({ ...ended, failure }, { thrown });
  }

  #returned(value: unknown): void {
    if (!this.#isOpen) return;
    const ended = this.#ended(undefined);
    let amounts: Pick<CallEnd, 'items' | 'bytes' | 'failure'>;
    try {
      amounts = this.#amounts(value);
    } catch (error) {
      amounts = { failure: { kind: 'wrong-result', text: this.#tools.describe(error) } };
    }
    this.#onCalled({ ...ended, ...amounts }, { value: value instanceof Streamed ? undefined : value });
  }

  #amounts(result: unknown): Pick<CallEnd, 'items' | 'bytes'> {
    const { items, bytes } = this.#measured;
    return {
      ...(items === undefined ? {} : { items: countItems(result, items) }),
      ...(bytes === undefined ? {} : { bytes: countBytes(result, bytes) }),
    };
  }

  /** The times are taken first, so that nothing done for other readings is in them. */
  #ended(failure: CallFailure | undefined): CallEnd {
    const { clock, loop, heap } = this.#tools;
    const endedUs = clock.nowUs();
    this.#isOpen = false;
    loop.leave(this);
    const memory: MemoryReading | undefined = heap.end();
    return {
      startedUs: this.#startedUs,
      endedUs,
      blockedUs: this.blockedUs,
      ...(this.#measured.memory && memory !== undefined ? { memory } : {}),
      ...(failure === undefined ? {} : { failure }),
    };
  }
}

/** Whether there is more to wait for. What a hostile object's `then` throws is the function's failure, as for `await`. */
function isLater(result: unknown): boolean {
  if ((typeof result !== 'object' && typeof result !== 'function') || result === null) return false;
  try {
    return isAsyncIterable(result) || typeof (result as { readonly then?: unknown }).then === 'function';
  } catch {
    return true;
  }
}

/** The result once it is there; of a stream, what came out of it for as long as somebody waits. */
async function settled(result: unknown, isOpen: () => boolean): Promise<unknown> {
  const value = await result;
  if (!isAsyncIterable(value)) return readThrough(value);
  const streamed = new Streamed();
  for await (const chunk of value) {
    if (!isOpen()) break;
    streamed.add(chunk);
  }
  return streamed;
}

/** A generator function does nothing until somebody reads. */
function readThrough(value: unknown): unknown {
  if (!isGeneratorObject(value) || isAsyncIterable(value)) return value;
  const streamed = new Streamed();
  for (const chunk of value as Iterable<unknown>) streamed.add(chunk);
  return streamed;
}
