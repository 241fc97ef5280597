import type { Comparison } from '../../model/run.ts';
import { normalQuantile } from '../../stats/intervals.ts';
import { normalCdf } from '../../stats/probability.ts';
import { discoveries } from '../kinds/false-discovery.ts';

const Z = normalQuantile(0.975);

/**
 * Which comparisons of a whole job are not explained by there being so many: of those that stand, no more than the share `rate`
 * is expected to be chance.
 */
export function standing(comparisons: readonly Comparison[], rate: number): ReadonlySet<Comparison> {
  const kept = discoveries(comparisons.map(pValue), rate);
  return new Set(comparisons.filter((_, at) => kept[at] === true));
}

/**
 * Of no change, from the ratio and its 95 % interval, taken as normal on the scale of logarithms: Altman and Bland, "How to
 * obtain the P value from a confidence interval", BMJ 343, 2011. The end of the interval that lies nearer to no change counts,
 * so that one without an end is read with care.
 */
export function pValue({ ratio, low, high }: Comparison): number {
  const [centre, near] = ratio >= 1 ? [Math.log(ratio), Math.log(low)] : [-Math.log(ratio), -Math.log(high)];
  if (centre === Number.POSITIVE_INFINITY) return near > 0 ? 1 - CONFIDENCE : 1;
  const error = (centre - near) / Z;
  if (!Number.isFinite(centre) || Number.isNaN(error)) return 1;
  if (error <= 0) return centre === 0 ? 1 : 0;
  return 2 * normalCdf(-centre / error);
}

const CONFIDENCE = 0.95;
