import type { Duration } from './test-spec.ts';

/**
 * A duration in milliseconds, or undefined when the text is none: `'30s'`, `'1m30s'`, `'250ms'`, `'10min'`, or seconds as a
 * number, also as text.
 *
 * @example durationMs('1m30s') // 90000
 */
export function durationMs(duration: Duration): number | undefined {
  if (typeof duration === 'number') return Number.isFinite(duration) && duration >= 0 ? duration * 1000 : undefined;
  const text = duration.trim().toLowerCase();
  if (PLAIN_NUMBER.test(text)) return Number(text) * 1000;
  if (!WHOLE.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(PART)) total += Number(amount) * (UNIT_MS.get(unit ?? '') ?? Number.NaN);
  return Number.isFinite(total) ? total : undefined;
}

const PLAIN_NUMBER = /^\d+(?:\.\d+)?$/;
const WHOLE = /^(?:\d+(?:\.\d+)?\s*[a-zµ]+\s*)+$/;
const PART = /(\d+(?:\.\d+)?)\s*([a-zµ]+)/g;

const UNIT_MS = new Map<string, number>();
for (const [ms, names] of [
  [0.001, 'us µs'],
  [1, 'ms msec msecs millisecond milliseconds'],
  [1000, 's sec secs second seconds'],
  [60_000, 'm min mins minute minutes'],
  [3_600_000, 'h hr hrs hour hours'],
  [86_400_000, 'd day days'],
] as const) {
  for (const name of names.split(' ')) UNIT_MS.set(name, ms);
}
