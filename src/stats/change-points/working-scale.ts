/** A series on the scale it is worked on. */
export interface Scale {
  readonly values: Float64Array;
  readonly isLogarithm: boolean;
  /** Rounding hides at least so much variance. */
  readonly leastVariance: number;
  original(value: number): number;
  /** A standard deviation about `level`, in the unit of the series. */
  originalSpread(level: number, spread: number): number;
}

/** Differences of this share are rounding errors of the arithmetic. */
const ARITHMETIC = 1e-12;

/**
 * Logarithms where every value is above 0, since noise then mostly grows with the level and sizes are ratios; otherwise the
 * values as shares of the greatest, so that none can overflow.
 */
export function scaleFor(values: readonly number[]): Scale {
  const isLogarithm = values.length > 0 && values.every((value) => value > 0);
  const unit = isLogarithm ? 1 : values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  const working = Float64Array.from(values, isLogarithm ? Math.log : (value) => value / unit);
  return {
    values: working,
    isLogarithm,
    leastVariance: roundingVariance(working),
    original: isLogarithm ? Math.exp : (value) => value * unit,
    originalSpread: (level, spread) => (isLogarithm ? Math.exp(level) * spread : spread * unit),
  };
}

/** Values that are multiples of something hide a uniform error: Sheppard, "On the calculation of the most probable values of frequency constants", 1898. */
function roundingVariance(values: Float64Array): number {
  const sorted = values.slice().sort();
  let least = Number.POSITIVE_INFINITY;
  for (let i = 1; i < sorted.length; i++) {
    const gap = (sorted[i] as number) - (sorted[i - 1] as number);
    if (gap > ARITHMETIC && gap < least) least = gap;
  }
  const step = Number.isFinite(least) ? least : 0;
  return Math.max(step ** 2 / 12, ARITHMETIC ** 2);
}
