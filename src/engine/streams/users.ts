import type { ClockTimer } from '../../load/clock.ts';
import { sharePart, userSchedule } from '../../load/users.ts';
import type { PlannedLoad } from '../../model/plan.ts';
import { VirtualUser } from '../virtual-user.ts';
import { ClosedLoop } from './closed-loop.ts';
import { Ending } from './ending.ts';
import type { Stream, StreamTools } from './stream.ts';

type Users = Extract<PlannedLoad, { model: 'users' }>;

/** Closed model over a curve of users: as many users as the curve says loop over iterations. */
export class UserStream implements Stream {
  readonly ended: Promise<void>;
  readonly #tools: StreamTools;
  readonly #load: Users;
  readonly #ending: Ending;
  readonly #changes: ReturnType<typeof userSchedule>;
  readonly #loop: ClosedLoop;
  /** Users that go on; the last to come is the first to leave. */
  readonly #active: VirtualUser[] = [];
  /** Users that leave at the end of their iteration. */
  readonly #leaving = new Set<VirtualUser>();
  #nextNumber: number;
  #timer: ClockTimer | undefined;
  #stopped = false;

  constructor(load: Users, tools: StreamTools) {
    this.#tools = tools;
    this.#load = load;
    this.#ending = new Ending(tools.clock);
    this.ended = this.#ending.ended;
    this.#changes = userSchedule(load.curve);
    this.#nextNumber = tools.shard;
    this.#loop = new ClosedLoop({
      clock: tools.clock,
      pick: tools.pick,
      next: (user) => this.#next(user),
      onFinished: (user) => this.#leave(user),
    });
  }

  start(): void {
    this.#waitForChange();
  }

  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#timer?.cancel();
    for (const user of this.#active) this.#leaving.add(user);
    this.#active.length = 0;
    this.#ending.allow(this.#tools.stream.gracefulStopMs, () => this.kill());
    this.#endIfEmpty();
  }

  kill(): void {
    this.#stopped = true;
    this.#timer?.cancel();
    for (const user of [...this.#active, ...this.#leaving]) this.#leave(user);
    this.#active.length = 0;
    this.#ending.settle();
  }

  #waitForChange(): void {
    const { clock, stream, shard, shards } = this.#tools;
    const change = this.#changes.next();
    if (change.done === true) {
      const endMs = this.#load.curve.reduce((sum, { durationMs }) => sum + durationMs, stream.startMs);
      this.#timer = clock.at(endMs * 1000, () => this.stop());
      return;
    }
    const { atUs, users } = change.value;
    this.#timer = clock.at(stream.startMs * 1000 + atUs, () => {
      this.#resize(sharePart(users, shard, shards));
      if (!this.#stopped) this.#waitForChange();
    });
  }

  #resize(users: number): void {
    while (this.#active.length > users) this.#dismiss(this.#active.pop() as VirtualUser);
    while (this.#active.length < users) {
      const { shard, shards, clock, seed, population } = this.#tools;
      const id = this.#active.length * shards + shard;
      const user = new VirtualUser({ id, clock, seed, onIdle: this.#loop.continue });
      this.#active.push(user);
      population.addAllocated(1);
      population.addBusy(1);
      this.#loop.continue(user);
    }
  }

  /** Lets a user finish its iteration, for so long as ramping down allows. */
  #dismiss(user: VirtualUser): void {
    this.#leaving.add(user);
    const { clock } = this.#tools;
    clock.at(clock.nowUs() + this.#load.gracefulRampDownMs * 1000, () => {
      if (this.#leaving.has(user)) this.#leave(user);
    });
  }

  #next(user: VirtualUser): number | undefined {
    if (this.#leaving.has(user)) return undefined;
    const number = this.#nextNumber;
    this.#nextNumber += this.#tools.shards;
    return number;
  }

  #leave(user: VirtualUser): void {
    this.#leaving.delete(user);
    user.close();
    this.#tools.population.addBusy(-1);
    this.#tools.population.addAllocated(-1);
    this.#endIfEmpty();
  }

  #endIfEmpty(): void {
    if (this.#stopped && this.#leaving.size === 0) this.#ending.settle();
  }
}
