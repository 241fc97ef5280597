import { hrNowUs } from '../load/clock.ts';
import { curveDurationMs } from '../load/curve.ts';
import type { Plan, PlannedStream } from '../model/plan.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { cutShards } from '../plan/shards.ts';
import type { TraceRecord } from '../protocols/http/trace.ts';
import type { UserFunction } from '../users/program.ts';
import type { Activity, TraceOptions } from './messages.ts';
import { type ShardHandle, ShardLostError } from './shard-handle.ts';
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
  /** The first drains, the second ends at once. */
  readonly stop: AbortSignal;
  readonly kill: AbortSignal;
  /** Aborted: set-up and teardown are not waited for either. */
  readonly quit: AbortSignal;
}

/** What of a plan could not be carried out. */
export interface Outcome {
  /** Set-up threw: no load was run. */
  readonly setupError?: Error;
  readonly teardownError?: Error;
  readonly lost: readonly string[];
  /** From the first due arrival to the last response; 0 when there was none. */
  readonly activeMs: number;
}

const NOTHING_DONE: Outcome = { lost: [], activeMs: 0 };

/** Between everything being ready and the load's first moment. */
const START_DELAY_US = 5_000;
/** A thread that has not come to its end so long after it must have is ended by force. */
const GRACE_MS = 2_000;

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
  const load = await runLoad(plan, shards, options);
  if (plan.teardown === undefined) return load;
  try {
    await untilQuit(first.teardown(setupData), quit);
    return load;
  } catch (error) {
    return { ...load, teardownError: error as Error };
  }
}

/** Runs the load on all shards. */
async function runLoad(plan: Plan, shards: readonly ShardHandle[], options: CarryOutOptions): Promise<Outcome> {
  const { stop, kill, onStart, onLost } = options;
  const onStop = (): void => {
    for (const shard of shards) shard.stop();
  };
  const onKill = (): void => {
    for (const shard of shards) shard.kill();
  };
  stop.addEventListener('abort', onStop, { once: true });
  kill.addEventListener('abort', onKill, { once: true });
  onStart(Date.now() + START_DELAY_US / 1000);
  const startedHrUs = hrNowUs() + START_DELAY_US;
  const running = shards.map((shard) => shard.run(startedHrUs));
  if (stop.aborted) onStop();
  if (kill.aborted) onKill();
  const watch = watchOverrun(plan, shards, options);
  const lost: string[] = [];
  const ends = await Promise.all(
    running.map((run, index) =>
      run.catch((error: Error): undefined => {
        if (!(error instanceof ShardLostError)) throw error;
        lost.push(watch.reason ?? error.message);
        onLost(index, watch.reason ?? error.message);
      }),
    ),
  ).finally(() => watch.cancel());
  stop.removeEventListener('abort', onStop);
  kill.removeEventListener('abort', onKill);
  return { lost, activeMs: activeMs(ends.filter((end) => end !== undefined)) };
}

function activeMs(ends: readonly Activity[]): number {
  const firstUs = Math.min(...ends.map(({ firstDueUs }) => firstDueUs));
  const lastUs = Math.max(...ends.map((end) => end.lastUs));
  return lastUs > firstUs ? (lastUs - firstUs) / 1000 : 0;
}

interface Watch {
  reason: string | undefined;
  cancel(): void;
}

/** Ends threads that no longer come to their end by themselves: a script that loops for ever never lets its timers fire. */
function watchOverrun(plan: Plan, shards: readonly ShardHandle[], { stop, kill }: CarryOutOptions): Watch {
  const graceMs = Math.max(0, ...plan.streams.map(({ gracefulStopMs }) => gracefulStopMs));
  let timer: NodeJS.Timeout | undefined;
  const watch: Watch = {
    reason: undefined,
    cancel() {
      clearTimeout(timer);
      stop.removeEventListener('abort', onStop);
      kill.removeEventListener('abort', onKill);
    },
  };
  const endIn = (ms: number): void => {
    clearTimeout(timer);
    timer = setTimeout(end, Math.min(ms, 0x7fff_ffff));
  };
  const end = (): void => {
    watch.reason = 'a worker did not stop and was ended by force: its script keeps the event loop busy without a pause';
    for (const shard of shards) void shard.close();
  };
  const onStop = (): void => endIn(graceMs + GRACE_MS);
  const onKill = (): void => endIn(GRACE_MS);
  stop.addEventListener('abort', onStop, { once: true });
  kill.addEventListener('abort', onKill, { once: true });
  endIn(latestEndMs(plan) + GRACE_MS);
  if (stop.aborted) onStop();
  if (kill.aborted) onKill();
  return watch;
}

/** When the last iteration must have ended, counted from the start of the load. */
export function latestEndMs(plan: Plan): number {
  const ends = plan.streams.map((stream) => stream.startMs + loadDurationMs(stream) + stream.gracefulStopMs);
  return Math.min(Math.max(0, ...ends), plan.maxDurationMs ?? Number.POSITIVE_INFINITY);
}

function loadDurationMs({ load }: PlannedStream): number {
  return load.model === 'iterations' ? load.maxDurationMs : curveDurationMs(load.curve);
}

function untilQuit<T>(work: Promise<T>, quit: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onQuit = (): void => reject(new ShardLostError('it was not waited for, since the run was stopped at once'));
    if (quit.aborted) onQuit();
    quit.addEventListener('abort', onQuit, { once: true });
    work.then(resolve, reject).finally(() => quit.removeEventListener('abort', onQuit));
  });
}
