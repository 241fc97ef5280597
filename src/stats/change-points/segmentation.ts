import { drawnIn, type Room, roomFor, type Stretch } from './robust.ts';
import { LEAST_SEGMENT, type Noise, type Split, scan } from './scan.ts';

export interface SegmentationOptions extends Noise {
  /** How likely a stretch without a change may be to be split. */
  readonly falseAlarms: number;
}

/** Series up to this long may have the false alarms of one stretch in each; those of longer ones are shared out among stretches. */
const SHORT = 400;

/** How many of the false alarms of a series of `count` values a stretch of `length` may make. */
export function allowance(length: number, count: number): number {
  return Math.min(1, Math.max(length, SHORT) / count);
}

/** Of the false alarms allowed, how many the stretch as a whole may make; the rest is left for parts of it. */
const SHARE_OF_WHOLE = 0.9;
/** Parts that are shorter prove nothing beside the many that are looked at. */
const LEAST_PART = 16;

/**
 * Splits a series where its level changes, stretch by stretch: each as a whole first; where that shows nothing, parts of it
 * on a grid of lengths and places, which find what goes up and comes down again. After Kovács, Bühlmann, Li and Munk, "Seeded
 * binary segmentation", Biometrika 110(1), 2023. Answers the first index of each new level.
 */
export function segment(values: Float64Array, options: SegmentationOptions): number[] {
  const room = roomFor(values.length);
  const found: number[] = [];
  const open: Stretch[] = [{ from: 0, to: values.length }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const at = splitOf(values, next, { ...options, room });
    if (at === undefined) continue;
    found.push(at);
    open.push({ from: next.from, to: at }, { from: at, to: next.to });
  }
  return found.sort((left, right) => left - right);
}

interface Search extends SegmentationOptions {
  readonly room: Room;
}

function splitOf(values: Float64Array, stretch: Stretch, search: Search): number | undefined {
  if (stretch.to - stretch.from < 2 * LEAST_SEGMENT) return undefined;
  const allowed = search.falseAlarms * allowance(stretch.to - stretch.from, values.length);
  const whole = scan(drawnIn(values, stretch, search.room), search, allowed * SHARE_OF_WHOLE);
  if (whole !== undefined) return stretch.from + whole.at;
  const parts = partsOf(stretch);
  const level = (allowed * (1 - SHARE_OF_WHOLE)) / parts.length;
  let best: Split | undefined;
  for (const part of parts) {
    const found = scan(drawnIn(values, part, search.room), search, level);
    if (found === undefined || found.probability >= (best?.probability ?? 1)) continue;
    best = { at: part.from + found.at, probability: found.probability };
  }
  return best?.at;
}

/** Halves, quarters and so on, each overlapping the next by half. */
function partsOf({ from, to }: Stretch): Stretch[] {
  const count = to - from;
  const parts: Stretch[] = [];
  for (let cuts = 2; count / cuts >= LEAST_PART; cuts *= 2) {
    const length = Math.ceil(count / cuts);
    const last = 2 * cuts - 2;
    for (let i = 0; i <= last; i++) {
      const start = from + Math.round((i * (count - length)) / last);
      parts.push({ from: start, to: start + length });
    }
  }
  return parts;
}
