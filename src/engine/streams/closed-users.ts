import { VirtualUser } from '../virtual-user.ts';
import { ClosedLoop, type NextIteration } from './closed-loop.ts';
import type { StreamTools } from './stream.ts';

export interface ClosedUsersHooks {
  readonly next: NextIteration;
  /** A user has left: it has no next iteration, or was made to leave. */
  readonly onLeft: (user: VirtualUser) => void;
}

/** A shard's users of a closed model: each loops over iterations until it has no next one, and leaves. */
export class ClosedUsers {
  readonly #tools: StreamTools;
  readonly #hooks: ClosedUsersHooks;
  readonly #loop: ClosedLoop;
  readonly #users = new Set<VirtualUser>();

  constructor(tools: StreamTools, hooks: ClosedUsersHooks) {
    this.#tools = tools;
    this.#hooks = hooks;
    this.#loop = new ClosedLoop({
      clock: tools.clock,
      pick: tools.pick,
      next: hooks.next,
      onFinished: (user) => this.leave(user),
    });
  }

  get size(): number {
    return this.#users.size;
  }

  /** The shard's user number `index`, who does nothing yet. */
  add(index: number): VirtualUser {
    const { shard, shards, clock, seed, population } = this.#tools;
    const user = new VirtualUser({ id: index * shards + shard, clock, seed, onIdle: this.#loop.continue });
    this.#users.add(user);
    population.addAllocated(1);
    population.addBusy(1);
    return user;
  }

  start(user: VirtualUser): void {
    this.#loop.continue(user);
  }

  /** Interrupts what the user is doing. */
  leave(user: VirtualUser): void {
    if (!this.#users.delete(user)) return;
    user.close();
    this.#tools.population.addBusy(-1);
    this.#tools.population.addAllocated(-1);
    this.#hooks.onLeft(user);
  }

  leaveAll(): void {
    for (const user of [...this.#users]) this.leave(user);
  }
}
