/** What the three laws of scaling share: linear, Amdahl's, and the Universal Scalability Law are one curve with one to three coefficients. */
import type { Interval } from './intervals.ts';
import { type Curve, fitCurve, inverseInformation, type Observation, solve } from './least-squares.ts';
import { studentQuantile } from './probability.ts';

/** The throughput measured at one load: users, threads, processors, nodes. */
export interface LoadPoint {
  readonly load: number;
  readonly throughput: number;
}

export type ScalingLaw = 'linear' | 'amdahl' | 'usl';

/** One coefficient of a law; fixed ones have no standard error and an interval of one value. */
export interface Coefficient extends Interval {
  readonly value: number;
  /** Undefined where the points leave nothing to estimate it from. */
  readonly standardError: number | undefined;
  /** The best value lies at its bound of 0, or would lie beyond it. */
  readonly atBound: boolean;
}

/** X(N) = λN / (1 + σ(N − 1) + κN(N − 1)). */
export interface ScalingFit {
  readonly law: ScalingLaw;
  /** λ: the throughput of one user. */
  readonly lambda: Coefficient;
  /** σ: contention, the share of the work that waits in line; 0 in a linear law. */
  readonly sigma: Coefficient;
  /** κ: coherency, the cost of agreement between all pairs; 0 but in the Universal Scalability Law. */
  readonly kappa: Coefficient;
  /** Points that were used. */
  readonly count: number;
  /** Different loads among them. */
  readonly levels: number;
  readonly degreesOfFreedom: number;
  /** In units of throughput; undefined without degrees of freedom. */
  readonly residualStandardError: number | undefined;
  readonly sumOfSquares: number;
  /** Of the throughput about its mean; undefined where the throughput never changes. */
  readonly rSquared: number | undefined;
  readonly confidence: number;
}

export interface ScalingValues {
  readonly lambda: number;
  readonly sigma: number;
  readonly kappa: number;
}

const PARAMETERS: Readonly<Record<ScalingLaw, number>> = { linear: 1, amdahl: 2, usl: 3 };

/** The throughput that fitted coefficients predict. */
export function throughputAt({ lambda, sigma, kappa }: ScalingFit, load: number): number {
  return throughputOf({ lambda: lambda.value, sigma: sigma.value, kappa: kappa.value }, load);
}

/** The share of a linear system's throughput that is left at a load. */
export function efficiencyAt(fit: ScalingFit, load: number): number {
  return throughputAt(fit, load) / (fit.lambda.value * load);
}

export function throughputOf({ lambda, sigma, kappa }: ScalingValues, load: number): number {
  return (lambda * load) / slowdown(sigma, kappa, load);
}

function slowdown(sigma: number, kappa: number, load: number): number {
  return 1 + (load - 1) * (sigma + kappa * load);
}

/** The points that mean something, by rising load. */
export function usablePoints(points: readonly LoadPoint[]): LoadPoint[] {
  return points
    .filter(
      ({ load, throughput }) => Number.isFinite(load) && Number.isFinite(throughput) && load > 0 && throughput >= 0,
    )
    .sort((left, right) => left.load - right.load);
}

export function distinctLoads(points: readonly LoadPoint[]): number {
  return new Set(points.map(({ load }) => load)).size;
}

interface LawProblem {
  readonly law: ScalingLaw;
  /** Holds λ at this value. */
  readonly lambda?: number;
  /** Where to start beside the values of the linear form. */
  readonly near?: ScalingValues;
  /** One for each point; all 1 where they are left out. */
  readonly weights?: readonly number[];
}

export function parameterCount({ law, lambda }: LawProblem): number {
  return PARAMETERS[law] - (lambda === undefined ? 0 : 1);
}

