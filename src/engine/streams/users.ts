import type { ClockTimer } from '../../load/clock.ts';
import { sharePart, userSchedule } from '../../load/users.ts';
import type { PlannedLoad } from '../../model/plan.ts';
import type { VirtualUser } from '../virtual-user.ts';
import { ClosedUsers } from './closed-users.ts';
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
  readonly #users: ClosedUsers;
  /** Users that go on; the last to come is the first to leave. */
  readonly #active: VirtualUser[] = [];
  /** Users that leave at the end of their iteration; those dismissed while the curve goes down have a time by which they must. */
  readonly #leaving = new Map<VirtualUser, ClockTimer | undefined>();
  #nextNumber: number;
  #timer: ClockTimer | undefined;
  #stopped = false;

  constructor(load: Users, tools: StreamTools) {
    this.#tools = tools;
    this.#load = load;
    this.#ending = new Ending(tools.clock);
    this.ended = this.#ending.ended;
    this.#changes = userSchedule(load.curve);
    this.#nextNumber = tools.firstNumber + tools.shard;
    this.#users = new ClosedUsers(tools, {
      next: (user) => this.#next(user),
      onLeft: (user) => this.#left(user),
    });
  }

  start(): void {
    this.#waitForChange();
  }

  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#timer?.cancel();
    for (const user of this.#active) this.#leaving.set(user, undefined);
    this.#active.length = 0;
    this.#users.end();
    this.#users.release();
    this.#ending.allow(this.#tools.stream.gracefulStopMs, () => this.kill());
    this.#endIfEmpty();
  }

  kill(): void {
    this.#stopped = true;
    this.#timer?.cancel();
    this.#active.length = 0;
    this.#users.leaveAll();
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
      const user = this.#users.add(this.#active.length);
      this.#active.push(user);
      this.#users.start(user);
    }
  }

  /** Lets a user finish its iteration, for so long as ramping down allows. */
  #dismiss(user: VirtualUser): void {
    const { clock } = this.#tools;
    const latestUs = clock.nowUs() + this.#load.gracefulRampDownMs * 1000;
    this.#leaving.set(
      user,
      clock.at(latestUs, () => this.#users.leave(user)),
    );
    this.#users.release([user]);
  }

  #next(user: VirtualUser): number | undefined {
    if (this.#leaving.has(user)) return undefined;
    const number = this.#nextNumber;
    this.#nextNumber += this.#tools.shards;
    return number;
  }

  #left(user: VirtualUser): void {
    this.#leaving.get(user)?.cancel();
    this.#leaving.delete(user);
    this.#endIfEmpty();
  }

  #endIfEmpty(): void {
    if (this.#stopped && this.#leaving.size === 0) this.#ending.settle();
  }
}
