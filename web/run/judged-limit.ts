import type { LimitResult } from '../../src/model/run.ts';
import { showValue } from '../../src/model/show-value.ts';
import { type LimitInWords, limitInWords } from '../../src/model/words/limit-in-words.ts';

/** A limit in words, and how near what was measured came to it. */
export interface JudgedLimit extends LimitInWords {
  readonly limit: LimitResult;
}

export function judgedLimit(limit: LimitResult, unitOfMetric?: string): JudgedLimit {
  const { rule, value } = limit;
  const unit = limit.unit ?? unitOfMetric;
  return { limit, ...limitInWords({ rule, value, ...(unit === undefined ? {} : { unit }) }, shown) };
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
