import type { Interval } from './intervals.ts';
import { normalCdf, studentQuantile, studentTails } from './probability.ts';
import { median } from './quantile.ts';
import { type MeasuredPoint, measuredPoints, type SeriesPoint } from './series-point.ts';
import { kendallVariance, theilSen } from './trend.ts';

export interface DriftOptions {
  readonly confidence?: number;
  /** A cycle to take out first, a backup or a cache's expiry; without it a cycle only widens the interval. */
  readonly periodMs?: number;
}

/** How a long series moves, as numbers; what to make of them is for others. */
export interface Drift {
  /** Points with a value. */
  readonly count: number;
  /** How many independent points the series is worth. */
  readonly effectiveCount: number;
  /** Between neighbouring points (of the thinned series) after the trend is taken out, corrected for its bias. */
  readonly autocorrelation: number;
  /** Kendall's: 1 where every later point is higher, −1 where every one is lower. */
  readonly tau: number;
  /** How likely a series without a trend, autocorrelated like this one, is to look at least as much like one; of two sides. */
  readonly pValue: number;
  readonly slopePerHour: number;
  readonly slopeInterval: Interval;
  /** Of the fitted line, at the first and the last point. */
  readonly startLevel: number;
  readonly endLevel: number;
  /** From the first point to the last, as a share of the level at the start; undefined where that is not above 0. */
  readonly relativeChange: (Interval & { readonly value: number }) | undefined;
  readonly durationMs: number;
}

const LEAST_POINTS = 4;
/** Longer series are thinned to the medians of this many stretches, which have less noise and less autocorrelation. */
const MOST_POINTS = 240;
const MS_PER_HOUR = 3_600_000;
/** With fewer points nobody knows how autocorrelated they are, and only ranks are safe. */
const LEAST_FOR_SLOPE = 30;

/**
 * The test of Mann ("Nonparametric tests against trend", Econometrica 13(3), 1945) and Kendall, its variance widened for
 * autocorrelation after Hamed and Rao ("A modified Mann–Kendall trend test for autocorrelated data", J. Hydrology 204, 1998), and the slope of
 * Theil and Sen. Where so few independent points are left that no ranks could be proof, the slope itself is tested. Undefined with fewer than four points or no time between them.
 */
export function testDrift(points: readonly SeriesPoint[], options: DriftOptions = {}): Drift | undefined {
  const { confidence = 0.95, periodMs } = options;
  const measured = measuredPoints(points);
  const [first, last] = [measured[0], measured.at(-1)];
  if (first === undefined || last === undefined || measured.length < LEAST_POINTS) return undefined;
  const durationMs = last.timeMs - first.timeMs;
  if (!(durationMs > 0)) return undefined;
  const kept = thinned(periodMs === undefined ? measured : withoutCycle(measured, periodMs));
  const line = kept.map(({ timeMs, value }) => ({ x: (timeMs - first.timeMs) / MS_PER_HOUR, y: value }));
  const trend = theilSen(line);
  if (trend === undefined) return undefined;
  const residuals = residualsOf(line, trend.slope);
  const dependence = dependenceOf(residuals);
  const found = { line, residuals, slope: trend.slope, confidence, ...dependence };
  const { score, ...tested } = ranksSuffice(line.length, dependence.inflation) ? byRanks(found) : bySlope(found);
  const hours = durationMs / MS_PER_HOUR;
  const share = hours / trend.intercept;
  const { low, high } = tested.slopeInterval;
  return {
    count: measured.length,
    effectiveCount: line.length / dependence.inflation,
    autocorrelation: dependence.autocorrelation,
    tau: tauOf(line, score),
    pValue: tested.pValue,
    slopePerHour: trend.slope,
    slopeInterval: tested.slopeInterval,
    startLevel: trend.intercept,
    endLevel: trend.intercept + trend.slope * hours,
    relativeChange:
      trend.intercept > 0 ? { value: trend.slope * share, low: low * share, high: high * share } : undefined,
    durationMs,
  };
}

function thinned(points: readonly MeasuredPoint[]): readonly MeasuredPoint[] {
  if (points.length <= MOST_POINTS) return points;
  return Array.from({ length: MOST_POINTS }, (_, stretch) => {
    const from = Math.floor((stretch * points.length) / MOST_POINTS);
    const inside = points.slice(from, Math.floor(((stretch + 1) * points.length) / MOST_POINTS));
    return { timeMs: median(inside.map(({ timeMs }) => timeMs)), value: median(inside.map(({ value }) => value)) };
  });
}

