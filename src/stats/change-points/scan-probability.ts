import { normalQuantile } from '../intervals.ts';
import { normalCdf, studentCdf } from '../probability.ts';

interface Scan {
  /** Of independent values. */
  readonly count: number;
  /** The fewest values that either side of a split has. */
  readonly least: number;
}

/**
 * How likely the greatest of all two-sample statistics, one for each place where a series without a change may be split,
 * is to reach `z` on either side: James, James and Siegmund, "Tests for a change-point", Biometrika 74(1), 1987, equation 3.
 */
export function scanProbability(z: number, { count, least }: Scan): number {
  if (!(z > 1)) return 1;
  const from = z * Math.sqrt(Math.max(0, 1 / (count - least) - 1 / count));
  const to = z * Math.sqrt(Math.max(0, 1 / least - 1 / count));
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  const integral = integrate(from, to, (x) => overshoot(x + (z * z) / (count * x)) / x);
  return Math.min(1, 2 * z * density * integral + 2 * normalCdf(-z));
}

/** The normal deviate as unlikely as this value of Student's t: what short series need to be judged by the same scale. */
export function normalDeviate(t: number, freedom: number): number {
  if (!(t > 0)) return 0;
  if (t === Number.POSITIVE_INFINITY) return MOST_DEVIATIONS;
  const tail = studentCdf(-t, freedom);
  return tail > 0 ? Math.min(MOST_DEVIATIONS, -normalQuantile(tail)) : MOST_DEVIATIONS;
}

const MOST_DEVIATIONS = 37;

/** By how much a random walk passes a bound: Siegmund, "Sequential Analysis", 1985, in the form of Siegmund and Yakir, 2007. */
function overshoot(x: number): number {
  const half = x / 2;
  const above = normalCdf(half);
  const density = Math.exp((-half * half) / 2) / Math.sqrt(2 * Math.PI);
  return ((2 / x) * (above - 0.5)) / (half * above + density);
}

const STEPS = 64;

/** Simpson's rule over the logarithm of x, which runs over orders of magnitude. */
function integrate(from: number, to: number, of: (x: number) => number): number {
  const low = Math.log(Math.max(from, 1e-12));
  const width = Math.log(to) - low;
  if (!(width > 0)) return 0;
  let sum = 0;
  for (let step = 0; step <= STEPS; step++) {
    const x = Math.exp(low + (width * step) / STEPS);
    const weight = step === 0 || step === STEPS ? 1 : step % 2 === 1 ? 4 : 2;
    sum += weight * of(x) * x;
  }
  return (sum * width) / (3 * STEPS);
}
