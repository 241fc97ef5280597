import type { Timers } from '../../src/dashboard/jobs/timers.ts';

/** A clock on the wall that is moved by hand. */
export class HandTimers implements Timers {
  #ms: number;
  #waiting: { readonly atMs: number; readonly run: () => void }[] = [];

  constructor(time: string) {
    this.#ms = Date.parse(time);
  }

  now(): number {
    return this.#ms;
  }

  after(ms: number, run: () => void): () => void {
    const timer = { atMs: this.#ms + ms, run };
    this.#waiting.push(timer);
    return () => {
      this.#waiting = this.#waiting.filter((each) => each !== timer);
    };
  }

  async to(time: string | number): Promise<void> {
    const untilMs = typeof time === 'number' ? time : Date.parse(time);
    for (;;) {
      const [next] = [...this.#waiting].sort((a, b) => a.atMs - b.atMs);
      if (next === undefined || next.atMs > untilMs) break;
      this.#waiting = this.#waiting.filter((each) => each !== next);
      this.#ms = Math.max(this.#ms, next.atMs);
      next.run();
      await settled();
    }
    this.#ms = untilMs;
  }

  /** As a machine that sleeps: what is due meanwhile comes late. */
  async sleepTo(time: string): Promise<void> {
    this.#ms = Date.parse(time);
    await this.to(time);
  }
}

/** After what needs no more than promises. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
}
