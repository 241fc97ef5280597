import type { Clock, ClockTimer } from '../../load/clock.ts';
import type { Turn } from '../../model/plan.ts';
import type { VirtualUser } from '../virtual-user.ts';

/** Where users of a closed model wait between the turns of their arm, with their connections open. */
export class TurnGate {
  readonly #clock: Clock;
  readonly #turns: readonly Turn[];
  readonly #go: (user: VirtualUser) => void;
  readonly #waiting = new Set<VirtualUser>();
  #next = 0;
  #timer: ClockTimer | undefined;
  #hasEnded = false;

  /** `go` is called for each user who waits, when its turn comes. */
  constructor(clock: Clock, turns: readonly Turn[], go: (user: VirtualUser) => void) {
    this.#clock = clock;
    this.#turns = turns;
    this.#go = go;
  }

  /** Whether it is this arm's turn; at the end of all there is nothing to wait for. */
  isOpen(): boolean {
    if (this.#hasEnded) return true;
    const turn = this.#current();
    return turn === undefined || this.#clock.nowUs() >= turn.fromMs * 1000;
  }

  wait(user: VirtualUser): void {
    this.#waiting.add(user);
    const turn = this.#current();
    if (this.#timer === undefined && turn !== undefined) this.#timer = this.#clock.at(turn.fromMs * 1000, this.#open);
  }

  /** Takes a user out; true if it was waiting. */
  drop(user: VirtualUser): boolean {
    return this.#waiting.delete(user);
  }

  end(): void {
    this.#hasEnded = true;
    this.#timer?.cancel();
  }

  /** The turn that is on, or comes next. */
  #current(): Turn | undefined {
    const nowUs = this.#clock.nowUs();
    while (nowUs >= (this.#turns[this.#next]?.toMs ?? Number.POSITIVE_INFINITY) * 1000) this.#next++;
    return this.#turns[this.#next];
  }

  readonly #open = (): void => {
    this.#timer = undefined;
    const users = [...this.#waiting];
    this.#waiting.clear();
    for (const user of users) this.#go(user);
  };
}
