import type { StatusSet } from './test-spec.ts';

/** Inclusive. */
export type StatusRange = readonly [number, number];

/**
 * The ranges that a status set stands for, or undefined when it is none.
 *
 * @example statusRanges(['2xx', 304, '400-404']) // [[200, 299], [304, 304], [400, 404]]
 */
export function statusRanges(set: StatusSet): readonly StatusRange[] | undefined {
  if (typeof set === 'number') return isStatus(set) ? [[set, set]] : undefined;
  if (typeof set === 'string') return rangesOfText(set);
  const ranges: StatusRange[] = [];
  for (const part of set) {
    const some = statusRanges(part);
    if (some === undefined) return undefined;
    ranges.push(...some);
  }
  return ranges.length === 0 ? undefined : ranges;
}

export function isInRanges(status: number, ranges: readonly StatusRange[]): boolean {
  for (const [low, high] of ranges) if (status >= low && status <= high) return true;
  return false;
}

/** `200, 2xx or 301-303`, for messages and names. */
export function formatStatusSet(set: StatusSet): string {
  if (!Array.isArray(set)) return String(set);
  const parts = set.map(String);
  return parts.length < 2 ? parts.join() : `${parts.slice(0, -1).join(', ')} or ${parts.at(-1)}`;
}

function rangesOfText(text: string): readonly StatusRange[] | undefined {
  const parts = text.split(',').map((part) => part.trim());
  if (parts.length > 1) return statusRanges(parts);
  const [part = ''] = parts;
  if (/^\d{3}$/.test(part)) return statusRanges(Number(part));
  if (/^[1-9]xx$/i.test(part)) return [[Number(part[0]) * 100, Number(part[0]) * 100 + 99]];
  const range = /^(\d{3})\s*-\s*(\d{3})$/.exec(part);
  if (range === null) return undefined;
  const low = Number(range[1]);
  const high = Number(range[2]);
  return low <= high && isStatus(low) ? [[low, high]] : undefined;
}

function isStatus(status: number): boolean {
  return Number.isInteger(status) && status >= 100 && status <= 999;
}
