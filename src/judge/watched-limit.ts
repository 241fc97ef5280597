import type { LimitState } from '../model/live.ts';
import type { PlannedLimit } from '../model/plan.ts';
import type { LimitResult } from '../model/run.ts';
import type { Second } from '../model/second.ts';
import { isAside } from '../model/selection.ts';
import { evaluateLimit, holds, judged, unitOf, unjudged, withoutSample } from './evaluate-limit.ts';
import { aggregateOf } from './measured.ts';
import type { MetricIndex } from './metric-index.ts';
import { Matching, SelectionTally } from './selection-tally.ts';
import { isCount, isKnown, Windows } from './windows.ts';

export interface WatchOptions {
  /** Seconds before this do not count. */
  readonly warmupMs?: number;
  /** End of the load; windows of counts end with it, since the load does. */
  readonly loadMs?: number;
}

/** One limit as the seconds of a run come in. */
export class WatchedLimit {
  readonly limit: PlannedLimit;
  readonly #matching: Matching;
  readonly #tally = new SelectionTally();
  readonly #windows: Windows | undefined;
  readonly #startSecond: number;
  readonly #endSecond: number;
  #seconds = 0;

  constructor(limit: PlannedLimit, { warmupMs = 0, loadMs = Number.POSITIVE_INFINITY }: WatchOptions) {
    const { rule } = limit;
    this.limit = limit;
    this.#matching = new Matching(rule);
    this.#windows = rule.overMs === undefined ? undefined : new Windows(rule, this.#matching);
    const startMs = Math.max(isAside(rule.tags) ? 0 : warmupMs, rule.afterMs ?? 0);
    this.#startSecond = Math.ceil(startMs / 1000);
    this.#endSecond = isCount(rule) ? Math.floor(loadMs / 1000) : Number.POSITIVE_INFINITY;
  }

  add(second: Second): void {
    if (second.second < this.#startSecond) return;
    this.#seconds = second.second + 1 - this.#startSecond;
    if (this.#windows === undefined) this.#tally.add(second, this.#matching);
    // The last second of a run may be cut short, and would look like a lull.
    else if (second.second < this.#endSecond && !(second.final && isCount(this.limit.rule))) this.#windows.add(second);
  }

  /** How it stands; a limit on windows stands as its worst window did. */
  state(): LimitState {
    const { rule, abort } = this.limit;
    const value = this.#windows === undefined ? this.#value(this.#seconds) : this.#windows.worst?.value;
    const isOpen = value === undefined || this.#mayStillHold(value);
    return {
      rule: rule.text,
      unit: unitOf(rule, this.#matching.unit),
      value: value ?? null,
      passed: isOpen ? null : holds(rule, value),
      abort,
    };
  }

  result(metrics: MetricIndex, activeMs: number): LimitResult {
    const { rule } = this.limit;
    if (this.#windows !== undefined) return this.#windowResult(this.#windows);
    if (rule.afterMs === undefined) return evaluateLimit(rule, metrics, activeMs);
    const unit = unitOf(rule, this.#matching.unit);
    if (this.#seconds === 0) return unjudged(rule, `the run ended within ${this.#startSecond} s`, unit);
    const value = this.#value(activeMs / 1000 - this.#startSecond);
    return value === undefined ? withoutSample(rule, unit) : judged(rule, value, unit);
  }

  #windowResult({ complete, seconds, worst }: Windows): LimitResult {
    const { rule } = this.limit;
    const unit = unitOf(rule, this.#matching.unit);
    if (complete === 0) return unjudged(rule, `the run had no whole window of ${seconds} s`, unit);
    if (worst === undefined) return withoutSample(rule, unit);
    const where = `worst of ${complete} windows: from ${worst.fromSecond} s to ${worst.untilSecond} s`;
    return { ...judged(rule, worst.value, unit), reason: where };
  }

  #value(seconds: number): number | undefined {
    const { rule } = this.limit;
    const measured = this.#tally.measured();
    if (measured !== undefined) return aggregateOf(measured, rule.aggregate, seconds);
    return isCount(rule) && isKnown(rule, this.#matching) ? 0 : undefined;
  }

  /** A count that is still too low may yet grow. */
  #mayStillHold(value: number): boolean {
    const { aggregate, operator, threshold } = this.limit.rule;
    if (this.#windows !== undefined || aggregate.kind !== 'count') return false;
    return (
      ((operator === '>' || operator === '>=') && !holds(this.limit.rule, value)) ||
      (operator === '==' && value < threshold)
    );
  }
}
