/** Lines laid on top of each other, the first at the bottom; hidden ones take no room. A gap is where all shown have one. */
export function stacked(
  lines: readonly (readonly (number | null)[])[],
  isShown: (line: number) => boolean,
): (number | null)[][] {
  const shown = lines.filter((_, line) => isShown(line));
  const sums = (lines[0] ?? []).map((_, at): number | null => (shown.some((values) => values[at] != null) ? 0 : null));
  return lines.map((values, line) => {
    if (!isShown(line)) return values.map(() => null);
    return values.map((value, at) => {
      const below = sums[at];
      if (below == null) return null;
      const sum = below + (value ?? 0);
      sums[at] = sum;
      return sum;
    });
  });
}
