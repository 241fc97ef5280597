/**
 * Where a share of all stands on an axis of nines: 90 % at 1, 99 % at 2, 99.9 % at 3. The last one of a thousand gets as
 * much room as the slowest half of ten, which is how a tail is seen.
 */
export function ninesOf(share: number): number {
  return -Math.log10(1 - Math.min(Math.max(share, 0), 1));
}

export function shareOfNines(nines: number): number {
  return 1 - 10 ** -nines;
}

/** How far the axis reaches for so many values: to the share that a single one is above. */
export function ninesOfCount(count: number): number {
  return Math.max(1, Math.log10(Math.max(1, count)));
}

/** The shares to label up to so many nines. */
export function nineTicks(nines: number): number[] {
  const further: number[] = [];
  for (let index = 2; index <= nines + 1e-9; index++) further.push(Number(shareOfNines(index).toPrecision(index)));
  return [0, 0.5, 0.9, ...(nines >= 1.3 ? [0.95] : []), ...further].sort((left, right) => left - right);
}

/** `p50`, `p99.9`: as many digits as tell it from the next. */
export function showPercentile(share: number): string {
  const nines = ninesOf(share);
  const decimals = Number.isFinite(nines) ? Math.min(6, Math.max(0, Math.ceil(nines) - 1)) : 0;
  return `p${Number((share * 100).toFixed(decimals))}`;
}
