import { type Clock, type ClockTimer, createSystemClock } from '../load/clock.ts';

/** A clock that users and connections can be prepared with before it is known when the load will start. */
export class StartableClock implements Clock {
  #clock = createSystemClock();

  /** Sets the zero, a value of `hrNowUs()`. */
  start(startedHrUs: number): void {
    this.#clock = createSystemClock(startedHrUs);
  }

  nowUs(): number {
    return this.#clock.nowUs();
  }

  at(atUs: number, run: () => void): ClockTimer {
    return this.#clock.at(atUs, run);
  }

  soon(run: () => void): void {
    this.#clock.soon(run);
  }
}
