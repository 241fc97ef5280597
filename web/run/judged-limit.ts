import type { LimitRule } from '../../src/model/limit.ts';
import { isLimitProblem, parseLimit } from '../../src/model/limit-grammar.ts';
import type { LimitResult } from '../../src/model/run.ts';
import { showValue } from '../../src/model/show-value.ts';

/** A limit in words, and how near what was measured came to it. */
export interface JudgedLimit {
  readonly limit: LimitResult;
  /** `http_req_duration p95`. */
  readonly subject: string;
  /** `< 200ms`. */
  readonly allowed: string;
  readonly measured: string;
  /** How much of what is allowed is taken: 1 is at the limit. Null where that can't be told. */
  readonly used: number | null;
  /** Undefined where it can't be read. */
  readonly rule: LimitRule | undefined;
}

export function judgedLimit(limit: LimitResult, unitOfMetric?: string): JudgedLimit {
  const { rule: text, value } = limit;
  const unit = limit.unit ?? unitOfMetric;
  const rule = parseLimit(text);
  if (isLimitProblem(rule)) {
    return { limit, subject: text, allowed: '', measured: shown(value, unit ?? 'count'), used: null, rule: undefined };
  }
  const perSecond = rule.aggregate.kind === 'perSecond' && value !== null ? '/s' : '';
  return {
    limit,
    ...splitRule(text, rule.operator),
    measured: shown(value, valueUnit(rule, unit)) + perSecond,
    used: value === null ? null : usedShare(rule, value),
    rule,
  };
}

/** `42%` of what is allowed; of what is crossed `12% over`, or `3.6×`. Empty where it can't be told. */
export function usedText(used: number | null): string {
  if (used === null || !Number.isFinite(used)) return '';
  if (used <= 1) return used > 0 && used < 0.01 ? '<1%' : `${Math.floor(used * 100)}%`;
  if (used < 2) return `${Math.max(1, Math.round((used - 1) * 100))}% over`;
  return used > 9999 ? '>9999×' : `${used < 10 ? used.toFixed(1) : Math.round(used)}×`;
}

function shown(value: number | null, unit: string): string {
  return value === null || !Number.isFinite(value) ? '–' : showValue(value, unit);
}

/** A rule that counts samples, or takes a share of them, has its value in another unit than its metric. */
function valueUnit({ aggregate, metric }: LimitRule, unit: string | undefined): string {
  if (aggregate.kind === 'within' || aggregate.kind === 'rate') return 'share';
  if (aggregate.kind === 'count' && unit !== 'bytes') return 'count';
  if (unit !== undefined) return unit;
  return /duration|_time$/.test(metric) ? 'ms' : 'count';
}

/** Of an upper bound, the part reached; of a lower bound on a share, the part of the misses allowed that was taken. */
function usedShare({ operator, threshold, aggregate }: LimitRule, value: number): number | null {
  if (operator === '<' || operator === '<=') return threshold > 0 ? value / threshold : null;
  if (operator !== '>' && operator !== '>=') return null;
  const isShare = aggregate.kind === 'within' || aggregate.kind === 'rate';
  if (isShare) return threshold < 1 ? (1 - value) / (1 - threshold) : null;
  return value > 0 && threshold >= 0 ? threshold / value : null;
}

/** At the operator outside of the tags' braces, whose values may hold any character. */
function splitRule(rule: string, operator: string): { subject: string; allowed: string } {
  const afterTags = rule.lastIndexOf('}') + 1;
  const sign = /[<>=!≤≥≠]+/.exec(rule.slice(afterTags));
  if (sign === null) return { subject: rule, allowed: '' };
  const at = afterTags + sign.index;
  return { subject: rule.slice(0, at).trim(), allowed: `${operator} ${rule.slice(at + sign[0].length).trim()}` };
}
