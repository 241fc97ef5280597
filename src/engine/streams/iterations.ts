import type { ClockTimer } from '../../load/clock.ts';
import { sharePart } from '../../load/users.ts';
import type { PlannedLoad } from '../../model/plan.ts';
import { VirtualUser } from '../virtual-user.ts';
import { ClosedLoop } from './closed-loop.ts';
import { Ending } from './ending.ts';
import type { Stream, StreamTools } from './stream.ts';

type Iterations = Extract<PlannedLoad, { model: 'iterations' }>;

/** A number of iterations, shared among the users or for each of them. */
export class IterationStream implements Stream {
  readonly ended: Promise<void>;
  readonly #tools: StreamTools;
  readonly #load: Iterations;
  readonly #ending: Ending;
  readonly #loop: ClosedLoop;
  readonly #users = new Set<VirtualUser>();
  /** Iterations done by each user, where each has its own number of them. */
  readonly #done = new Map<VirtualUser, number>();
  #nextNumber: number;
  #timer: ClockTimer | undefined;
  #stopped = false;

  constructor(load: Iterations, tools: StreamTools) {
    this.#tools = tools;
    this.#load = load;
    this.#ending = new Ending(tools.clock);
    this.ended = this.#ending.ended;
    this.#nextNumber = tools.shard;
    this.#loop = new ClosedLoop({
      clock: tools.clock,
      pick: tools.pick,
      next: (user) => this.#next(user),
      onFinished: (user) => this.#leave(user),
    });
  }

  start(): void {
    const { clock, stream } = this.#tools;
    this.#timer = clock.at(stream.startMs * 1000, () => {
      this.#timer = clock.at((stream.startMs + this.#load.maxDurationMs) * 1000, () => this.stop());
      this.#startUsers();
    });
  }

  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#timer?.cancel();
    this.#ending.allow(this.#tools.stream.gracefulStopMs, () => this.kill());
    this.#endIfEmpty();
  }

  kill(): void {
    this.#stopped = true;
    this.#timer?.cancel();
    for (const user of [...this.#users]) this.#leave(user);
    this.#ending.settle();
  }

  #startUsers(): void {
    const { shard, shards, clock, seed, population } = this.#tools;
    const count = sharePart(this.#load.users, shard, shards);
    for (let index = 0; index < count; index++) {
      const user = new VirtualUser({ id: index * shards + shard, clock, seed, onIdle: this.#loop.continue });
      this.#users.add(user);
    }
    population.addAllocated(count);
    population.addBusy(count);
    for (const user of [...this.#users]) this.#loop.continue(user);
    this.#endIfEmpty();
  }

  #next(user: VirtualUser): number | undefined {
    if (this.#stopped) return undefined;
    const { iterations, users, perUser } = this.#load;
    if (perUser) {
      const done = this.#done.get(user) ?? 0;
      this.#done.set(user, done + 1);
      return done < iterations ? done * users + user.id : undefined;
    }
    const number = this.#nextNumber;
    if (number >= iterations) return undefined;
    this.#nextNumber += this.#tools.shards;
    return number;
  }

  #leave(user: VirtualUser): void {
    this.#users.delete(user);
    user.close();
    this.#tools.population.addBusy(-1);
    this.#tools.population.addAllocated(-1);
    this.#endIfEmpty();
  }

  #endIfEmpty(): void {
    if (this.#users.size > 0) return;
    this.#timer?.cancel();
    this.#ending.settle();
  }
}
