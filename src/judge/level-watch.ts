import type { LimitRule } from '../model/limit.ts';
import type { PlannedLimit } from '../model/plan.ts';
import type { Second } from '../model/second.ts';
import { type Decision, decideQuantile, decideRate, varianceInflation } from '../stats/decide.ts';
import { testDrift } from '../stats/drift.ts';
import { holds } from './evaluate-limit.ts';
import { aggregateOf } from './measured.ts';
import { Matching, SelectionTally } from './selection-tally.ts';

/** Whether a level of load is within a limit, as far as can be told by now. */
export interface LimitDecision {
  readonly rule: LimitRule;
  readonly decided: Decision;
  /** By the value alone, whatever its uncertainty; undefined without a sample. */
  readonly holds: boolean | undefined;
  readonly value: number | undefined;
  /** The value kept growing, and would cross the limit if the load went on. */
  readonly isGrowing: boolean;
}

/** A load that is to be carried for good must not let latency grow beyond the limit within this time. */
const HORIZON_HOURS = 5 / 60;
/** Fewer seconds show no trend. */
const LEAST_SECONDS_FOR_TREND = 6;
const TREND_CONFIDENCE = 0.99;

/** Follows one level's limits second by second, with the confidence asked for however often it is looked at. */
export class LevelWatch {
  readonly #limits: readonly WatchedAtLevel[];

  constructor(limits: readonly PlannedLimit[], confidence: number) {
    this.#limits = limits.map(({ rule }) => new WatchedAtLevel(rule, confidence));
  }

  add(second: Second): void {
    for (const limit of this.#limits) limit.add(second);
  }

  /** Of the limits that had any sample. */
  decisions(): LimitDecision[] {
    return this.#limits.flatMap((limit) => limit.decision() ?? []);
  }
}

/** What share of samples may lie on the wrong side, where a limit can be put so. */
interface ShareRule {
  readonly share: number;
  /** The samples of one second, and how many of them are on the wrong side. */
  count(tally: SelectionTally): { readonly count: number; readonly exceeding: number };
}

class WatchedAtLevel {
  readonly #rule: LimitRule;
  readonly #confidence: number;
  readonly #matching: Matching;
  readonly #shareRule: ShareRule | undefined;
  readonly #all = new SelectionTally();
  readonly #one = new SelectionTally();
  readonly #counts: { readonly count: number; readonly exceeding: number }[] = [];
  /** Mean of each second, of limits on times. */
  readonly #means: { readonly timeMs: number; readonly value: number | undefined }[] = [];
  #seconds = 0;

  constructor(rule: LimitRule, confidence: number) {
    this.#rule = rule;
    this.#confidence = confidence;
    this.#matching = new Matching(rule);
    this.#shareRule = shareRuleOf(rule);
  }

  add(second: Second): void {
    this.#one.reset();
    this.#one.add(second, this.#matching);
    this.#all.merge(this.#one);
    this.#seconds++;
    if (this.#shareRule !== undefined) this.#counts.push(this.#shareRule.count(this.#one));
    const measured = this.#one.measured();
    const mean = measured?.type === 'trend' && measured.count > 0 ? measured.mean : undefined;
    this.#means.push({ timeMs: second.second * 1000, value: mean });
  }

  decision(): LimitDecision | undefined {
    const rule = this.#rule;
    const measured = this.#all.measured();
    if (measured === undefined) return undefined;
    const value = aggregateOf(measured, rule.aggregate, this.#seconds);
    if (value === undefined) return undefined;
    const isGrowing = this.#isGrowing();
    const isHeld = holds(rule, value) && !isGrowing;
    return { rule, decided: this.#decided(isHeld, isGrowing), holds: isHeld, value, isGrowing };
  }

  #decided(isHeld: boolean, isGrowing: boolean): Decision {
    if (isGrowing) return 'crossed';
    if (this.#shareRule === undefined) return isHeld ? 'within' : 'crossed';
    const inflation = varianceInflation(this.#counts);
    const sum = (key: 'count' | 'exceeding') => this.#counts.reduce((total, each) => total + each[key], 0) / inflation;
    const counts = { count: sum('count'), exceeding: sum('exceeding'), confidence: this.#confidence };
    const { share } = this.#shareRule;
    // What must never happen is decided by its happening; no number of samples shows that it can't.
    if (share <= 0) return counts.exceeding > 0 ? 'crossed' : 'within';
    return this.#rule.aggregate.kind === 'percentile'
      ? decideQuantile({ ...counts, percentile: this.#rule.aggregate.percentile })
      : decideRate({ ...counts, share });
  }

  /** Whether the mean grows so that it would be beyond the limit before long: more comes in than is served. */
  #isGrowing(): boolean {
    const { aggregate, operator, threshold } = this.#rule;
    const isUpperBound = operator === '<' || operator === '<=';
    const isTime = this.#matching.unit === 'ms' && (aggregate.kind === 'percentile' || aggregate.kind === 'mean');
    if (!isUpperBound || !isTime || this.#means.length < LEAST_SECONDS_FOR_TREND) return false;
    const drift = testDrift(this.#means, { confidence: TREND_CONFIDENCE });
    if (drift === undefined || drift.pValue > 1 - TREND_CONFIDENCE || drift.slopeInterval.low <= 0) return false;
    return drift.endLevel + drift.slopePerHour * HORIZON_HOURS > threshold;
  }
}

function shareRuleOf(rule: LimitRule): ShareRule | undefined {
  const { aggregate, operator, threshold } = rule;
  const isUpperBound = operator === '<' || operator === '<=';
  const isLowerBound = operator === '>' || operator === '>=';
  if (aggregate.kind === 'percentile' && isUpperBound) {
    return { share: 1 - aggregate.percentile / 100, count: (tally) => exceedingOf(tally, threshold) };
  }
  if (aggregate.kind === 'within' && isLowerBound) {
    return { share: 1 - threshold, count: (tally) => exceedingOf(tally, aggregate.bound) };
  }
  if (aggregate.kind !== 'rate' || !(isUpperBound || isLowerBound || operator === '==')) return undefined;
  const isUpper = isUpperBound || (operator === '==' && threshold === 0);
  return { share: isUpper ? threshold : 1 - threshold, count: (tally) => wrongOf(tally, isUpper) };
}

function exceedingOf(tally: SelectionTally, bound: number): { count: number; exceeding: number } {
  const { count, above } = tally.counted(bound);
  return { count, exceeding: above };
}

function wrongOf(tally: SelectionTally, countsPasses: boolean): { count: number; exceeding: number } {
  const measured = tally.measured();
  if (measured?.type !== 'rate') return { count: 0, exceeding: 0 };
  const { passes, fails } = measured;
  return { count: passes + fails, exceeding: countsPasses ? passes : fails };
}
