import type { Clock, ClockTimer } from '../../load/clock.ts';

/** The end of a stream: a promise that settles once, and the timer that interrupts whatever takes too long. */
export class Ending {
  readonly ended: Promise<void>;
  readonly #clock: Clock;
  #settle: () => void = () => {};
  #timer: ClockTimer | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.ended = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  /** Calls `kill` after so long, unless the end came first. */
  allow(graceMs: number, kill: () => void): void {
    this.#timer ??= this.#clock.at(this.#clock.nowUs() + graceMs * 1000, kill);
  }

  settle(): void {
    this.#timer?.cancel();
    this.#settle();
  }
}
