/** Seeded chance for the resampling of this folder, which imports none. */
export interface Chance {
  /** A number in [0, 1). */
  uniform(): number;
  normal(): number;
  /** A whole number from 0 up to, not including, `below`. */
  index(below: number): number;
}

/** The same numbers for the same seed: Steele, Lea and Flood's SplitMix as mulberry32 cuts it to 32 bits. */
export function seededChance(seed: number): Chance {
  let state = seed | 0;
  const uniform = (): number => {
    state = (state + 0x6d2b_79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 0x1_0000_0000;
  };
  return {
    uniform,
    // Box and Muller.
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    index: (below) => Math.floor(uniform() * below),
  };
}

/** A rank is whole where it would be without rounding. */
const ROUNDING = 1e-9;

/** The middle `confidence` of resampled values, by nearest rank; infinite values are in their place. */
export function percentileInterval(values: readonly number[], confidence: number): { low: number; high: number } {
  const sorted = Float64Array.from(values).sort();
  const outside = (1 - confidence) / 2;
  const last = sorted.length - 1;
  return {
    low: sorted[Math.max(0, Math.floor(outside * sorted.length + ROUNDING))] ?? Number.NaN,
    high: sorted[Math.min(last, Math.ceil((1 - outside) * sorted.length - ROUNDING) - 1)] ?? Number.NaN,
  };
}
