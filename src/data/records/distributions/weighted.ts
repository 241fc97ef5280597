import type { Random } from '../../../load/random.ts';

/** One of a list, by weight. */
export interface Weighted {
  /** The place of the one drawn, in constant time. */
  sample(random: Random): number;
  /** The place under which a share `u` of the weight lies. */
  quantile(u: number): number;
}

/** M. D. Vose, "A linear algorithm for generating random numbers with a given distribution", IEEE TSE 17(9), 1991. */
export function weighted(weights: readonly number[]): Weighted {
  const size = weights.length;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const { keep, alias } = aliasTable(weights.map((weight) => (weight * size) / total));
  const sums = cumulative(weights, total);
  return {
    sample: (random) => {
      const at = random.next() * size;
      const place = Math.floor(at);
      return at - place < (keep[place] as number) ? place : (alias[place] as number);
    },
    quantile: (u) => firstAbove(sums, u),
  };
}

/** The first place whose sum lies above `u`; the last one for a `u` at the end. */
export function firstAbove(sums: Float64Array, u: number): number {
  let low = 0;
  let high = sums.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sums[middle] as number) > u) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Running shares, the last of them 1. */
export function cumulative(weights: readonly number[], total: number): Float64Array {
  const sums = new Float64Array(weights.length);
  let sum = 0;
  for (const [place, weight] of weights.entries()) {
    sum += weight;
    sums[place] = sum / total;
  }
  return sums;
}

function aliasTable(shares: number[]): { keep: Float64Array; alias: Int32Array } {
  // What rounding leaves over keeps its own place; nothing that weighs nothing is ever drawn.
  const keep = Float64Array.from(shares, (share) => (share === 0 ? 0 : 1));
  const alias = new Int32Array(shares.length).fill(shares.indexOf(Math.max(...shares)));
  const small: number[] = [];
  const large: number[] = [];
  for (const [place, share] of shares.entries()) (share < 1 ? small : large).push(place);
  while (small.length > 0 && large.length > 0) {
    const less = small.pop() as number;
    const more = large[large.length - 1] as number;
    keep[less] = shares[less] as number;
    alias[less] = more;
    shares[more] = (shares[more] as number) + (shares[less] as number) - 1;
    if ((shares[more] as number) < 1) small.push(large.pop() as number);
  }
  return { keep, alias };
}
