/**
 * engine/ carries plans out. `shard-run.ts` is the load of one shard in one thread: streams start iterations of users, and once a
 * second a Snapshot of what they did goes out. `shard-host.ts` prepares a shard and takes it through set-up, load and teardown;
 * `pool.ts` does so in worker threads, or in this one. Only "stop", "kill" and the parts of the load come in.
 */
import type { Clock } from '../load/clock.ts';
import { hashString } from '../load/random.ts';
import { inTurns } from '../load/turns.ts';
import type { Recorder, Tags } from '../measure/recorder.ts';
import type { PlannedStream, Shard } from '../model/plan.ts';
import type { Snapshot, Stretch } from '../model/snapshot.ts';
import type { Program } from '../users/program.ts';
import { type Health, watchHealth } from './health.ts';
import { createMix } from './mix.ts';
import { ScenarioCells } from './scenario-cells.ts';
import { ArrivalStream } from './streams/arrivals.ts';
import { IterationStream } from './streams/iterations.ts';
import { Population, SharedGauge } from './streams/population.ts';
import type { Stream, StreamTools } from './streams/stream.ts';
import { UserStream } from './streams/users.ts';
import { Stretches, slicesOf } from './stretches.ts';
import type { PreparedScenario } from './virtual-user.ts';

export interface ShardRunOptions {
  readonly shard: Shard;
  /** Zero is the start of the load. */
  readonly clock: Clock;
  readonly recorder: Recorder;
  /** By scenario of the plan. */
  readonly programs: readonly Program[];
  readonly onSnapshot: (snapshot: Snapshot) => void;
  /** Another shard of this thread measures the generator. */
  readonly sharesThread?: boolean;
}

const SECOND_US = 1e6;

/** What a stream has in common over all parts of a load. */
interface StreamState {
  readonly busy: SharedGauge;
  readonly allocated: SharedGauge;
  /** Numbers below this one are used up. */
  nextNumber: number;
}

/** The load of one shard: measured second by second from its making to its end, and carried out in parts, of which several may overlap. */
export class ShardRun {
  readonly #options: ShardRunOptions;
  readonly #prepared: readonly PreparedScenario[];
  readonly #states = new Map<string, StreamState>();
  readonly #open = new Map<number, readonly Stream[]>();
  readonly #health: Health | undefined;
  readonly #bound: { cancel(): void } | undefined;
  #timer: { cancel(): void };
  #stretches: Stretches | undefined;
  #second = 0;
  #stopped = false;
  #killed = false;
  #ended = false;

  constructor(options: ShardRunOptions) {
    const { shard, clock, recorder } = options;
    this.#options = options;
    this.#health = options.sharesThread === true ? undefined : watchHealth(recorder, clock, shard.index);
    this.#prepared = shard.plan.scenarios.map((scenario, index): PreparedScenario => {
      const tags = { ...shard.plan.tags, ...scenario.tags, scenario: scenario.name };
      return {
        program: options.programs[index] as Program,
        cells: new ScenarioCells(recorder, tags, String(shard.index)),
        seed: hashString(scenario.name),
      };
    });
    this.#timer = clock.at(SECOND_US, this.#tick);
    const { maxDurationMs } = shard.plan;
    // The test's own bound on its time interrupts what runs longer.
    this.#bound = maxDurationMs === undefined ? undefined : clock.at(maxDurationMs * 1000, () => this.kill());
  }

  /** Carries streams out; settles when no iteration of theirs is under way. */
  async play(part: number, planned: readonly PlannedStream[]): Promise<void> {
    const slices = slicesOf(planned);
    this.#stretches?.stop();
    if (slices !== undefined) this.#stretches = new Stretches(this.#options.clock, slices, this.#cut);
    const streams = planned.map((stream) => this.#create(inTurns(stream)));
    this.#open.set(part, streams);
    for (const stream of streams) stream.start();
    if (this.#stopped) this.endPart(part);
    if (this.#killed) this.cutPart(part);
    await Promise.all(streams.map((stream) => stream.ended));
    this.#open.delete(part);
  }

  /** Iterations of the part under way may finish; no new ones start. */
  endPart(part: number): void {
    for (const stream of this.#open.get(part) ?? []) stream.stop();
  }

  /** Iterations of the part under way are interrupted. */
  cutPart(part: number): void {
    for (const stream of this.#open.get(part) ?? []) stream.kill();
  }

  stop(): void {
    this.#stopped = true;
    for (const part of [...this.#open.keys()]) this.endPart(part);
  }

  kill(): void {
    this.stop();
    this.#killed = true;
    for (const part of [...this.#open.keys()]) this.cutPart(part);
  }

  /** Ends the measuring and tells the second it has come to, which may be partial. */
  end(): number {
    if (this.#ended) return this.#second;
    this.#ended = true;
    this.#bound?.cancel();
    this.#timer.cancel();
    this.#stretches?.stop();
    this.#health?.second();
    this.#health?.stop();
    return this.#second;
  }

  /** In which slice that was measured which is not told yet. */
  takeStretch(): { readonly stretch?: Stretch } {
    return this.#stretches === undefined ? {} : { stretch: this.#stretches.take() };
  }

  /** A slice, or a part of one, is over: what was measured in it is told by itself. */
  readonly #cut = (): void => {
    const { recorder, onSnapshot } = this.#options;
    const stretch = this.takeStretch();
    onSnapshot({ ...recorder.snapshot(this.#second), ...stretch, partial: true });
  };

  readonly #tick = (): void => {
    const { recorder, clock, onSnapshot } = this.#options;
    this.#health?.second();
    const stretch = this.takeStretch();
    onSnapshot({ ...recorder.snapshot(this.#second), ...stretch });
    this.#second = Math.max(this.#second + 1, Math.floor(clock.nowUs() / SECOND_US));
    this.#timer = clock.at((this.#second + 1) * SECOND_US, this.#tick);
  };

  #create(stream: PlannedStream): Stream {
    const { shard, clock } = this.#options;
    const mix = createMix(stream.mix, shard.plan.seed ^ hashString(stream.name));
    const state = this.#stateOf(stream);
    const tools: StreamTools = {
      stream,
      shard: shard.index,
      shards: shard.count,
      clock,
      seed: shard.plan.seed,
      firstNumber: state.nextNumber,
      pick: (number) => {
        if (number >= state.nextNumber) state.nextNumber = number - shard.index + shard.count;
        return this.#prepared[mix(number)] as PreparedScenario;
      },
      population: new Population(state.busy, state.allocated),
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

  #stateOf({ name, mix }: PlannedStream): StreamState {
    const known = this.#states.get(name);
    if (known !== undefined) return known;
    const { recorder, shard } = this.#options;
    const [first] = mix;
    const isOne = mix.length === 1 && first !== undefined;
    const only: Tags = isOne ? { scenario: shard.plan.scenarios[first.scenario]?.name ?? '' } : {};
    const state = {
      busy: new SharedGauge(recorder.gauge('vus', 'count', only)),
      allocated: new SharedGauge(recorder.gauge('vus_max', 'count', only)),
      nextNumber: 0,
    };
    this.#states.set(name, state);
    return state;
  }
}
