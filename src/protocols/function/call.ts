/**
 * protocols/function calls plain functions as the thing tested and measures them: time, what they return, memory, and how
 * long they keep the event loop. `meter.ts` does so in the thread it is in; `function-process.ts` has it done in a process of
 * its own, whose side is `process-side.ts`. What comes out is a CallEnd, which `function-site.ts` records.
 */
import type { FunctionError } from '../../model/metrics.ts';

/** One call that has ended, however it did. */
export interface CallEnd {
  /** By the run's clock. */
  readonly startedUs: number;
  readonly endedUs: number;
  readonly failure?: CallFailure;
  readonly items?: number;
  readonly bytes?: number;
  /** The longest stretch in which it let nothing else run; undefined where that can't be known. */
  readonly blockedUs?: number;
  readonly memory?: MemoryReading;
  /** What memory holds above the start of the test, where it was just collected. */
  readonly growthBytes?: number;
  /** From handing it to another process to its start there. */
  readonly handoverUs?: number;
}

export interface CallFailure {
  readonly kind: FunctionError;
  readonly text: string;
}

/** How far memory rose above where it was when a call began. */
export interface MemoryReading {
  /** Heap and buffers. */
  readonly peakBytes: number;
  /** Resident memory of a process of its own. */
  readonly rssPeakBytes?: number;
  /** Several calls were under way: the rise is that of all of them together. */
  readonly overlapped: boolean;
}

/** Where a function is called. */
export interface FunctionHost {
  /** Calls back exactly once, unless it is closed before. */
  call(input: unknown, done: (ended: CallEnd) => void): void;
  /** Settles when calls can be made; rejects when they can't. */
  readonly ready: Promise<void>;
  /** Ends it once nothing is under way; what memory then holds above the start. */
  finish(): Promise<number | undefined>;
}
