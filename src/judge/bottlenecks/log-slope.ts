import type { Interval } from '../../stats/intervals.ts';
import { studentQuantile } from '../../stats/probability.ts';

export interface LogSlope extends Interval {
  /** Per cent that the value changes for each per cent of load: 1 where it follows, 0 where it stays. */
  readonly value: number;
}

const CONFIDENCE = 0.95;
const LEAST_POINTS = 4;
/** The highest load over the lowest. */
const LEAST_SPREAD = 1.4;

/** How a value follows load, as the slope of their logarithms by least squares, with its interval. Undefined where load hardly varies. */
export function logSlope(points: readonly { readonly load: number; readonly value: number }[]): LogSlope | undefined {
  const logs = points
    .filter(({ load, value }) => load > 0 && value > 0)
    .map(({ load, value }) => ({ x: Math.log(load), y: Math.log(value) }));
  const n = logs.length;
  const xs = logs.map(({ x }) => x);
  if (n < LEAST_POINTS || Math.max(...xs) - Math.min(...xs) < Math.log(LEAST_SPREAD)) return undefined;
  const [meanX, meanY] = [xs.reduce((sum, x) => sum + x, 0) / n, logs.reduce((sum, { y }) => sum + y, 0) / n];
  const spread = xs.reduce((sum, x) => sum + (x - meanX) ** 2, 0);
  const slope = logs.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0) / spread;
  const residuals = logs.map(({ x, y }) => y - meanY - slope * (x - meanX));
  const variance = residuals.reduce((sum, residual) => sum + residual ** 2, 0) / (n - 2);
  const reach = studentQuantile((1 + CONFIDENCE) / 2, n - 2) * Math.sqrt((variance * inflationOf(residuals)) / spread);
  return { value: slope, low: slope - reach, high: slope + reach };
}

/** Neighbours that resemble each other tell less than independent ones. */
function inflationOf(residuals: readonly number[]): number {
  if (residuals.length < 10) return 1;
  const all = residuals.reduce((sum, residual) => sum + residual ** 2, 0);
  const together = residuals.reduce((sum, residual, i) => sum + residual * (residuals[i - 1] ?? 0), 0);
  const correlation = all > 0 ? Math.min(0.9, Math.max(0, together / all)) : 0;
  return (1 + correlation) / (1 - correlation);
}
