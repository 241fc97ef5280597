/**
 * The Universal Scalability Law: Gunther, "Guerrilla Capacity Planning", Springer, 2007, chapters 4 to 6, in the form with
 * three coefficients of Gunther, Puglia and Tomasette, "Hadoop superlinear scalability", ACM Queue 13(5), 2015.
 */
import type { Interval } from './intervals.ts';
import { solve } from './least-squares.ts';
import { studentQuantile } from './probability.ts';
import { percentileInterval, seededChance } from './resample.ts';
import {
  type Coefficient,
  describeFit,
  distinctLoads,
  type LoadPoint,
  parameterCount,
  type ScalingFit,
  type ScalingValues,
  solveLaw,
  throughputAt,
  throughputOf,
  usablePoints,
  withoutRounding,
} from './scaling-law.ts';

/**
 * `nls`: least squares on the throughput, with λ estimated too, as R's usl 2 and later and Schwartz's "Practical
 * Scalability Analysis" do. `nls-normalised`: the same with λ held at the throughput of one user, as gnuplot users and R's nls on
 * C(N) = X(N)/X(1) do. `quadratic`: Gunther's spreadsheet, a parabola through the origin laid through N/C(N) − 1, as R's usl 1.
 */
export type UslMethod = 'nls' | 'nls-normalised' | 'quadratic';

export interface UslOptions {
  readonly method?: UslMethod;
  /** Holds λ at this value; the normalising methods otherwise take the mean throughput at load 1. */
  readonly lambda?: number;
  readonly confidence?: number;
  /** Where intervals come from: Student's t (the default), or refitting to resampled points or residuals. */
  readonly intervals?: 'student' | 'bootstrap-pairs' | 'bootstrap-residuals';
  readonly resamples?: number;
  readonly seed?: number;
}

export interface Estimate extends Interval {
  readonly value: number;
}

export interface UslFit extends ScalingFit {
  readonly law: 'usl';
  readonly method: UslMethod;
  /** Where throughput is highest, √((1 − σ)/κ), and how high; undefined without one, which is when κ is 0. */
  readonly peak: { readonly load: Estimate; readonly throughput: Estimate } | undefined;
}

/** With fewer different loads than this an answer is a guess. */
export const RECOMMENDED_LEVELS = 4;
const LEAST_LEVELS = 3;

/**
 * Fits the law to throughput at several loads. Undefined with fewer than three different loads, without any
 * throughput, and where a normalising method finds neither load 1 nor a λ to go by.
 */
export function fitUsl(points: readonly LoadPoint[], options: UslOptions = {}): UslFit | undefined {
  const { method = 'nls', confidence = 0.95 } = options;
  const lambda = options.lambda ?? (method === 'nls' ? undefined : meanAtOne(points));
  if (lambda === undefined ? method !== 'nls' : !(lambda > 0)) return undefined;
  const usable = usablePoints(points).filter(({ throughput }) => method !== 'quadratic' || throughput > 0);
  if (distinctLoads(usable) < LEAST_LEVELS || usable.every(({ throughput }) => throughput === 0)) return undefined;
  const problem: Problem = { method, law: 'usl', ...(lambda === undefined ? {} : { lambda }) };
  const values = estimate(usable, problem);
  const { covariance, ...fit } = describeFit(usable, values, { ...problem, confidence });
  const found = { ...fit, law: 'usl' as const, method };
  if (options.intervals === undefined || options.intervals === 'student') {
    return { ...found, peak: peakOf(found, covariance) };
  }
  return resampled(found, usable, { ...options, problem });
}

function meanAtOne(points: readonly LoadPoint[]): number | undefined {
  const alone = usablePoints(points).filter(({ load }) => load === 1);
  return alone.length === 0 ? undefined : alone.reduce((sum, { throughput }) => sum + throughput / alone.length, 0);
}

interface Problem {
  readonly method: UslMethod;
  readonly law: 'usl';
  readonly lambda?: number;
  readonly near?: ScalingValues;
}

function estimate(points: readonly LoadPoint[], problem: Problem): ScalingValues {
  const { method, lambda } = problem;
  if (method !== 'quadratic' || lambda === undefined) return solveLaw(points, problem);
  return withoutRounding(parabola(points, lambda), points);
}

/** N/C − 1 = σ(N − 1) + κN(N − 1): linear, and never negative in either. */
function parabola(points: readonly LoadPoint[], lambda: number): ScalingValues {
  const rows = points.map(({ load, throughput }) => ({
    contention: load - 1,
    coherency: load * (load - 1),
    deviation: (load * lambda) / throughput - 1,
  }));
  const sum = (term: (row: (typeof rows)[number]) => number) => rows.reduce((all, row) => all + term(row), 0);
  const cc = sum((row) => row.contention ** 2);
  const ck = sum((row) => row.contention * row.coherency);
  const kk = sum((row) => row.coherency ** 2);
  const cd = sum((row) => row.contention * row.deviation);
  const kd = sum((row) => row.coherency * row.deviation);
  const [sigma = 0, kappa = 0] = solve(
    [
      [cc, ck],
      [ck, kk],
    ],
    [cd, kd],
  ) ?? [0, 0];
  if (sigma >= 0 && kappa >= 0) return { lambda, sigma, kappa };
  const alone = { sigma: Math.max(0, cd / cc), kappa: Math.max(0, kd / kk) };
  return alone.sigma * cd >= alone.kappa * kd
    ? { lambda, sigma: alone.sigma, kappa: 0 }
    : { lambda, sigma: 0, kappa: alone.kappa };
}

