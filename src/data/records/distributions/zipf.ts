import type { Random } from '../../../load/random.ts';

/** Ranks from 1 to `size`, rank k with a chance in proportion to 1 / k^s. */
export interface Zipf {
  /** Exact, in constant memory. */
  sample(random: Random): number;
  /** The rank under which a share `u` of the chance lies; from sums by Euler and Maclaurin. */
  quantile(u: number): number;
}

/**
 * Rejection-inversion: W. Hörmann and G. Derflinger, "Rejection-inversion to generate variates from monotone discrete
 * distributions", ACM TOMACS 6(3), 1996. Any s above 0; fewer than 1.2 rounds on average.
 */
export function zipf(size: number, s: number): Zipf {
  const density = (x: number) => Math.exp(-s * Math.log(x));
  /** The integral of the density, and its inverse; both without loss near s = 1. */
  const area = (x: number) => expm1Over((1 - s) * Math.log(x)) * Math.log(x);
  const inverse = (y: number) => Math.exp(log1pOver(Math.max(y * (1 - s), -1)) * y);
  const upper = area(size + 0.5);
  const lower = area(1.5) - 1;
  const shortcut = 2 - inverse(area(2.5) - density(2));
  const sample = (random: Random): number => {
    for (;;) {
      const y = upper + random.next() * (lower - upper);
      const x = inverse(y);
      const rank = Math.min(Math.max(Math.round(x), 1), size);
      if (rank - x <= shortcut || y >= area(rank + 0.5) - density(rank)) return rank;
    }
  };
  const total = harmonic(size, s);
  const quantile = (u: number): number => {
    let low = 1;
    let high = size;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (harmonic(middle, s) < u * total) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return { sample, quantile };
}

const EXACT_TERMS = 16;

/** The sum of k^-s up to n: the first terms as they are, the rest by Euler and Maclaurin. */
function harmonic(n: number, s: number): number {
  let sum = 0;
  const head = Math.min(n, EXACT_TERMS);
  for (let k = 1; k <= head; k++) sum += k ** -s;
  if (n <= EXACT_TERMS) return sum;
  const from = EXACT_TERMS;
  const log = Math.log(n / from);
  const integral = from ** (1 - s) * expm1Over((1 - s) * log) * log;
  const ends = (n ** -s - from ** -s) / 2;
  const slopes = (s * (from ** (-s - 1) - n ** (-s - 1))) / 12;
  const third = (s * (s + 1) * (s + 2) * (from ** (-s - 3) - n ** (-s - 3))) / 720;
  return sum + integral + ends + slopes - third;
}

/** (e^x − 1) / x. */
function expm1Over(x: number): number {
  return Math.abs(x) > 1e-8 ? Math.expm1(x) / x : 1 + (x / 2) * (1 + x / 3);
}

/** ln(1 + x) / x. */
function log1pOver(x: number): number {
  return Math.abs(x) > 1e-8 ? Math.log1p(x) / x : 1 - x * (0.5 - x / 3);
}