/** Least squares on the throughput itself, with no coefficient under 0. */
export function solveLaw(points: readonly LoadPoint[], problem: LawProblem): ScalingValues & { sumOfSquares: number } {
  const { weights } = problem;
  const observations = points.map(({ load, throughput }, i) => ({ x: load, y: throughput, weight: weights?.[i] ?? 1 }));
  const curve = lawCurve(problem);
  const free = PARAMETERS[problem.law];
  const skipped = problem.lambda === undefined ? 0 : 1;
  const starts = problem.near === undefined ? startsFor(points, problem) : [problem.near, linearForm(points, problem)];
  const fits = starts
    .filter((start) => start !== undefined)
    .map(({ lambda, sigma, kappa }) => fitCurve(curve, observations, [lambda, sigma, kappa].slice(skipped, free)));
  const best = fits.reduce((left, right) => (right.sumOfSquares < left.sumOfSquares ? right : left));
  return { ...withoutRounding(valuesOf(best.parameters, problem), points), sumOfSquares: best.sumOfSquares };
}

/** A coefficient that slows even the highest load by less than this share is rounding. */
const ROUNDING = 1e-9;

/** Coefficients that no measurement could tell from 0 are 0, so that they make no peak. */
export function withoutRounding({ lambda, sigma, kappa }: ScalingValues, points: readonly LoadPoint[]): ScalingValues {
  const most = points.reduce((high, { load }) => Math.max(high, load), 0);
  return { lambda, sigma: sigma * most < ROUNDING ? 0 : sigma, kappa: kappa * most ** 2 < ROUNDING ? 0 : kappa };
}

function valuesOf(parameters: readonly number[], { lambda }: LawProblem): ScalingValues {
  const [first = 0, second = 0, third = 0] = lambda === undefined ? parameters : [lambda, ...parameters];
  return { lambda: first, sigma: second, kappa: third };
}

function lawCurve(problem: LawProblem): Curve {
  const skipped = problem.lambda === undefined ? 0 : 1;
  const count = parameterCount(problem);
  return {
    lowest: new Array<number>(count).fill(0),
    evaluate(parameters, load, gradient) {
      const { lambda, sigma, kappa } = valuesOf(parameters, problem);
      const slower = slowdown(sigma, kappa, load);
      const throughput = (lambda * load) / slower;
      const byContention = (-throughput * (load - 1)) / slower;
      const all = [load / slower, byContention, byContention * load];
      for (let i = 0; i < count; i++) gradient[i] = all[i + skipped] as number;
      return throughput;
    },
  };
}

function startsFor(points: readonly LoadPoint[], problem: LawProblem): ScalingValues[] {
  const lambda = problem.lambda ?? points.reduce((most, { load, throughput }) => Math.max(most, throughput / load), 0);
  const most = points.at(-1)?.load ?? 1;
  const guesses = [
    { lambda, sigma: 0, kappa: 0 },
    { lambda, sigma: 1 / most, kappa: 1 / most ** 2 },
    { lambda, sigma: 0.1, kappa: 0 },
  ];
  const linear = linearForm(points, problem);
  return linear === undefined ? guesses : [linear, ...guesses];
}

/**
 * N/X = 1/λ + σ/λ·(N − 1) + κ/λ·N(N − 1) is linear in its three factors; weighted by how far an error in X moves N/X, its
 * least squares lie close to those of the curve. The best of the solutions without a negative factor.
 */
function linearForm(points: readonly LoadPoint[], { law, lambda: fixed }: LawProblem): ScalingValues | undefined {
  const terms = [() => 1, (load: number) => load - 1, (load: number) => load * (load - 1)];
  const choices = [[0, 1, 2], [0, 1], [0, 2], [0]].filter((used) => used.every((term) => term < PARAMETERS[law]));
  for (const used of choices) {
    const factors = weightedFactors(
      points,
      used.map((term) => terms[term] as (load: number) => number),
    );
    if (factors?.every((factor) => factor >= 0) !== true || !((factors[0] as number) > 0)) continue;
    const byTerm = new Map(used.map((term, i) => [term, factors[i] as number]));
    const lambda = 1 / (factors[0] as number);
    return { lambda: fixed ?? lambda, sigma: (byTerm.get(1) ?? 0) * lambda, kappa: (byTerm.get(2) ?? 0) * lambda };
  }
  return undefined;
}

