/**
 * The quantile of a sample, interpolated between its order statistics: type 7 of Hyndman and Fan, "Sample quantiles in
 * statistical packages", The American Statistician 50(4), 1996; the default of R and NumPy. NaN for an empty sample.
 */
export function quantile(values: readonly number[], q: number): number {
  return quantileOfSorted(
    [...values].sort((left, right) => left - right),
    q,
  );
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The same for values that are in ascending order already. */
export function quantileOfSorted(sorted: ArrayLike<number>, q: number): number {
  const place = Math.min(Math.max(q, 0), 1) * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below] ?? Number.NaN;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? Number.NaN;
  return low + (place - below) * (high - low);
}
