import { studentQuantile } from './probability.ts';

/** Mean of logarithms with its interval; `exp` of it is a ratio or the geometric mean. */
export interface LogMean {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Of a single value; 0 for fewer than two. */
  readonly deviation: number;
  readonly count: number;
  readonly standardError: number;
}

/**
 * Student's interval for the mean of independent values: one for each process, never one for each batch. `level` is the share of
 * intervals that may miss. Infinite with fewer than two values.
 */
export function logMean(values: readonly number[], level = 0.05): LogMean {
  const count = values.length;
  const value = values.reduce((sum, each) => sum + each / count, 0);
  const variance = count < 2 ? 0 : values.reduce((sum, each) => sum + (each - value) ** 2, 0) / (count - 1);
  const standardError = Math.sqrt(variance / count);
  const reach = count < 2 ? Number.POSITIVE_INFINITY : studentQuantile(1 - level / 2, count - 1) * standardError;
  return { value, low: value - reach, high: value + reach, deviation: Math.sqrt(variance), count, standardError };
}

/**
 * The smallest true difference that is found four times in five: (t.975 + t.8) standard errors. NIST/SEMATECH e-Handbook of Statistical
 * Methods, section 7.2.2.2, with Student's quantiles as the deviation is estimated.
 */
export function smallestFound(deviation: number, count: number, level = 0.05): number {
  if (count < 2) return Number.POSITIVE_INFINITY;
  const quantiles = studentQuantile(1 - level / 2, count - 1) + studentQuantile(0.8, count - 1);
  return (quantiles * deviation) / Math.sqrt(count);
}

/** Correlation of each value with the one before. */
export function lagOne(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value / values.length, 0);
  let [together, all] = [0, 0];
  for (const [at, value] of values.entries()) {
    all += (value - mean) ** 2;
    if (at > 0) together += (value - mean) * ((values[at - 1] as number) - mean);
  }
  return all > 0 ? together / all : 0;
}
