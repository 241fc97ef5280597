import type { Second } from '../model/second.ts';
import { isAside } from '../model/selection.ts';
import { NEVER_SENT_KINDS } from './error-advice.ts';

/** So long a target may be unreachable from the start before the rest of the load is left out. */
const GIVE_UP_MS = 5_000;
/** Fewer attempts than these say nothing about a target. */
const MIN_ATTEMPTS = 5;

/** Follows whether anything was ever reached: load on a target that is not there only says so over and over. */
export class ReachWatch {
  #requests = 0;
  #neverSent = 0;
  #gaveUp = false;

  /** True once, when not one request of the first seconds came as far as being sent. */
  add(second: Second): boolean {
    if (this.#gaveUp || this.#requests > this.#neverSent) return false;
    for (const { series, total } of second.counters) {
      if (series.metric !== 'http_reqs' || isAside(series.tags)) continue;
      this.#requests += total;
      if (NEVER_SENT_KINDS.has(series.tags.error ?? '')) this.#neverSent += total;
    }
    const isUnreachable = this.#requests >= MIN_ATTEMPTS && this.#requests === this.#neverSent;
    this.#gaveUp = isUnreachable && !second.final && (second.second + 1) * 1000 >= GIVE_UP_MS;
    return this.#gaveUp;
  }
}