function weightedFactors(
  points: readonly LoadPoint[],
  terms: readonly ((load: number) => number)[],
): number[] | undefined {
  const rows = points
    .filter(({ throughput }) => throughput > 0)
    .map(({ load, throughput }) => {
      const weight = throughput ** 2 / load;
      return { right: (weight * load) / throughput, left: terms.map((term) => weight * term(load)) };
    });
  const sum = (value: (row: (typeof rows)[number]) => number) => rows.reduce((all, row) => all + value(row), 0);
  return solve(
    terms.map((_, i) => terms.map((_, j) => sum(({ left }) => (left[i] as number) * (left[j] as number)))),
    terms.map((_, i) => sum(({ left, right }) => (left[i] as number) * right)),
  );
}

interface DescribeOptions extends LawProblem {
  readonly confidence: number;
}

/** The coefficients with their intervals, by Student's t from the curve's derivatives at them. */
export function describeFit(
  points: readonly LoadPoint[],
  values: ScalingValues,
  options: DescribeOptions,
): ScalingFit & { covariance: readonly (readonly number[])[] | undefined } {
  const { law, confidence } = options;
  const fixed = options.lambda !== undefined;
  const degreesOfFreedom = points.length - parameterCount(options);
  const sumOfSquares = points.reduce(
    (sum, { load, throughput }) => sum + (throughput - throughputOf(values, load)) ** 2,
    0,
  );
  const covariance = covarianceOf(points, values, { ...options, variance: sumOfSquares / degreesOfFreedom });
  const reach = degreesOfFreedom > 0 ? studentQuantile((1 + confidence) / 2, degreesOfFreedom) : Number.NaN;
  const coefficient = (value: number, place: number): Coefficient => {
    const variance = covariance?.[place]?.[place];
    return variance === undefined ? unknown(value) : estimated(value, Math.sqrt(variance), reach);
  };
  return {
    law,
    lambda: fixed ? settled(values.lambda) : coefficient(values.lambda, 0),
    sigma: law === 'linear' ? settled(0) : coefficient(values.sigma, 1),
    kappa: law === 'usl' ? coefficient(values.kappa, 2) : settled(0),
    count: points.length,
    levels: distinctLoads(points),
    degreesOfFreedom,
    residualStandardError: degreesOfFreedom > 0 ? Math.sqrt(sumOfSquares / degreesOfFreedom) : undefined,
    sumOfSquares,
    rSquared: rSquaredOf(points, sumOfSquares),
    confidence,
    covariance,
  };
}

/** Of λ, σ and κ, with zeros for those that were not estimated. */
function covarianceOf(
  points: readonly LoadPoint[],
  values: ScalingValues,
  problem: LawProblem & { readonly variance: number },
): number[][] | undefined {
  const skipped = problem.lambda === undefined ? 0 : 1;
  const observations: Observation[] = points.map(({ load, throughput }) => ({ x: load, y: throughput }));
  const parameters = [values.lambda, values.sigma, values.kappa].slice(skipped, PARAMETERS[problem.law]);
  const inverse = inverseInformation(lawCurve(problem), observations, parameters);
  if (inverse === undefined || !Number.isFinite(problem.variance)) return undefined;
  return [0, 1, 2].map((i) => [0, 1, 2].map((j) => (inverse[i - skipped]?.[j - skipped] ?? 0) * problem.variance));
}

function settled(value: number): Coefficient {
  return { value, standardError: undefined, low: value, high: value, atBound: false };
}

function unknown(value: number): Coefficient {
  return { value, standardError: undefined, low: 0, high: Number.POSITIVE_INFINITY, atBound: value === 0 };
}

function estimated(value: number, standardError: number, reach: number): Coefficient {
  const [low, high] = [Math.max(0, value - reach * standardError), value + reach * standardError];
  return { value, standardError, low, high, atBound: value === 0 };
}

function rSquaredOf(points: readonly LoadPoint[], sumOfSquares: number): number | undefined {
  const mean = points.reduce((sum, { throughput }) => sum + throughput / points.length, 0);
  const spread = points.reduce((sum, { throughput }) => sum + (throughput - mean) ** 2, 0);
  return spread > 0 ? 1 - sumOfSquares / spread : undefined;
}
