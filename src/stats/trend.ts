import { normalQuantile } from './intervals.ts';
import { median, quantileOfSorted } from './quantile.ts';

interface Trend {
  /** The change of y for each unit of x. */
  readonly slope: number;
  readonly intercept: number;
  readonly low: number;
  readonly high: number;
}

interface TrendOptions {
  readonly confidence?: number;
  /** Longer series are thinned to the medians of this many equal stretches: the work grows with its square. */
  readonly maxPoints?: number;
  /** By how much autocorrelation widens the variance of Kendall's S, and so the interval. */
  readonly varianceInflation?: number;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * The Theil–Sen line, the median of the slopes between all pairs of points, which a few outliers don't move; its interval is
 * that of Kendall's test. Sen, "Estimates of the regression coefficient based on Kendall's tau", JASA 63, 1968. Undefined
 * when fewer than two points differ in x.
 */
export function theilSen(points: readonly Point[], options: TrendOptions = {}): Trend | undefined {
  const { confidence = 0.95, maxPoints = 500, varianceInflation = 1 } = options;
  const kept = thin(points, maxPoints);
  const slopes = pairSlopes(kept);
  if (slopes.length === 0) return undefined;
  const slope = quantileOfSorted(slopes, 0.5);
  const reach = normalQuantile((1 + confidence) / 2) * Math.sqrt(kendallVariance(kept) * varianceInflation);
  const last = slopes.length - 1;
  const below = Math.round((slopes.length - reach) / 2) - 1;
  const above = Math.round((slopes.length + reach) / 2);
  return {
    slope,
    intercept: median(kept.map(({ x, y }) => y - slope * x)),
    low: below < 0 ? Number.NEGATIVE_INFINITY : (slopes[below] as number),
    high: above > last ? Number.POSITIVE_INFINITY : (slopes[above] as number),
  };
}

function thin(points: readonly Point[], maxPoints: number): readonly Point[] {
  if (points.length <= maxPoints) return points;
  return Array.from({ length: maxPoints }, (_, stretch) => {
    const from = Math.floor((stretch * points.length) / maxPoints);
    const inside = points.slice(from, Math.floor(((stretch + 1) * points.length) / maxPoints));
    return { x: median(inside.map(({ x }) => x)), y: median(inside.map(({ y }) => y)) };
  });
}

function pairSlopes(points: readonly Point[]): Float64Array {
  const slopes = new Float64Array((points.length * (points.length - 1)) / 2);
  let filled = 0;
  for (const [i, first] of points.entries()) {
    for (let j = i + 1; j < points.length; j++) {
      const second = points[j] as Point;
      if (second.x !== first.x) slopes[filled++] = (second.y - first.y) / (second.x - first.x);
    }
  }
  return slopes.subarray(0, filled).sort();
}

/** The variance of Kendall's S with ties in x and in y: Kendall, "Rank Correlation Methods", 4th ed., 1970, equation 4.3. */
export function kendallVariance(points: readonly Point[]): number {
  const n = points.length;
  const xTies = tieSizes(points.map(({ x }) => x));
  const yTies = tieSizes(points.map(({ y }) => y));
  const sum = (ties: readonly number[], term: (size: number) => number) =>
    ties.reduce((all, size) => all + term(size), 0);
  const spread = (size: number) => size * (size - 1) * (2 * size + 5);
  const pairs = (size: number) => size * (size - 1);
  const triples = (size: number) => size * (size - 1) * (size - 2);
  const untied = (spread(n) - sum(xTies, spread) - sum(yTies, spread)) / 18;
  const tiedPairs = (sum(xTies, pairs) * sum(yTies, pairs)) / (2 * pairs(n));
  const tiedTriples = n > 2 ? (sum(xTies, triples) * sum(yTies, triples)) / (9 * triples(n)) : 0;
  return Math.max(0, untied + tiedPairs + tiedTriples);
}

function tieSizes(values: readonly number[]): number[] {
  const sizes = new Map<number, number>();
  for (const value of values) sizes.set(value, (sizes.get(value) ?? 0) + 1);
  return [...sizes.values()].filter((size) => size > 1);
}
