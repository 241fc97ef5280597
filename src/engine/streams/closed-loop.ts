import type { Clock } from '../../load/clock.ts';
import type { PreparedScenario, VirtualUser } from '../virtual-user.ts';

/** The next iteration of a user, or undefined when it has done its last. */
export type NextIteration = (user: VirtualUser) => number | undefined;

export interface ClosedLoopOptions {
  readonly clock: Clock;
  readonly pick: (number: number) => PreparedScenario;
  readonly next: NextIteration;
  /** True where the user has to wait; it is continued later. */
  readonly holds?: (user: VirtualUser) => boolean;
  /** The user has no further iteration. */
  readonly onFinished: (user: VirtualUser) => void;
}

/** Iterations that end at once, one after the other, before input and output are served. */
const MAX_AT_ONCE = 64;

/**
 * Closed model: a user's next iteration starts when its last one has ended. Iterations that end without ever waiting are
 * taken in a loop, so that they neither pile up on the stack nor keep the event loop.
 */
export class ClosedLoop {
  readonly #options: ClosedLoopOptions;

  constructor(options: ClosedLoopOptions) {
    this.#options = options;
  }

  /** Starts the user's next iteration; to be called anew when it is idle. */
  readonly continue = (user: VirtualUser): void => {
    const { clock, pick, next, holds, onFinished } = this.#options;
    if (holds?.(user) === true) return;
    for (let rounds = 0; rounds < MAX_AT_ONCE; rounds++) {
      const number = next(user);
      if (number === undefined) {
        onFinished(user);
        return;
      }
      const endedAtOnce = user.start(pick(number), number, Number.NaN);
      if (!endedAtOnce) return;
    }
    clock.soon(() => this.continue(user));
  };
}
