/**
 * P values corrected for how many there are, so that one is at most `level` by chance in that share of all cases: Holm, "A simple
 * sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6(2), 1979.
 */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((p, at) => ({ p, at })).sort((a, b) => a.p - b.p);
  const corrected = new Array<number>(pValues.length).fill(1);
  let least = 0;
  for (const [rank, { p, at }] of order.entries()) {
    least = Math.max(least, Math.min(1, p * (order.length - rank)));
    corrected[at] = least;
  }
  return corrected;
}
