import { studentTails } from '../probability.ts';

export interface OtavaOptions {
  readonly window?: number;
  readonly maxPValue?: number;
  /** The least relative change, measured from the smaller side. */
  readonly minMagnitude?: number;
}

export interface OtavaChange {
  readonly index: number;
  readonly before: number;
  readonly after: number;
  readonly pValue: number;
}

/**
 * Finds changes as Apache Otava (before: Hunter) does with its defaults, its peculiarities included: standard deviations
 * divided by n, and after a removal the wrong neighbours looked at again. Fleming and others, "Hunter: Using change point
 * detection to hunt for performance regressions", ICPE 2023, doi:10.1145/3578244.3583719; otava/analysis.py.
 */
export function otavaChangePoints(values: readonly number[], options: OtavaOptions = {}): OtavaChange[] {
  const { window = 50, maxPValue = 0.001, minMagnitude = 0 } = options;
  const indexes = weakIndexes(values, Math.max(2, Math.floor(window)), firstPassPValue(maxPValue));
  const weak = indexes.map((index, i) => judged(values, index, [indexes[i - 1] ?? 0, indexes[i + 1] ?? values.length]));
  return merged(values, weak, { maxPValue, minMagnitude });
}

function firstPassPValue(p: number): number {
  if (p < 0.05) return p * 10;
  return p < 0.5 ? p * 2 : p;
}

function weakIndexes(values: readonly number[], window: number, maxPValue: number): number[] {
  const found = new Set<number>();
  const step = Math.floor(window / 2);
  for (let start = 0; start < values.length; ) {
    const inside = divided(values.slice(start, start + window), maxPValue).map((index) => start + index);
    for (const index of inside) found.add(index);
    start = Math.max(inside.at(-1) ?? 0, start + step);
  }
  return [...found].sort((left, right) => left - right);
}

/** Splits where the divergence of energies is greatest, until what it finds is not significant. */
function divided(values: readonly number[], maxPValue: number): number[] {
  const pairs = pairSums(values);
  const found: number[] = [];
  for (;;) {
    const bounds = [0, ...found, values.length];
    let best: Candidate | undefined;
    for (const [i, from] of bounds.slice(0, -1).entries()) {
      const candidate = candidateIn(pairs, from, bounds[i + 1] as number);
      if (candidate !== undefined && (best === undefined || candidate.divergence > best.divergence)) best = candidate;
    }
    if (best === undefined) return found;
    const { from, to, at } = best;
    if (!(judged(values, at, [from, to]).pValue <= maxPValue)) return found;
    found.push(at);
    found.sort((left, right) => left - right);
  }
}

interface Candidate {
  readonly from: number;
  readonly to: number;
  readonly at: number;
  readonly divergence: number;
}

/** Sums of the distances between all pairs within [from, to): row `from`, column `to`. */
function pairSums(values: readonly number[]): readonly Float64Array[] {
  const count = values.length;
  const sums = Array.from({ length: count + 1 }, () => new Float64Array(count + 1));
  for (let to = 1; to <= count; to++) {
    let toLast = 0;
    for (let from = to - 1; from >= 0; from--) {
      toLast += Math.abs((values[from] as number) - (values[to - 1] as number));
      const row = sums[from] as Float64Array;
      row[to] = (row[to - 1] as number) + toLast;
    }
  }
  return sums;
}

function candidateIn(pairs: readonly Float64Array[], from: number, to: number): Candidate | undefined {
  let best: Candidate | undefined;
  for (let at = from + 1; at < to; at++) {
    for (let end = at + 1; end <= to; end++) {
      const divergence = divergenceOf(pairs, from, [at, end]);
      if (best === undefined || divergence > best.divergence) best = { from, to, at, divergence };
    }
  }
  return best;
}

/** Matteson and James, "A nonparametric approach for multiple change point analysis of multivariate data", JASA 109, 2014. */
function divergenceOf(pairs: readonly Float64Array[], from: number, [at, end]: readonly [number, number]): number {
  const [n, m] = [at - from, end - at];
  const left = pairs[from]?.[at] as number;
  const right = pairs[at]?.[end] as number;
  const across = (pairs[from]?.[end] as number) - left - right;
  const within = n > 1 ? ((2 * m) / (n + m) / (n - 1)) * left : 0;
  const beyond = m > 1 ? ((2 * n) / (n + m) / (m - 1)) * right : 0;
  return (2 / (n + m)) * across - within - beyond;
}

/** Student's test of both sides, from deviations that are too small: they are divided by n. */
function judged(values: readonly number[], index: number, [from, to]: readonly [number, number]): OtavaChange {
  const [left, right] = [values.slice(from, index), values.slice(index, to)];
  const [before, after] = [meanOf(left), meanOf(right)];
  const freedom = left.length + right.length - 2;
  if (freedom <= 0) return { index, before, after, pValue: 1 };
  const squares = (left.length - 1) * varianceOf(left, before) + (right.length - 1) * varianceOf(right, after);
  const t = (before - after) / Math.sqrt((squares / freedom) * (1 / left.length + 1 / right.length));
  return { index, before, after, pValue: Number.isFinite(t) ? studentTails(t, freedom) : Number.isNaN(t) ? 1 : 0 };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function varianceOf(values: readonly number[], mean: number): number {
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}

/** Takes the weakest away until all that are left are significant and large enough. */
function merged(
  values: readonly number[],
  weak: readonly OtavaChange[],
  { maxPValue, minMagnitude }: { readonly maxPValue: number; readonly minMagnitude: number },
): OtavaChange[] {
  const changes = [...weak];
  while (changes.length > 0) {
    let removed = firstBy(changes, ({ pValue }) => pValue);
    if ((changes[removed] as OtavaChange).pValue < maxPValue) {
      removed = firstBy(changes, (change) => -magnitudeOf(change));
      if (magnitudeOf(changes[removed] as OtavaChange) > minMagnitude) return changes;
    }
    changes.splice(removed, 1);
    // The neighbours whose sides have changed are the ones at removed − 1 and removed; it is these that Otava looks at.
    for (const i of [removed, removed + 1]) {
      const change = changes[i];
      if (change === undefined) continue;
      changes[i] = judged(values, change.index, [changes[i - 1]?.index ?? 0, changes[i + 1]?.index ?? values.length]);
    }
  }
  return changes;
}

/** Position of the first of the greatest. */
function firstBy(changes: readonly OtavaChange[], size: (change: OtavaChange) => number): number {
  let best = 0;
  for (const [i, change] of changes.entries()) {
    if (size(change) > size(changes[best] as OtavaChange)) best = i;
  }
  return best;
}

function magnitudeOf({ before, after }: OtavaChange): number {
  const [forward, backward] = [before === 0 ? 0 : after / before - 1, after === 0 ? 0 : before / after - 1];
  return Math.max(Math.abs(forward), Math.abs(backward));
}
