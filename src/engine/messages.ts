import type { ProfilingOptions } from '../measure/thread-profile.ts';
import type { PlannedStream, Shard } from '../model/plan.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { TraceRecord } from '../protocols/http/trace.ts';

/** How closely requests are followed; each worker appends to the same file. */
export interface TraceOptions {
  /** NDJSON, one line a request. */
  readonly file?: string;
  /** Share of requests that are followed (1). */
  readonly sample?: number;
  /** Records are sent to the main thread too. */
  readonly send?: boolean;
}

/** From the first due arrival to the last response of a shard, in its clock's microseconds. */
export interface Activity {
  readonly firstDueUs: number;
  readonly lastUs: number;
}

/** What a worker is started with. */
export interface WorkerSetup extends Shard {
  readonly trace?: TraceOptions;
  readonly profiling?: ProfilingOptions;
}

/** From the main thread to a worker. */
export type Command =
  | { readonly type: 'load'; readonly setup: WorkerSetup }
  | { readonly type: 'setup' }
  | { readonly type: 'prepare'; readonly setupData: unknown }
  | { readonly type: 'start'; readonly startedHrUs: number }
  | { readonly type: 'play'; readonly part: number; readonly streams: readonly PlannedStream[] }
  | { readonly type: 'end-part'; readonly part: number }
  | { readonly type: 'cut-part'; readonly part: number }
  | { readonly type: 'finish' }
  | { readonly type: 'teardown'; readonly setupData: unknown }
  | { readonly type: 'stop' }
  | { readonly type: 'kill' };

/** What an answer to a command is known by: several parts may be playing at once. */
export function answerName(command: Command): string {
  return command.type === 'play' ? `play ${command.part}` : command.type;
}

/** From a worker to the main thread. */
export type Report =
  | { readonly type: 'done'; readonly command: string; readonly data?: unknown }
  | { readonly type: 'snapshot'; readonly snapshot: Snapshot }
  | { readonly type: 'trace'; readonly record: TraceRecord }
  | { readonly type: 'failed'; readonly error: TransferredError };

/** An error that crosses threads with its kind kept. */
export interface TransferredError {
  readonly message: string;
  readonly stack: string | undefined;
  /** Set for errors that a user can mend. */
  readonly user?: { readonly code: string; readonly hint: string | undefined };
}
