import type { Plan } from '../model/plan.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { cutShards } from '../plan/shards.ts';
import type { TraceRecord } from '../protocols/http/trace.ts';
import type { UserFunction } from '../users/program.ts';
import type { TraceOptions } from './messages.ts';
import { type ShardHandle, ShardLostError } from './shard-handle.ts';
import { type Conduct, type PlayedLoad, playLoad } from './stage.ts';
import { ThreadShard } from './thread-shard.ts';

export interface CarryOutOptions {
  readonly workers: number;
  /** The test's functions when they live in the calling program: the plan is carried out in this thread then. */
  readonly functions?: Readonly<Record<string, UserFunction>>;
  readonly trace?: TraceOptions;
  readonly onTrace?: (record: TraceRecord) => void;
  readonly onSnapshot: (snapshot: Snapshot) => void;
  /** The load starts at this moment, in milliseconds since 1970. */
  readonly onStart: (startedAtMs: number) => void;
  /** A shard will send nothing more. */
  readonly onLost: (shard: number, reason: string) => void;
  /** Decides what load comes when. */
  readonly conduct: Conduct;
  /** The first drains, the second ends at once. */
  readonly stop: AbortSignal;
  readonly kill: AbortSignal;
  /** Aborted: set-up and teardown are not waited for either. */
  readonly quit: AbortSignal;
}

/** What of a plan could not be carried out. */
export interface Outcome extends PlayedLoad {
  /** Set-up threw: no load was run. */
  readonly setupError?: Error;
  readonly teardownError?: Error;
}

const NOTHING_DONE: Outcome = { lost: [], activeMs: 0 };

/** Carries a plan out on so many shards: set-up on one, load on all at once, teardown on one. */
export async function carryOut(plan: Plan, options: CarryOutOptions): Promise<Outcome> {
  const shards = await createShards(plan, options);
  try {
    return await throughStages(plan, shards, options);
  } finally {
    await Promise.all(shards.map((shard) => shard.close()));
  }
}

async function createShards(plan: Plan, options: CarryOutOptions): Promise<ShardHandle[]> {
  const { workers, functions, trace, onSnapshot, onTrace } = options;
  if (functions !== undefined) {
    // Threads load the generator's code for themselves; this one needs it only here.
    const { createLocalShard } = await import('./local-shard.ts');
    return [createLocalShard({ shard: { plan, index: 0, count: 1 }, functions, trace, onTrace, onSnapshot })];
  }
  return cutShards(plan, workers).map((shard) => new ThreadShard({ ...shard, trace }, { onSnapshot, onTrace }));
}

async function throughStages(plan: Plan, shards: readonly ShardHandle[], options: CarryOutOptions): Promise<Outcome> {
  const { quit } = options;
  const first = shards[0] as ShardHandle;
  let setupData: unknown;
  if (plan.setup !== undefined) {
    try {
      setupData = await untilQuit(first.setup(), quit);
    } catch (error) {
      return quit.aborted ? NOTHING_DONE : { ...NOTHING_DONE, setupError: error as Error };
    }
  }
  try {
    await untilQuit(Promise.all(shards.map((shard) => shard.prepare(setupData))), quit);
  } catch (error) {
    if (!(error instanceof ShardLostError)) throw error;
    return quit.aborted ? NOTHING_DONE : { ...NOTHING_DONE, lost: [error.message] };
  }
  const { conduct, onStart, onLost, stop, kill } = options;
  const { maxDurationMs } = plan;
  const load = await playLoad(conduct, onStart, { shards, onLost, maxDurationMs, stop, kill });
  if (plan.teardown === undefined) return load;
  try {
    await untilQuit(first.teardown(setupData), quit);
    return load;
  } catch (error) {
    return { ...load, teardownError: error as Error };
  }
}

function untilQuit<T>(work: Promise<T>, quit: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onQuit = (): void => reject(new ShardLostError('it was not waited for, since the run was stopped at once'));
    if (quit.aborted) onQuit();
    quit.addEventListener('abort', onQuit, { once: true });
    work.then(resolve, reject).finally(() => quit.removeEventListener('abort', onQuit));
  });
}
