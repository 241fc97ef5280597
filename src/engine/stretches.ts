import type { Clock, ClockTimer } from '../load/clock.ts';
import type { PlannedStream, Turn } from '../model/plan.ts';
import type { Stretch } from '../model/snapshot.ts';

/** Knows in which slice of its arm's turns a shard is, and says so whenever that changes. */
export class Stretches {
  readonly #clock: Clock;
  readonly #slices: readonly Turn[];
  readonly #cut: () => void;
  #timer: ClockTimer | undefined;
  #at: Omit<Stretch, 'lastedMs'> = { slice: -1, part: 'after' };
  /** The turn that is on, or was last. */
  #place = -1;
  #sinceUs: number;

  /** `cut` is called at each change, while what ends is still the current stretch. */
  constructor(clock: Clock, slices: readonly Turn[], cut: () => void) {
    this.#clock = clock;
    this.#slices = slices;
    this.#cut = cut;
    this.#sinceUs = clock.nowUs();
    this.#wait();
  }

  /** What has been measured since it was last asked for. */
  take(): Stretch {
    const nowUs = this.#clock.nowUs();
    const lastedMs = Math.max(0, nowUs - this.#sinceUs) / 1000;
    this.#sinceUs = nowUs;
    return { ...this.#at, lastedMs };
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #wait(): void {
    const next = this.#following();
    if (next === undefined) return;
    this.#timer = this.#clock.at(next.atMs * 1000, () => {
      this.#cut();
      if (next.part === 'settling') this.#place++;
      this.#at = { slice: this.#slices[this.#place]?.number ?? -1, part: next.part };
      this.#wait();
    });
  }

  #following(): { readonly part: Stretch['part']; readonly atMs: number } | undefined {
    const current = this.#slices[this.#place];
    if (this.#at.part === 'settling') return { part: 'measured', atMs: current?.measuredFromMs ?? 0 };
    if (this.#at.part === 'measured') return { part: 'after', atMs: current?.toMs ?? 0 };
    const next = this.#slices[this.#place + 1];
    return next === undefined ? undefined : { part: 'settling', atMs: next.fromMs };
  }
}

/** The slices that streams are played in, where they are played in turns. */
export function slicesOf(streams: readonly PlannedStream[]): readonly Turn[] | undefined {
  return streams.find(({ turns }) => turns !== undefined)?.turns?.slices;
}
