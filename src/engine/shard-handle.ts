import type { Activity } from './messages.ts';

/** A shard as the main thread sees it, wherever it runs. Promises reject when the shard fails or is lost. */
export interface ShardHandle {
  readonly index: number;
  setup(): Promise<unknown>;
  prepare(setupData: unknown): Promise<void>;
  run(startedHrUs: number): Promise<Activity>;
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
