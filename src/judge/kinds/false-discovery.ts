/**
 * Which of many tests stand, so that of those that do no more than the share `rate` is expected to be chance: Benjamini and
 * Hochberg, "Controlling the false discovery rate", Journal of the Royal Statistical Society B 57(1), 1995. It holds for tests that
 * depend on one another positively as well, as percentiles of one series do: Benjamini and Yekutieli, Annals of Statistics 29(4), 2001.
 */
export function discoveries(pValues: readonly number[], rate: number): boolean[] {
  const ranked = [...pValues].sort((a, b) => a - b);
  const last = ranked.findLastIndex((p, rank) => p <= (rate * (rank + 1)) / ranked.length);
  const highest = ranked[last] ?? Number.NEGATIVE_INFINITY;
  return pValues.map((p) => p <= highest);
}
