import { type ArrivalSchedule, arrivalSchedule } from '../../load/arrivals.ts';
import type { ClockTimer } from '../../load/clock.ts';
import { sharePart } from '../../load/users.ts';
import type { Curve } from '../../model/curve.ts';
import type { PlannedLoad } from '../../model/plan.ts';
import { VirtualUser } from '../virtual-user.ts';
import { Ending } from './ending.ts';
import type { Stream, StreamTools } from './stream.ts';

type Arrivals = Extract<PlannedLoad, { model: 'arrivals' }>;

/** So long before an arrival the loop turns freely, for timers alone are late by a millisecond or two. */
const SPIN_US = 1800;
/** After so many arrivals at once, answers that have come in meanwhile are served first. */
const BURST = 32;

/** Open model: iterations start when they are due, on users that are free, or new ones up to the bound. */
export class ArrivalStream implements Stream {
  readonly ended: Promise<void>;
  readonly #tools: StreamTools;
  readonly #load: Arrivals;
  readonly #ending: Ending;
  readonly #schedule: ArrivalSchedule;
  readonly #capAt: (us: number) => number;
  readonly #startUs: number;
  readonly #users = new Set<VirtualUser>();
  #idle: VirtualUser[] = [];
  #nextUs = 0;
  #nextId: number;
  #timer: ClockTimer | undefined;
  #stopped = false;

  constructor(load: Arrivals, tools: StreamTools) {
    const { shard, shards, clock, stream, firstNumber } = tools;
    const seed = tools.seed ^ firstNumber;
    this.#tools = tools;
    this.#load = load;
    this.#ending = new Ending(clock);
    this.ended = this.#ending.ended;
    this.#startUs = stream.startMs * 1000;
    this.#nextId = shard;
    this.#schedule = arrivalSchedule(load.curve, { shard, shards, arrivals: load.arrivals, seed });
    this.#capAt = capacities(load, tools);
  }

  start(): void {
    this.#advance();
    this.#wait();
  }

  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#timer?.cancel();
    this.#ending.allow(this.#tools.stream.gracefulStopMs, () => this.kill());
    this.#endIfIdle();
  }

  kill(): void {
    this.#stopped = true;
    this.#timer?.cancel();
    const { population } = this.#tools;
    for (const user of this.#users) if (user.close()) population.addBusy(-1);
    this.#end();
  }

  #advance(): void {
    this.#nextUs = this.#startUs + this.#schedule.next();
  }

  #wait(): void {
    if (this.#stopped) return;
    if (this.#nextUs === Number.POSITIVE_INFINITY) {
      this.stop();
      return;
    }
    const { clock } = this.#tools;
    const remaining = this.#nextUs - clock.nowUs();
    if (remaining > SPIN_US) this.#timer = clock.at(this.#nextUs - SPIN_US, this.#pump);
    else clock.soon(this.#pump);
  }

  readonly #pump = (): void => {
    if (this.#stopped) return;
    const { clock, firstNumber } = this.#tools;
    const now = clock.nowUs();
    for (let burst = 0; this.#nextUs <= now && burst < BURST; burst++) {
      this.#arrive(firstNumber + this.#schedule.index(), this.#nextUs);
      this.#advance();
    }
    this.#wait();
  };

  #arrive(number: number, dueUs: number): void {
    const scenario = this.#tools.pick(number);
    const user = this.#freeUser(dueUs);
    scenario.cells.arrived(user === undefined);
    if (user === undefined) return;
    this.#tools.population.addBusy(1);
    if (user.start(scenario, number, dueUs)) this.#onIdle(user);
  }

  #freeUser(dueUs: number): VirtualUser | undefined {
    const { population, clock, seed, shards } = this.#tools;
    if (population.busy >= this.#capAt(dueUs)) return undefined;
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    const user = new VirtualUser({ id: this.#nextId, clock, seed, onIdle: this.#onIdle });
    this.#nextId += shards;
    this.#users.add(user);
    population.addAllocated(1);
    return user;
  }

  readonly #onIdle = (user: VirtualUser): void => {
    const { population } = this.#tools;
    population.addBusy(-1);
    if (this.#load.newUsers) {
      user.close();
      this.#users.delete(user);
      population.addAllocated(-1);
    } else {
      this.#idle.push(user);
    }
    this.#endIfIdle();
  };

  #endIfIdle(): void {
    if (!this.#stopped || this.#tools.population.busy > 0) return;
    for (const user of this.#users) user.close();
    this.#end();
  }

  #end(): void {
    this.#tools.population.addAllocated(-this.#users.size);
    this.#users.clear();
    this.#ending.settle();
  }
}

/** This shard's part of the users allowed, which phases may bound more tightly. */
function capacities({ curve, maxUsers }: Arrivals, { shard, shards, stream }: StreamTools): (us: number) => number {
  const whole = sharePart(maxUsers, shard, shards);
  if (curve.every((segment) => segment.maxUsers === undefined)) return () => whole;
  const caps = segmentEnds(curve).map(({ endMs, maxUsers: own }) => ({
    endUs: (stream.startMs + endMs) * 1000,
    users: sharePart(Math.min(own ?? maxUsers, maxUsers), shard, shards),
  }));
  return (us) => caps.find(({ endUs }) => us < endUs)?.users ?? whole;
}

function segmentEnds(curve: Curve): { endMs: number; maxUsers: number | undefined }[] {
  let endMs = 0;
  return curve.map((segment) => {
    endMs += segment.durationMs;
    return { endMs, maxUsers: segment.maxUsers };
  });
}
