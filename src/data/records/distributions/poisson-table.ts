import { cumulative, firstAbove } from './weighted.ts';

/** Further than this many deviations from the mean lies less than what 53 bits can tell. */
const REACH = 10;

/** The quantile of a Poisson distribution, from a table around its mean: of about twenty deviations. */
export function poissonQuantile(mean: number): (u: number) => number {
  const reach = REACH * Math.sqrt(mean) + 20;
  const first = Math.max(0, Math.floor(mean - reach));
  const last = Math.ceil(mean + reach);
  const mode = Math.max(Math.floor(mean), first);
  // Relative to the mode, so that nothing overflows or vanishes.
  const weights = new Array<number>(last - first + 1).fill(0);
  weights[mode - first] = 1;
  for (let k = mode + 1; k <= last; k++) weights[k - first] = ((weights[k - first - 1] as number) * mean) / k;
  for (let k = mode - 1; k >= first; k--) weights[k - first] = ((weights[k - first + 1] as number) * (k + 1)) / mean;
  const sums = cumulative(
    weights,
    weights.reduce((sum, weight) => sum + weight, 0),
  );
  return (u) => first + firstAbove(sums, u);
}
