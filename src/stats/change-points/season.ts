import { fTail } from '../probability.ts';
import { drawnIn, medianInPlace, roomFor } from './robust.ts';

export interface Season {
  /** In values. */
  readonly period: number;
  /** What each phase adds to the level, from that of the first value on. */
  readonly effects: Float64Array;
}

/** A cycle must have been seen so often. */
const LEAST_CYCLES = 4;
const MOST_PERIOD = 200;
/** Of longer series the end is looked at. */
const MOST_VALUES = 2000;
/** How likely a series without a cycle may be to be given one. */
const FALSE_SEASONS = 0.0001;
/** Of a value; less comes from the arithmetic. */
const LEAST_VARIANCE = 1e-24;

/**
 * Looks for a cycle: takes the level out by averages over one cycle, and compares what lies between the phases with what lies
 * within them (analysis of variance), after taking out what neighbours have in common. Undefined where nothing repeats itself.
 */
export function findSeason(values: Float64Array, asked?: number): Season | undefined {
  const recent = values.subarray(Math.max(0, values.length - MOST_VALUES));
  const longest = Math.min(MOST_PERIOD, Math.floor(recent.length / LEAST_CYCLES));
  const periods =
    asked === undefined ? range(2, longest) : [asked].filter((each) => each >= 2 && each <= recent.length / 2);
  let best: { period: number; probability: number } | undefined;
  for (const period of periods) {
    const probability = cycleProbability(recent, period);
    if (probability < (best?.probability ?? 1)) best = { period, probability };
  }
  if (best === undefined || (asked === undefined && best.probability > FALSE_SEASONS / periods.length))
    return undefined;
  return { period: best.period, effects: effectsOf(values, best.period) };
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
}

function cycleProbability(values: Float64Array, period: number): number {
  const off = offAverage(values, period);
  const clipped = drawnIn(off, { from: 0, to: off.length }, roomFor(off.length)).slice();
  const rest = clipped.slice();
  const means = phaseMeans(clipped, period);
  for (let i = 0; i < rest.length; i++) rest[i] = (rest[i] as number) - (means[i % period] as number);
  const shared = Math.max(0, neighbourShare(rest));
  const fresh = new Float64Array(Math.max(0, clipped.length - 1));
  for (let i = 0; i < fresh.length; i++) fresh[i] = (clipped[i + 1] as number) - shared * (clipped[i] as number);
  return phaseProbability(fresh, period);
}

/** Values above the average of the cycle around them; those at the ends have none and are left out. */
function offAverage(values: Float64Array, period: number): Float64Array {
  const half = period >> 1;
  const count = values.length - 2 * half;
  const off = new Float64Array(Math.max(0, count));
  let sum = 0;
  for (let i = 0; i < 2 * half; i++) sum += values[i] as number;
  for (let i = 0; i < count; i++) {
    sum += values[i + 2 * half] as number;
    // Of an even cycle both ends count half.
    const ends = period % 2 === 0 ? ((values[i] as number) + (values[i + 2 * half] as number)) / 2 : 0;
    off[i] = (values[i + half] as number) - (sum - ends) / period;
    sum -= values[i] as number;
  }
  return off;
}

function phaseMeans(values: Float64Array, period: number): Float64Array {
  const sums = new Float64Array(period);
  const counts = new Float64Array(period);
  for (let i = 0; i < values.length; i++) {
    const phase = i % period;
    sums[phase] = (sums[phase] as number) + (values[i] as number);
    counts[phase] = (counts[phase] as number) + 1;
  }
  return sums.map((sum, phase) => sum / Math.max(1, counts[phase] as number));
}

function neighbourShare(values: Float64Array): number {
  let [together, all] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    all += (values[i] as number) ** 2;
    if (i > 0) together += (values[i] as number) * (values[i - 1] as number);
  }
  return all > 0 ? together / all : 0;
}

function phaseProbability(values: Float64Array, period: number): number {
  const count = values.length;
  if (count < 3 * period - 1 || count - period < 3) return 1;
  const means = phaseMeans(values, period);
  const mean = values.reduce((sum, value) => sum + value / count, 0);
  let [between, within] = [0, 0];
  for (let i = 0; i < count; i++) {
    const own = means[i % period] as number;
    between += (own - mean) ** 2;
    within += ((values[i] as number) - own) ** 2;
  }
  if (!(between > LEAST_VARIANCE * count)) return 1;
  const noise = Math.max(within, LEAST_VARIANCE * count) / (count - period);
  return fTail(between / (period - 1) / noise, period - 1, count - period);
}

function effectsOf(values: Float64Array, period: number): Float64Array {
  const half = period >> 1;
  const off = offAverage(values, period);
  const effects = new Float64Array(period);
  for (let phase = 0; phase < period; phase++) {
    const first = (((phase - half) % period) + period) % period;
    const own = Float64Array.from(
      { length: Math.ceil((off.length - first) / period) },
      (_, i) => off[first + i * period] ?? 0,
    );
    effects[phase] = medianInPlace(own, own.length);
  }
  const mean = effects.reduce((sum, effect) => sum + effect / period, 0);
  return effects.map((effect) => effect - mean);
}