const MOST_PHASES = 60;

/** Takes off, at each phase of the cycle, the median of what lies above the trend. */
function withoutCycle(points: readonly MeasuredPoint[], periodMs: number): readonly MeasuredPoint[] {
  const first = points[0] as MeasuredPoint;
  const durationMs = (points.at(-1) as MeasuredPoint).timeMs - first.timeMs;
  if (!(periodMs > 0 && durationMs >= 2 * periodMs)) return points;
  const perCycle = (points.length * periodMs) / durationMs;
  const phases = Math.max(1, Math.min(MOST_PHASES, Math.floor(perCycle)));
  const trend = theilSen(points.map(({ timeMs, value }) => ({ x: timeMs - first.timeMs, y: value })));
  const phaseOf = ({ timeMs }: MeasuredPoint) =>
    Math.floor(((((timeMs - first.timeMs) % periodMs) + 0.5 * (periodMs / perCycle)) / periodMs) * phases) % phases;
  const above = Array.from({ length: phases }, (): number[] => []);
  for (const point of points) {
    above[phaseOf(point)]?.push(point.value - (trend?.slope ?? 0) * (point.timeMs - first.timeMs));
  }
  const middle = median(above.flat());
  const offsets = above.map((values) => (values.length === 0 ? 0 : median(values) - middle));
  return points.map((point) => ({ ...point, value: point.value - (offsets[phaseOf(point)] ?? 0) }));
}

interface PlacedPoint {
  readonly x: number;
  readonly y: number;
}

interface Found extends Dependence {
  readonly line: readonly PlacedPoint[];
  readonly residuals: readonly number[];
  readonly slope: number;
  readonly confidence: number;
}

interface Tested {
  /** Kendall's S. */
  readonly score: number;
  readonly pValue: number;
  readonly slopeInterval: Interval;
}

/**
 * Whether ranks could show a trend: even where every point is above the one before, Kendall's S has a greatest value, which
 * with few independent points is no proof. The choice depends on what the trend leaves, not on the trend.
 */
function ranksSuffice(n: number, inflation: number): boolean {
  if (n < LEAST_FOR_SLOPE) return true;
  const most = (n * (n - 1)) / 2 / Math.sqrt((inflation * n * (n - 1) * (2 * n + 5)) / 18);
  return most >= 1.5 * studentQuantile(0.995, freedomOf(n, inflation));
}

/** A line takes two, an autocorrelation that had to be estimated one more. */
function freedomOf(n: number, inflation: number): number {
  return Math.max(1, n / inflation - (inflation > 1 ? 3 : 2));
}

function byRanks({ line, inflation, confidence }: Found): Tested {
  const score = kendallScore(line);
  const variance = kendallVariance(line) * inflation;
  const freedom = freedomOf(line.length, inflation);
  // Student's quantile in the place of the normal one, as one deviation of a wider normal distribution.
  const reach = studentQuantile((1 + confidence) / 2, freedom);
  const widened = theilSen(line, { confidence: 2 * normalCdf(1) - 1, varianceInflation: inflation * reach ** 2 });
  const { low = Number.NEGATIVE_INFINITY, high = Number.POSITIVE_INFINITY } = widened ?? {};
  const z = Math.max(0, Math.abs(score) - 1) / Math.sqrt(variance);
  return { score, pValue: variance > 0 ? studentTails(z, freedom) : 1, slopeInterval: { low, high } };
}

/** The slope against the error that residuals this autocorrelated leave it. */
function bySlope({ line, residuals, slope, inflation, confidence }: Found): Tested {
  const n = line.length;
  const freedom = Math.max(2, freedomOf(n, inflation));
  const middle = line.reduce((sum, { x }) => sum + x / n, 0);
  const spread = line.reduce((sum, { x }) => sum + (x - middle) ** 2, 0);
  const variance = residuals.reduce((sum, residual) => sum + residual ** 2, 0) / n;
  const standardError = Math.sqrt((variance * (1 + 2 / freedom) * inflation) / spread);
  const reach = studentQuantile((1 + confidence) / 2, freedom) * standardError;
  return {
    score: kendallScore(line),
    pValue: slope === 0 ? 1 : studentTails(slope / standardError, freedom),
    slopeInterval: { low: slope - reach, high: slope + reach },
  };
}

