/**
 * engine/ carries plans out. `run-shard.ts` is one shard in one thread: schedules start iterations of users, and once a second
 * a Snapshot of what they did goes out. `shard-host.ts` prepares a shard and takes it through set-up, load and teardown;
 * `pool.ts` does so in worker threads, or in this one. Only "stop" and "kill" come back in.
 */
import type { Clock } from '../load/clock.ts';
import { hashString } from '../load/random.ts';
import type { Recorder, Tags } from '../measure/recorder.ts';
import type { PlannedStream, Shard } from '../model/plan.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Program } from '../users/program.ts';
import { watchHealth } from './health.ts';
import { createMix } from './mix.ts';
import { ScenarioCells } from './scenario-cells.ts';
import { ArrivalStream } from './streams/arrivals.ts';
import { IterationStream } from './streams/iterations.ts';
import { Population } from './streams/population.ts';
import type { Stream, StreamTools } from './streams/stream.ts';
import { UserStream } from './streams/users.ts';
import type { PreparedScenario } from './virtual-user.ts';

export interface RunShardOptions {
  readonly shard: Shard;
  /** Zero is the start of the load. */
  readonly clock: Clock;
  readonly recorder: Recorder;
  /** By scenario of the plan. */
  readonly programs: readonly Program[];
  readonly onSnapshot: (snapshot: Snapshot) => void;
  /** Aborted: no new iterations. */
  readonly stop: AbortSignal;
  /** Aborted: iterations under way are interrupted. */
  readonly kill: AbortSignal;
}

const SECOND_US = 1e6;

/** Carries out one shard; settles when its load is over, having told the last second it measured. */
export async function runShard(options: RunShardOptions): Promise<number> {
  const { shard, clock, recorder, onSnapshot, stop, kill } = options;
  const streams = createStreams(options);
  const health = watchHealth(recorder, clock, shard.index);
  let second = 0;
  const tick = (): void => {
    health.second();
    onSnapshot(recorder.snapshot(second));
    second = Math.max(second + 1, Math.floor(clock.nowUs() / SECOND_US));
    timer = clock.at((second + 1) * SECOND_US, tick);
  };
  let timer = clock.at(SECOND_US, tick);
  const onStop = (): void => each(streams, (stream) => stream.stop());
  const onKill = (): void => each(streams, (stream) => stream.kill());
  stop.addEventListener('abort', onStop, { once: true });
  kill.addEventListener('abort', onKill, { once: true });
  const limit = totalBound(shard, clock, { onStop, onKill });
  each(streams, (stream) => stream.start());
  if (stop.aborted) onStop();
  if (kill.aborted) onKill();
  await Promise.all(streams.map((stream) => stream.ended));
  limit?.cancel();
  timer.cancel();
  stop.removeEventListener('abort', onStop);
  kill.removeEventListener('abort', onKill);
  health.second();
  health.stop();
  return second;
}

function each(streams: readonly Stream[], act: (stream: Stream) => void): void {
  for (const stream of streams) act(stream);
}

/** The test's own bound on its time interrupts what runs longer. */
function totalBound({ plan }: Shard, clock: Clock, actions: { onStop: () => void; onKill: () => void }) {
  if (plan.maxDurationMs === undefined) return undefined;
  return clock.at(plan.maxDurationMs * 1000, () => {
    actions.onStop();
    actions.onKill();
  });
}

function createStreams(options: RunShardOptions): Stream[] {
  const { shard, recorder, programs } = options;
  const worker = String(shard.index);
  const prepared = shard.plan.scenarios.map((scenario, index): PreparedScenario => {
    const tags = { ...shard.plan.tags, ...scenario.tags, scenario: scenario.name };
    return {
      program: programs[index] as Program,
      cells: new ScenarioCells(recorder, tags, worker),
      seed: hashString(scenario.name),
    };
  });
  return shard.plan.streams.map((stream) => createStream(stream, prepared, options));
}

function createStream(
  stream: PlannedStream,
  prepared: readonly PreparedScenario[],
  { shard, clock, recorder }: RunShardOptions,
): Stream {
  const seed = shard.plan.seed ^ hashString(stream.name);
  const mix = createMix(stream.mix, seed);
  const only: Tags = stream.mix.length === 1 ? { scenario: shard.plan.scenarios[mix(0)]?.name ?? '' } : {};
  const tools: StreamTools = {
    stream,
    shard: shard.index,
    shards: shard.count,
    clock,
    seed: shard.plan.seed,
    pick: (number) => prepared[mix(number)] as PreparedScenario,
    population: new Population(recorder.gauge('vus', 'count', only), recorder.gauge('vus_max', 'count', only)),
  };
  switch (stream.load.model) {
    case 'users':
      return new UserStream(stream.load, tools);
    case 'arrivals':
      return new ArrivalStream(stream.load, tools);
    case 'iterations':
      return new IterationStream(stream.load, tools);
  }
}
