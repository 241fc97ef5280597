import { VirtualUser } from '../virtual-user.ts';
import { ClosedLoop, type NextIteration } from './closed-loop.ts';
import type { StreamTools } from './stream.ts';
import { TurnGate } from './turn-gate.ts';

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
  /** Where the load is played in turns: users wait here for theirs. */
  readonly #gate: TurnGate | undefined;

  constructor(tools: StreamTools, hooks: ClosedUsersHooks) {
    this.#tools = tools;
    this.#hooks = hooks;
    const { turns } = tools.stream;
    const gate =
      turns === undefined ? undefined : new TurnGate(tools.clock, turns.slices, (user) => this.#resume(user));
    this.#gate = gate;
    this.#loop = new ClosedLoop({
      clock: tools.clock,
      pick: tools.pick,
      next: hooks.next,
      ...(gate === undefined ? {} : { holds: (user: VirtualUser) => this.#holds(gate, user) }),
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
    // Who waits was no longer counted as busy.
    if (this.#gate?.drop(user) === true) this.#tools.population.addBusy(1);
    user.close();
    this.#tools.population.addBusy(-1);
    this.#tools.population.addAllocated(-1);
    this.#hooks.onLeft(user);
  }

  leaveAll(): void {
    this.#gate?.end();
    for (const user of [...this.#users]) this.leave(user);
  }

  /** Users who wait for their turn wait no longer: to be called when they have no next iteration. */
  release(users: Iterable<VirtualUser> = [...this.#users]): void {
    for (const user of users) if (this.#gate?.drop(user) === true) this.#resume(user);
  }

  /** No turn comes any more. */
  end(): void {
    this.#gate?.end();
  }

  #holds(gate: TurnGate, user: VirtualUser): boolean {
    if (gate.isOpen()) return false;
    this.#tools.population.addBusy(-1);
    gate.wait(user);
    return true;
  }

  #resume(user: VirtualUser): void {
    this.#tools.population.addBusy(1);
    this.#loop.continue(user);
  }
}
