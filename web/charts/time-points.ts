import type { TimeChartSpec } from './specs.ts';
import type { TimeRange } from './time-axis.tsx';

/** How long a step of a chart is: the least that lies between two. */
export function stepOf(timesMs: readonly number[], endMs: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let at = 1; at < timesMs.length; at++) {
    const step = (timesMs[at] ?? 0) - (timesMs[at - 1] ?? 0);
    if (step > 0 && step < least) least = step;
  }
  return Number.isFinite(least) ? least : Math.min(1000, Math.max(1, endMs));
}

/** Each value stands in the middle of the step that it was measured over. */
export function middlesOf(timesMs: readonly number[], stepMs: number): number[] {
  return timesMs.map((time) => time + stepMs / 2);
}

/** The index of the time nearest to this one; undefined where all are further than a step away. */
export function nearestIndex(timesMs: readonly number[], ms: number, stepMs: number): number | undefined {
  let [low, high] = [0, timesMs.length - 1];
  if (high < 0) return undefined;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((timesMs[middle] ?? 0) <= ms) low = middle;
    else high = middle;
  }
  const [before, after] = [distance(timesMs[low], ms), distance(timesMs[high], ms)];
  const [nearest, away] = after < before ? [high, after] : [low, before];
  return away <= stepMs ? nearest : undefined;
}

function distance(time: number | undefined, ms: number): number {
  return time === undefined ? Number.POSITIVE_INFINITY : Math.abs(time - ms);
}

export interface LineSummary {
  readonly min: number;
  readonly median: number;
  readonly max: number;
  readonly last: number;
}

/** What a line comes to within a stretch of time; undefined where it has no value. */
export function summaryOf(
  values: readonly (number | null)[],
  middles: readonly number[],
  range?: TimeRange | null,
): LineSummary | undefined {
  const within = values.filter((value, at): value is number => value != null && isWithin(middles[at] ?? 0, range));
  const last = within.at(-1);
  if (last === undefined) return undefined;
  const sorted = [...within].sort((left, right) => left - right);
  const median = sorted[(sorted.length - 1) >> 1] ?? last;
  return { min: sorted[0] ?? last, median, max: sorted.at(-1) ?? last, last };
}

function isWithin(ms: number, range: TimeRange | null | undefined): boolean {
  return range == null || (ms >= range.fromMs && ms <= range.toMs);
}

/** The lowest and the highest value of what is drawn between two times; undefined where there is none. */
export function extentOf(
  lines: readonly (readonly (number | null | undefined)[])[],
  middles: readonly number[],
  range: TimeRange,
): { low: number; high: number } | undefined {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const values of lines) {
    for (let at = 0; at < values.length; at++) {
      const value = values[at];
      if (value == null || !isWithin(middles[at] ?? 0, range)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low > high ? undefined : { low, high };
}

/** Which points have no neighbour to draw a line to, and would not be seen without a dot. */
export function lonePoints(values: ArrayLike<number | null | undefined>): number[] {
  const lone: number[] = [];
  for (let at = 0; at < values.length; at++) {
    if (values[at] != null && values[at - 1] == null && values[at + 1] == null) lone.push(at);
  }
  return lone;
}

/** Limits that are worth the room: those within sight of what was measured. */
export function limitsInSight(limits: TimeChartSpec['limits'], high: number | undefined): number[] {
  const values = (limits ?? []).map(({ value }) => value).filter((value) => Number.isFinite(value) && value >= 0);
  if (high === undefined || high <= 0) return values;
  return values.filter((value) => value <= high * FAR);
}

/** A limit higher than so many times the highest value would flatten the lines, and is told of at the edge instead. */
const FAR = 3;
