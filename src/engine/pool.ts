import type { ProfilingOptions } from '../measure/thread-profile.ts';
import type { Plan } from '../model/plan.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { cutShards } from '../plan/shards.ts';
import type { TraceRecord } from '../protocols/http/trace.ts';
import type { UserFunction } from '../users/program.ts';
import type { TraceOptions } from './messages.ts';
import { type ShardHandle, ShardLostError } from './shard-handle.ts';
import { type Conduct, type PlayedLoad, playLoad, STUCK, timerMs } from './stage.ts';
import { ThreadShard } from './thread-shard.ts';

export interface CarryOutOptions {
  readonly workers: number;
  /** The test's functions when they live in the calling program: the plan is carried out in this thread then. */
  readonly functions?: Readonly<Record<string, UserFunction>>;
  readonly trace?: TraceOptions;
  readonly onTrace?: (record: TraceRecord) => void;
  readonly profiling?: ProfilingOptions;
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

/** Beyond the time of a hook, which begins once its thread is up. */
const HOOK_GRACE_MS = 5_000;
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
  const { workers, functions, trace, profiling, onSnapshot, onTrace } = options;
  if (functions !== undefined) {
    // Threads load the generator's code for themselves; this one needs it only here.
    const { createLocalShard } = await import('./local-shard.ts');
    const shard = { plan, index: 0, count: 1 };
    return [createLocalShard({ shard, functions, trace, profiling, onTrace, onSnapshot })];
  }
  const shards: ShardHandle[] = [];
  try {
    for (const shard of cutShards(plan, workers)) {
      shards.push(new ThreadShard({ ...shard, trace, profiling }, { onSnapshot, onTrace }));
    }
  } catch (error) {
    await Promise.all(shards.map((shard) => shard.close()));
    throw error;
  }
  return shards;
}

async function throughStages(plan: Plan, shards: readonly ShardHandle[], options: CarryOutOptions): Promise<Outcome> {
  const { quit } = options;
  const first = shards[0] as ShardHandle;
  let setupData: unknown;
  if (plan.setup !== undefined) {
    try {
      setupData = await inTime(untilQuit(first.setup(), quit), first, plan.setup.timeoutMs * targetsOf(plan));
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
    await inTime(untilQuit(first.teardown(setupData), quit), first, plan.teardown.timeoutMs * targetsOf(plan));
    return load;
  } catch (error) {
    return { ...load, teardownError: error as Error };
  }
}

/** Hooks are run for one after the other. */
function targetsOf({ against }: Plan): number {
  return against === undefined ? 1 : 2;
}

/** A hook ends by itself when its time is over, unless its code never lets timers fire: then its thread is ended by force. */
async function inTime<T>(hook: Promise<T>, shard: ShardHandle, timeoutMs: number): Promise<T> {
  let isStuck = false;
  const overrun = setTimeout(
    () => {
      isStuck = true;
      void shard.close();
    },
    timerMs(timeoutMs + HOOK_GRACE_MS),
  );
  try {
    return await hook;
  } catch (error) {
    throw isStuck ? new ShardLostError(STUCK) : error;
  } finally {
    clearTimeout(overrun);
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
