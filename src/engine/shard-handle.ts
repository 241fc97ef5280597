import type { PlannedStream } from '../model/plan.ts';
import type { Activity } from './messages.ts';

/** A shard as the main thread sees it, wherever it runs. Promises reject when the shard fails or is lost. */
export interface ShardHandle {
  readonly index: number;
  setup(): Promise<unknown>;
  prepare(setupData: unknown): Promise<void>;
  /** The load begins at this value of `hrNowUs()`, the same for all shards. */
  start(startedHrUs: number): Promise<void>;
  /** Carries a part of the load out; settles when no iteration of it is under way. */
  play(part: number, streams: readonly PlannedStream[]): Promise<void>;
  /** Iterations of the part under way may finish. */
  endPart(part: number): void;
  /** Iterations of the part under way are interrupted. */
  cutPart(part: number): void;
  /** The load is over. */
  finish(): Promise<Activity>;
  teardown(setupData: unknown): Promise<void>;
  stop(): void;
  kill(): void;
  /** Ends the shard's thread, if it has one. */
  close(): Promise<void>;
}

/** A shard that died, or had to be ended because it no longer answered. */
export class ShardLostError extends Error {
  override readonly name = 'ShardLostError';
}
