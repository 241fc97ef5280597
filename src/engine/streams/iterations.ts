import type { ClockTimer } from '../../load/clock.ts';
import { sharePart } from '../../load/users.ts';
import type { PlannedLoad } from '../../model/plan.ts';
import type { VirtualUser } from '../virtual-user.ts';
import { ClosedUsers } from './closed-users.ts';
import { Ending } from './ending.ts';
import type { Stream, StreamTools } from './stream.ts';

type Iterations = Extract<PlannedLoad, { model: 'iterations' }>;

/** A number of iterations, shared among the users or for each of them. */
export class IterationStream implements Stream {
  readonly ended: Promise<void>;
  readonly #tools: StreamTools;
  readonly #load: Iterations;
  readonly #ending: Ending;
  readonly #users: ClosedUsers;
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
    this.#users = new ClosedUsers(tools, {
      next: (user) => this.#next(user),
      onLeft: () => this.#endIfEmpty(),
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
    this.#users.leaveAll();
    this.#ending.settle();
  }

  #startUsers(): void {
    const { shard, shards } = this.#tools;
    const count = sharePart(this.#load.users, shard, shards);
    const users = Array.from({ length: count }, (_, index) => this.#users.add(index));
    for (const user of users) this.#users.start(user);
    this.#endIfEmpty();
  }

  #next(user: VirtualUser): number | undefined {
    if (this.#stopped) return undefined;
    const { iterations, users, perUser } = this.#load;
    const { firstNumber } = this.#tools;
    if (perUser) {
      const done = this.#done.get(user) ?? 0;
      this.#done.set(user, done + 1);
      return done < iterations ? firstNumber + done * users + user.id : undefined;
    }
    const number = this.#nextNumber;
    if (number >= iterations) return undefined;
    this.#nextNumber += this.#tools.shards;
    return firstNumber + number;
  }

  #endIfEmpty(): void {
    if (this.#users.size > 0) return;
    this.#timer?.cancel();
    this.#ending.settle();
  }
}