function kendallScore(line: readonly PlacedPoint[]): number {
  let score = 0;
  for (const [i, first] of line.entries()) {
    for (let j = i + 1; j < line.length; j++) {
      const second = line[j] as PlacedPoint;
      score += Math.sign(second.y - first.y) * Math.sign(second.x - first.x);
    }
  }
  return score;
}

/** About their median; differences of the size of rounding are none. */
function residualsOf(line: readonly PlacedPoint[], slope: number): number[] {
  const above = line.map(({ x, y }) => y - slope * x);
  const middle = median(above);
  const rounding = 1e-12 * line.reduce((most, { y }) => Math.max(most, Math.abs(y)), 0);
  return above.map((value) => (Math.abs(value - middle) <= rounding ? 0 : value - middle));
}

/** Kendall's tau b, which ties don't lessen. */
function tauOf(points: readonly PlacedPoint[], score: number): number {
  const untied = (values: readonly number[]) => {
    const sizes = new Map<number, number>();
    for (const value of values) sizes.set(value, (sizes.get(value) ?? 0) + 1);
    const tied = [...sizes.values()].reduce((sum, size) => sum + (size * (size - 1)) / 2, 0);
    return (values.length * (values.length - 1)) / 2 - tied;
  };
  const pairs = Math.sqrt(untied(points.map(({ x }) => x)) * untied(points.map(({ y }) => y)));
  return pairs > 0 ? score / pairs : 0;
}

interface Dependence {
  readonly autocorrelation: number;
  /** At least 1. */
  readonly inflation: number;
}

/** Of what the trend leaves, by ranks, which spikes can't dominate. */
function dependenceOf(residuals: readonly number[]): Dependence {
  const n = residuals.length;
  const ranks = ranksOf(residuals);
  const first = unbiased(correlationAt(ranks, 1), n);
  // Less than one deviation of chance is no autocorrelation, where there are enough points to say so.
  const chance = n < LEAST_FOR_SLOPE ? 0 : 1 / Math.sqrt(n);
  const decaying = first > chance ? inflationBy(n, (lag) => first ** lag) : 1;
  const inflation = Math.max(1, decaying, significantInflation(ranks));
  return { autocorrelation: first, inflation: Math.min(inflation, n / 2) };
}

/** Correlations beyond the first few lags that stand out from chance, for series that don't just decay. */
function significantInflation(ranks: readonly number[]): number {
  const n = ranks.length;
  const chance = SIGNIFICANT / Math.sqrt(n);
  const most = Math.floor(n / 4);
  const correlations = Array.from({ length: most }, (_, i) => correlationAt(ranks, i + 1));
  return inflationBy(n, (lag) => {
    const correlation = correlations[lag - 1] ?? 0;
    return Math.abs(correlation) > chance ? correlation : 0;
  });
}

/** Deviations: of a dozen lags looked at, chance alone rarely gets one that far. */
const SIGNIFICANT = 3;

function inflationBy(n: number, correlation: (lag: number) => number): number {
  let sum = 0;
  for (let lag = 1; lag < n - 2; lag++) sum += (n - lag) * (n - lag - 1) * (n - lag - 2) * correlation(lag);
  return 1 + (2 * sum) / (n * (n - 1) * (n - 2));
}

/** After a line was taken out: Marriott and Pope, "Bias in the estimation of autocorrelations", Biometrika 41, 1954, extended to a trend. */
function unbiased(correlation: number, n: number): number {
  return Math.max(-0.99, Math.min(0.99, (correlation * n + 2) / (n - 4 > 0 ? n - 4 : 1)));
}

function correlationAt(values: readonly number[], lag: number): number {
  const mean = values.reduce((sum, value) => sum + value / values.length, 0);
  let [together, all] = [0, 0];
  for (const [i, value] of values.entries()) {
    all += (value - mean) ** 2;
    if (i >= lag) together += (value - mean) * ((values[i - lag] as number) - mean);
  }
  return all > 0 ? together / all : 0;
}

/** From 1; tied values share their mean rank. */
function ranksOf(values: readonly number[]): number[] {
  const order = [...values.keys()].sort((left, right) => (values[left] as number) - (values[right] as number));
  const ranks = values.map(() => 0);
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to < order.length && values[order[to] as number] === values[order[from] as number]) to++;
    for (let at = from; at < to; at++) ranks[order[at] as number] = (from + to + 1) / 2;
    from = to;
  }
  return ranks;
}
