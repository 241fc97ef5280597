import type { LimitRule } from '../model/limit.ts';
import type { Second } from '../model/second.ts';
import { aggregateOf } from './measured.ts';
import { type Matching, SelectionTally } from './selection-tally.ts';

/** A stretch of a run, and what a limit's aggregate came to in it. */
export interface WindowValue {
  readonly value: number;
  readonly fromSecond: number;
  readonly untilSecond: number;
}

/** Every window of whole seconds that a limit with `over` is judged on, sliding by a second; keeps the worst. */
export class Windows {
  readonly seconds: number;
  readonly #rule: LimitRule;
  readonly #matching: Matching;
  readonly #ring: SelectionTally[];
  #filled = 0;
  #complete = 0;
  #latest: WindowValue | undefined;
  #worst: WindowValue | undefined;

  constructor(rule: LimitRule, matching: Matching) {
    this.seconds = Math.max(1, Math.ceil((rule.overMs ?? 0) / 1000));
    this.#rule = rule;
    this.#matching = matching;
    this.#ring = Array.from({ length: this.seconds }, () => new SelectionTally());
  }

  /** How many windows were complete, those without a sample too. */
  get complete(): number {
    return this.#complete;
  }

  /** The window that ended with the last second; undefined while incomplete or without a sample. */
  get latest(): WindowValue | undefined {
    return this.#latest;
  }

  get worst(): WindowValue | undefined {
    return this.#worst;
  }

  add(second: Second): void {
    const tally = this.#ring[this.#filled++ % this.seconds] as SelectionTally;
    tally.reset();
    tally.add(second, this.#matching);
    this.#latest = undefined;
    if (this.#filled < this.seconds) return;
    this.#complete++;
    const value = this.#value();
    if (value === undefined) return;
    const untilSecond = second.second + 1;
    this.#latest = { value, fromSecond: untilSecond - this.seconds, untilSecond };
    if (this.#worst === undefined || this.#badness(value) > this.#badness(this.#worst.value))
      this.#worst = this.#latest;
  }

  #value(): number | undefined {
    const sum = new SelectionTally();
    for (let back = 0; back < this.seconds; back++) {
      sum.merge(this.#ring[(this.#filled + back) % this.seconds] as SelectionTally);
    }
    const measured = sum.measured();
    if (measured !== undefined) return aggregateOf(measured, this.#rule.aggregate, this.seconds);
    return isCount(this.#rule) && isKnown(this.#rule, this.#matching) ? 0 : undefined;
  }

  #badness(value: number): number {
    const { operator, threshold } = this.#rule;
    if (operator === '<' || operator === '<=') return value;
    if (operator === '>' || operator === '>=') return -value;
    const distance = Math.abs(value - threshold);
    return operator === '==' ? distance : -distance;
  }
}

export function isCount({ aggregate }: LimitRule): boolean {
  return aggregate.kind === 'count' || aggregate.kind === 'perSecond';
}

/** Whether that nothing was counted means zero: of a whole metric, or of a selection that has had samples. */
export function isKnown(rule: LimitRule, matching: Matching): boolean {
  return Object.keys(rule.tags).length === 0 || matching.unit !== undefined;
}
