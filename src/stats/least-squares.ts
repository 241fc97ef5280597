export interface Observation {
  readonly x: number;
  readonly y: number;
  /** 1 where it is not given. */
  readonly weight?: number;
}

/** A curve with parameters, each bounded from below, that is laid through points. */
export interface Curve {
  /** The value at x, with its derivatives by the parameters written into `gradient`. */
  evaluate(parameters: readonly number[], x: number, gradient: number[]): number;
  readonly lowest: readonly number[];
}

export interface LeastSquares {
  readonly parameters: readonly number[];
  readonly sumOfSquares: number;
}

const MOST_STEPS = 500;
const DAMPING = 1e-3;
const MOST_DAMPING = 1e16;
/** Steps this small, as a share of the parameters, change nothing any more. */
const CLOSE_ENOUGH = 1e-12;

/**
 * The parameters with the smallest sum of squared distances, from `start` on: Marquardt, "An algorithm for least-squares
 * estimation of nonlinear parameters", SIAM Journal 11(2), 1963, with parameters held at their bounds while they push against them.
 */
export function fitCurve(curve: Curve, points: readonly Observation[], start: readonly number[]): LeastSquares {
  let parameters: readonly number[] = start.map((value, i) => Math.max(value, at(curve.lowest, i)));
  let equations = normalEquations(curve, points, parameters);
  let damping = DAMPING;
  for (let step = 0; step < MOST_STEPS && damping < MOST_DAMPING; step++) {
    const next = stepFrom(parameters, equations, { curve, damping });
    if (next === undefined) break;
    const there = normalEquations(curve, points, next);
    const isBetter = there.sumOfSquares <= equations.sumOfSquares;
    const isClose = next.every((value, i) => Math.abs(value - at(parameters, i)) <= CLOSE_ENOUGH * Math.abs(value));
    if (isBetter) [parameters, equations] = [next, there];
    if (isClose) break;
    damping = isBetter ? Math.max(damping / 8, 1e-12) : damping * 4;
  }
  return { parameters, sumOfSquares: equations.sumOfSquares };
}

/** (JᵀJ)⁻¹ at the parameters, which times the residual variance is their covariance; undefined where they can't be told apart. */
export function inverseInformation(
  curve: Curve,
  points: readonly Observation[],
  parameters: readonly number[],
): number[][] | undefined {
  return invert(normalEquations(curve, points, parameters).information);
}

/** The inverse of a symmetric positive definite matrix; undefined where it is singular to working precision. */
export function invert(matrix: readonly (readonly number[])[]): number[][] | undefined {
  const columns = matrix.map((_, i) =>
    solve(
      matrix,
      matrix.map((_, j) => (i === j ? 1 : 0)),
    ),
  );
  return columns.every((column) => column !== undefined) ? columns : undefined;
}

/** Solves a small symmetric positive definite system by Cholesky's method, scaled to a unit diagonal. */
export function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] | undefined {
  const size = right.length;
  const scale = matrix.map((row, i) => 1 / Math.sqrt(at(row, i)));
  if (!scale.every((value) => Number.isFinite(value))) return undefined;
  const lower: number[][] = [];
  for (let i = 0; i < size; i++) {
    const row: number[] = [];
    for (let j = 0; j <= i; j++) {
      const scaled = at(matrix[i], j) * at(scale, i) * at(scale, j);
      const rest = row.slice(0, j).reduce((left, value, k) => left - value * at(i === j ? row : lower[j], k), scaled);
      if (i === j && !(rest > 1e-15)) return undefined;
      row.push(i === j ? Math.sqrt(rest) : rest / at(lower[j], j));
    }
    lower.push(row);
  }
  const forward: number[] = [];
  for (let i = 0; i < size; i++) {
    const rest = forward.reduce((left, value, k) => left - at(lower[i], k) * value, at(right, i) * at(scale, i));
    forward.push(rest / at(lower[i], i));
  }
  const solution = new Array<number>(size).fill(0);
  for (let i = size - 1; i >= 0; i--) {
    let rest = at(forward, i);
    for (let k = i + 1; k < size; k++) rest -= at(lower[k], i) * at(solution, k);
    solution[i] = rest / at(lower[i], i);
  }
  return solution.map((value, i) => value * at(scale, i));
}

interface NormalEquations {
  readonly sumOfSquares: number;
  readonly information: number[][];
  /** Half the downhill direction. */
  readonly descent: number[];
}

function normalEquations(curve: Curve, points: readonly Observation[], parameters: readonly number[]): NormalEquations {
  const size = parameters.length;
  const information = parameters.map(() => parameters.map(() => 0));
  const descent = parameters.map(() => 0);
  const gradient = parameters.map(() => 0);
  let sumOfSquares = 0;
  for (const { x, y, weight = 1 } of points) {
    const residual = y - curve.evaluate(parameters, x, gradient);
    sumOfSquares += weight * residual * residual;
    for (let i = 0; i < size; i++) {
      const row = information[i] as number[];
      const slope = weight * at(gradient, i);
      descent[i] = at(descent, i) + slope * residual;
      for (let j = 0; j < size; j++) row[j] = at(row, j) + slope * at(gradient, j);
    }
  }
  return { sumOfSquares, information, descent };
}

interface StepOptions {
  readonly curve: Curve;
  readonly damping: number;
}

function stepFrom(
  parameters: readonly number[],
  { information, descent }: NormalEquations,
  { curve, damping }: StepOptions,
): number[] | undefined {
  const free = [...parameters.keys()].filter((i) => at(parameters, i) > at(curve.lowest, i) || at(descent, i) > 0);
  const step = solve(
    free.map((i) => free.map((j) => at(information[i], j) * (i === j ? 1 + damping : 1))),
    free.map((i) => at(descent, i)),
  );
  if (step === undefined || free.length === 0) return undefined;
  const next = [...parameters];
  for (const [k, i] of free.entries()) next[i] = Math.max(at(parameters, i) + at(step, k), at(curve.lowest, i));
  return next;
}

function at(values: readonly number[] | undefined, index: number): number {
  return values?.[index] as number;
}
