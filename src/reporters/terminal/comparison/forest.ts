const WIDTH = 15;

/** A ratio with its interval, drawn about no change in the middle, on a logarithmic scale that reaches `extent` either way. */
export function forest({ ratio, low, high }: { ratio: number; low: number; high: number }, extent: number): string {
  const middle = (WIDTH - 1) / 2;
  const place = (value: number) => {
    const at = middle + (Math.log(Math.max(value, 1e-300)) / extent) * middle;
    return Math.round(Math.min(WIDTH - 1, Math.max(0, at)));
  };
  const cells = new Array<string>(WIDTH).fill(' ');
  cells.fill('─', place(low), place(high) + 1);
  cells[middle] = '│';
  cells[place(ratio)] = '█';
  return cells.join('');
}

/** How far the scale reaches: a quarter either way at least, fourfold at most; what goes beyond is cut. */
export function extentOf(ratios: readonly { readonly low: number; readonly high: number }[]): number {
  const ends = ratios
    .flatMap(({ low, high }) => [Math.abs(Math.log(low)), Math.abs(Math.log(high))])
    .filter(Number.isFinite);
  return Math.min(Math.log(4), Math.max(Math.log(1.25), ...ends));
}
