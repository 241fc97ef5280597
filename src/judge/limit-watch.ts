import type { LimitState } from '../model/live.ts';
import type { PlannedLimit } from '../model/plan.ts';
import type { LimitResult, Metric } from '../model/run.ts';
import type { Second } from '../model/second.ts';
import { metricIndex } from './metric-index.ts';
import { WatchedLimit, type WatchOptions } from './watched-limit.ts';

/** Follows the limits of a running test second by second, and judges them at its end. */
export class LimitWatch {
  readonly #limits: readonly WatchedLimit[];
  #states: readonly LimitState[];
  #crossed: LimitState | undefined;

  constructor(limits: readonly PlannedLimit[], options: WatchOptions = {}) {
    this.#limits = limits.map((limit) => new WatchedLimit(limit, options));
    this.#states = this.#limits.map((limit) => limit.state());
  }

  add(second: Second): void {
    for (const limit of this.#limits) limit.add(second);
    this.#states = this.#limits.map((limit) => limit.state());
    if (this.#crossed !== undefined) return;
    const elapsedMs = (second.second + 1) * 1000;
    this.#crossed = this.#states.find((state, at) => {
      const limit = this.#limits[at]?.limit;
      return state.passed === false && limit?.abort === true && elapsedMs >= limit.delayMs;
    });
  }

  states(): readonly LimitState[] {
    return this.#states;
  }

  /** The first limit that was crossed and is to end the test, if any. */
  crossed(): LimitState | undefined {
    return this.#crossed;
  }

  /**
   * In the order of the limits. Those on the whole run are judged by the run's metrics, those with `over` or `after` by
   * what was followed.
   */
  results(metrics: readonly Metric[], activeMs: number): LimitResult[] {
    const index = metricIndex(metrics);
    return this.#limits.map((limit) => limit.result(index, activeMs));
  }
}
