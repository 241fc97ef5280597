import { normalQuantile } from '../intervals.ts';
import { levelAndScale, medianInPlace, robustMean } from './robust.ts';
import { LEAST_SEGMENT, leastProbability } from './scan.ts';
import { scanProbability } from './scan-probability.ts';

/** The last values of a series, off its level: perhaps a new one. */
export interface Newcomer {
  /** The first of them. */
  readonly index: number;
  readonly count: number;
  /** How many more like them would show that the level has changed. */
  readonly needed: number;
}

export interface OutlierOptions {
  readonly bounds: readonly number[];
  readonly deviation: number;
  readonly drifts: readonly number[];
  readonly falseAlarms: number;
}

/** How likely a series of normal values may be to have one. */
const FALSE_OUTLIERS = 0.02;
/** The fewest deviations off the level, however short the series. */
const LEAST_OFF = 3.5;
/** What more than this share of values do, and more than so many, is usual. */
const USUAL_SHARE = 0.1;
const FEWEST_USUAL = 3;
/** A drifting level is the median of so many values on each side. */
const BESIDE = 5;

/** Values far off the level they belong to. */
export function outliersOf(values: Float64Array, options: OutlierOptions): { outliers: number[]; newcomer?: Newcomer } {
  const { deviation, bounds } = options;
  if (!(deviation > 0)) return { outliers: [] };
  const most = Math.max(LEAST_OFF, -normalQuantile(FALSE_OUTLIERS / 2 / Math.max(1, values.length))) * deviation;
  const off = offLevel(values, options);
  const far = [...off.keys()].filter((i) => Math.abs(off[i] as number) > most);
  const outliers = far.length > Math.max(FEWEST_USUAL, USUAL_SHARE * values.length) ? [] : far;
  const newcomer = newcomerOf(off, { outliers, start: bounds.at(-2) ?? 0, options });
  return { outliers, ...(newcomer === undefined ? {} : { newcomer }) };
}

function offLevel(values: Float64Array, { bounds, drifts }: OutlierOptions): Float64Array {
  const off = new Float64Array(values.length);
  for (const [i, from] of bounds.slice(0, -1).entries()) {
    const to = bounds[i + 1] ?? values.length;
    const part = values.subarray(from, to);
    const isDrifting = drifts.some((at) => at > from && at < to);
    const level = part.length === 0 ? 0 : levelAndScale(part, new Float64Array(part.length)).level;
    for (let at = 0; at < part.length; at++) {
      off[from + at] = (part[at] as number) - (isDrifting ? nearbyLevel(part, at) : level);
    }
  }
  return off;
}

function nearbyLevel(values: Float64Array, at: number): number {
  const nearby = values.slice(Math.max(0, at - BESIDE), at + BESIDE + 1);
  return medianInPlace(nearby, nearby.length);
}

interface Ending {
  readonly outliers: readonly number[];
  /** Where the last level begins. */
  readonly start: number;
  readonly options: OutlierOptions;
}

function newcomerOf(off: Float64Array, { outliers, start, options }: Ending): Newcomer | undefined {
  let index = off.length;
  while (outliers.at(index - off.length - 1) === index - 1 && isSameSide(off, index - 1)) index--;
  const count = off.length - index;
  const before = index - start;
  if (count === 0 || before < LEAST_SEGMENT) return undefined;
  const apart = Math.abs(robustMean(off.slice(index), options.deviation)) / options.deviation;
  for (let more = Math.max(1, LEAST_SEGMENT - count); more <= MOST_NEEDED; more++) {
    const after = count + more;
    const all = before + after;
    const deviate = apart * Math.sqrt((before * after) / all);
    const chance = scanProbability(deviate, { count: all, least: LEAST_SEGMENT });
    if (Math.max(chance, leastProbability(all, before)) <= options.falseAlarms) return { index, count, needed: more };
  }
  return undefined;
}

const MOST_NEEDED = 50;

function isSameSide(off: Float64Array, at: number): boolean {
  return Math.sign(off[at] as number) === Math.sign(off[off.length - 1] as number);
}
