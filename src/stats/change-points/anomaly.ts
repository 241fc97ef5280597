import { studentQuantile, studentTails } from '../probability.ts';
import { levelAndScale, robustMean } from './robust.ts';
import { scaleFor } from './working-scale.ts';

export interface Anomaly {
  readonly isAnomaly: boolean;
  /** Of the values before. */
  readonly median: number;
  readonly count: number;
  /** Where all but one in a hundred values are expected. */
  readonly low: number;
  readonly high: number;
  /** How far off the median it is, in what 95 % of values stay within. */
  readonly times: number;
  /** How likely a value is to be that far off by chance. */
  readonly probability: number;
}

const LEAST_VALUES = 8;
const EXPECTED = 0.99;
const USUAL = 0.95;

/**
 * Holds a new value against those before it, by the interval of prediction about their level, on the logarithms where all
 * are above 0; single outliers among them do not widen it. Undefined with fewer than eight values: nobody can tell.
 */
export function anomalyOf(history: readonly number[], value: number): Anomaly | undefined {
  const finite = history.filter(Number.isFinite);
  if (finite.length < LEAST_VALUES || !Number.isFinite(value)) return undefined;
  const scale = scaleFor([...finite, value]);
  const before = scale.values.subarray(0, finite.length);
  const { level: median, scale: spread } = levelAndScale(before, new Float64Array(finite.length));
  const deviation = Math.sqrt(Math.max(scale.leastVariance, varianceWithin(before, median, spread)));
  const mean = robustMean(before, deviation);
  const error = deviation * Math.sqrt(1 + 1 / finite.length);
  const off = (scale.values[finite.length] as number) - mean;
  const freedom = finite.length - 1;
  const reach = (share: number) => studentQuantile((1 + share) / 2, freedom) * error;
  return {
    isAnomaly: Math.abs(off) > reach(EXPECTED),
    median: scale.original(median),
    count: finite.length,
    low: scale.original(mean - reach(EXPECTED)),
    high: scale.original(mean + reach(EXPECTED)),
    times: Math.abs(off) / reach(USUAL),
    probability: studentTails(off / error, freedom),
  };
}

/** Beyond so many scales values are drawn in. */
const REACH = 3.5;

function varianceWithin(values: Float64Array, middle: number, scale: number): number {
  let squares = 0;
  for (const value of values) squares += Math.min(Math.abs(value - middle), REACH * scale) ** 2;
  return squares / Math.max(1, values.length - 1);
}