type Found = Omit<UslFit, 'peak'>;

function peakLoad({ sigma, kappa }: ScalingValues): number {
  return kappa === 0 ? Number.POSITIVE_INFINITY : Math.max(1, Math.sqrt(Math.max(0, 1 - sigma) / kappa));
}

/**
 * The interval of the load is that of 1/N² = κ/(1 − σ), which is nearly linear in κ: where κ may be 0, it has no upper
 * end. That of the throughput is by the delta method.
 */
function peakOf(found: Found, covariance: readonly (readonly number[])[] | undefined): UslFit['peak'] {
  const [sigma, kappa] = [found.sigma.value, found.kappa.value];
  if (kappa === 0) return undefined;
  const value = peakLoad({ lambda: found.lambda.value, sigma, kappa });
  const most = throughputAt(found, value);
  const nothing = { low: 0, high: Number.POSITIVE_INFINITY };
  if (covariance === undefined || sigma >= 1 || found.degreesOfFreedom <= 0) {
    return { load: { value, ...nothing, low: 1 }, throughput: { value: most, ...nothing } };
  }
  const reach = studentQuantile((1 + found.confidence) / 2, found.degreesOfFreedom);
  const inverseSquare = kappa / (1 - sigma);
  const spread = reach * deviation(covariance, [0, kappa / (1 - sigma) ** 2, 1 / (1 - sigma)]);
  const slower = (found.lambda.value * value) / most;
  const byContention = (-most * (value - 1)) / slower;
  const gradient = [most / found.lambda.value, byContention, byContention * value];
  const margin = reach * deviation(covariance, gradient);
  return {
    load: {
      value,
      low: Math.max(1, 1 / Math.sqrt(inverseSquare + spread)),
      high: spread < inverseSquare ? Math.max(1, 1 / Math.sqrt(inverseSquare - spread)) : Number.POSITIVE_INFINITY,
    },
    throughput: { value: most, low: Math.max(0, most - margin), high: most + margin },
  };
}

function deviation(covariance: readonly (readonly number[])[], gradient: readonly number[]): number {
  const variance = covariance.reduce(
    (sum, row, i) => sum + row.reduce((inner, cell, j) => inner + cell * (gradient[i] ?? 0) * (gradient[j] ?? 0), 0),
    0,
  );
  return Math.sqrt(Math.max(0, variance));
}

interface Resampling extends UslOptions {
  readonly problem: Problem;
}

/** Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapters 9 and 13. */
function resampled(found: Found, points: readonly LoadPoint[], options: Resampling): UslFit {
  const { resamples = 1_000, problem } = options;
  const near = { lambda: found.lambda.value, sigma: found.sigma.value, kappa: found.kappa.value };
  const draw =
    options.intervals === 'bootstrap-pairs' ? drawPairs(points, options) : drawResiduals(found, points, options);
  const fits = Array.from({ length: resamples }, () => estimate(draw(), { ...problem, near }));
  const interval = (of: (values: ScalingValues) => number) => percentileInterval(fits.map(of), found.confidence);
  const coefficient = (fixed: Coefficient, of: (values: ScalingValues) => number): Coefficient => ({
    ...fixed,
    ...interval(of),
  });
  const load = peakLoad(near);
  return {
    ...found,
    lambda: problem.lambda === undefined ? coefficient(found.lambda, ({ lambda }) => lambda) : found.lambda,
    sigma: coefficient(found.sigma, ({ sigma }) => sigma),
    kappa: coefficient(found.kappa, ({ kappa }) => kappa),
    peak:
      near.kappa === 0
        ? undefined
        : {
            load: { value: load, ...interval(peakLoad) },
            throughput: { value: throughputOf(near, load), ...interval(peakThroughput) },
          },
  };
}

function peakThroughput(values: ScalingValues): number {
  const load = peakLoad(values);
  if (load !== Number.POSITIVE_INFINITY) return throughputOf(values, load);
  return values.sigma > 0 ? values.lambda / values.sigma : Number.POSITIVE_INFINITY;
}

function drawPairs(points: readonly LoadPoint[], { seed = 1 }: Resampling): () => LoadPoint[] {
  const chance = seededChance(seed);
  const enough = Math.min(LEAST_LEVELS, distinctLoads(points));
  return () => {
    for (;;) {
      const drawn = points.map(() => points[chance.index(points.length)] as LoadPoint);
      if (distinctLoads(drawn) >= enough && drawn.some(({ throughput }) => throughput > 0)) return drawn;
    }
  };
}

/** Residuals are widened by what the fit has taken from them. */
function drawResiduals(
  found: Found,
  points: readonly LoadPoint[],
  { seed = 1, problem }: Resampling,
): () => LoadPoint[] {
  const chance = seededChance(seed);
  const wider = Math.sqrt(points.length / Math.max(1, points.length - parameterCount(problem)));
  const fitted = points.map(({ load }) => throughputAt(found, load));
  const residuals = points.map(({ throughput }, i) => wider * (throughput - (fitted[i] as number)));
  const least = Number.MIN_VALUE;
  return () =>
    points.map(({ load }, i) => ({
      load,
      throughput: Math.max(least, (fitted[i] as number) + (residuals[chance.index(residuals.length)] as number)),
    }));
}
