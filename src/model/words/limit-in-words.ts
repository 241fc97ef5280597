import type { LimitRule } from '../limit.ts';
import { isLimitProblem, parseLimit } from '../limit-grammar.ts';

/** A limit in words, and how near what was measured came to it. */
export interface LimitInWords {
  readonly rule: string;
  /** `http_req_duration p95`. */
  readonly subject: string;
  /** `< 200ms`. */
  readonly allowed: string;
  readonly measured: string;
  /** How much of what is allowed is taken: 1 is at the limit. Null where that can't be told. */
  readonly used: number | null;
}

export interface MeasuredLimit {
  readonly rule: string;
  readonly value: number | null;
  /** Of the value, or of the metric. */
  readonly unit?: string;
}

/** `show` says how a value reads, one that was not measured too. */
export function limitInWords(
  { rule, value, unit }: MeasuredLimit,
  show: (value: number | null, unit: string) => string,
): LimitInWords {
  const parsed = parseLimit(rule);
  if (isLimitProblem(parsed)) {
    return { rule, subject: rule, allowed: '', measured: show(value, unit ?? 'count'), used: null };
  }
  const perSecond = parsed.aggregate.kind === 'perSecond' && value !== null ? '/s' : '';
  return {
    rule,
    ...splitRule(rule, parsed.operator),
    measured: show(value, valueUnit(parsed, unit)) + perSecond,
    used: value === null ? null : usedShare(parsed, value),
  };
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
