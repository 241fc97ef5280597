/** The known name closest to a mistyped one, or undefined when none is near enough to be meant. */
export function closest(name: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase(), bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** `did you mean 'x'?`, or undefined. */
export function didYouMean(name: string, known: Iterable<string>): string | undefined {
  const best = closest(name, known);
  return best === undefined ? undefined : `did you mean '${best}'?`;
}

/** Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours; gives up at `limit`. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= a.length; row++) {
    rows[row] = [row];
    for (let column = 1; column <= b.length; column++) {
      rows[row]?.push(cheapest({ a, b, rows }, row, column));
    }
  }
  return rows[a.length]?.[b.length] ?? limit;
}

interface Distances {
  readonly a: string;
  readonly b: string;
  readonly rows: readonly (readonly number[])[];
}

function cheapest({ a, b, rows }: Distances, row: number, column: number): number {
  const at = (up: number, left: number): number => rows[row - up]?.[column - left] ?? Number.POSITIVE_INFINITY;
  const isSame = a[row - 1] === b[column - 1];
  const isSwapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
  return Math.min(at(1, 0) + 1, at(0, 1) + 1, at(1, 1) + (isSame ? 0 : 1), isSwapped ? at(2, 2) + 1 : Infinity);
}
