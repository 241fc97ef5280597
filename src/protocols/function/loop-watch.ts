import type { Clock, ClockTimer } from '../../load/clock.ts';

const TICK_US = 2000;
/** Timers count whole milliseconds, so that a tick in an idle loop is late by up to this. */
const GRAIN_US = 2000;

/** A call under way, and the longest that anything kept the event loop from others meanwhile. */
export interface WatchedCall {
  blockedUs: number;
  sinceUs: number;
}

/**
 * How long calls that wait keep the event loop in between, by timers that fire late; to about two milliseconds. There are
 * timers only while there are such calls: what a function does before it first waits is timed by itself.
 */
export class LoopWatch {
  readonly #clock: Clock;
  readonly #calls = new Set<WatchedCall>();
  #timer: ClockTimer | undefined;
  #tickedUs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  enter(call: WatchedCall): void {
    call.sinceUs = this.#clock.nowUs();
    this.#calls.add(call);
    if (this.#timer === undefined) this.#arm();
  }

  leave(call: WatchedCall): void {
    if (!this.#calls.delete(call)) return;
    this.#held(call, this.#clock.nowUs());
    if (this.#calls.size > 0) return;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #arm(): void {
    this.#tickedUs = this.#clock.nowUs();
    this.#timer = this.#clock.at(this.#tickedUs + TICK_US, () => {
      const nowUs = this.#clock.nowUs();
      for (const call of this.#calls) this.#held(call, nowUs);
      this.#arm();
    });
  }

  #held(call: WatchedCall, nowUs: number): void {
    const gapUs = nowUs - Math.max(this.#tickedUs, call.sinceUs);
    if (gapUs > TICK_US + GRAIN_US) call.blockedUs = Math.max(call.blockedUs, gapUs - TICK_US);
  }
}
