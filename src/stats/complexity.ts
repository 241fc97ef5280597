import { fTail, studentQuantile } from './probability.ts';

/** Time at one size. */
export interface SizePoint {
  readonly size: number;
  readonly time: number;
}

export type Growth = 'O(1)' | 'O(log n)' | 'O(n)' | 'O(n log n)' | 'O(n²)';

export interface Complexity {
  /** Of the logarithm of time against that of size: 1 where time grows in proportion. */
  readonly slope: { readonly value: number; readonly low: number; readonly high: number };
  /** What fits best, beside a constant part. */
  readonly growth: Growth;
  /** What fits nearly as well, and can't be told from it. */
  readonly alsoPossible: readonly Growth[];
  /** The part of the time that does not depend on the size. */
  readonly constant: number;
}

const SHAPES: readonly { readonly growth: Growth; readonly of: (size: number) => number }[] = [
  { growth: 'O(log n)', of: (size) => Math.log(size) },
  { growth: 'O(n)', of: (size) => size },
  { growth: 'O(n log n)', of: (size) => size * Math.log(Math.max(size, 1 + Number.EPSILON)) },
  { growth: 'O(n²)', of: (size) => size * size },
];

const LEAST_POINTS = 3;
const CONFIDENCE = 0.95;
/** How unlikely a gain over a constant must be by chance. */
const SIGNIFICANT = 0.05;
/** Squares up to so many times the best's can't be told from it. */
const NEARLY = 2;
/** A time that grows by less than this over all sizes is constant for every purpose. */
const MATERIAL = 0.1;
/** Squares of relative errors under this are rounding. */
const ROUNDING = 1e-18;

/** How time follows size; undefined with fewer than three sizes, and where a size or time is not above 0. */
export function complexityOf(points: readonly SizePoint[]): Complexity | undefined {
  if (new Set(points.map(({ size }) => size)).size < LEAST_POINTS) return undefined;
  if (!points.every(({ size, time }) => size > 0 && time > 0)) return undefined;
  const constant = fitConstant(points);
  const fits = SHAPES.map(({ growth, of }) => ({ growth, ...fitShape(points, of) }));
  const best = fits.reduce((a, b) => (b.squares < a.squares ? b : a));
  const slope = slopeOf(points);
  const isSteep = isBetter(points.length, constant.squares, best.squares) || slope.low > 0 || isDoubled(points);
  if (!isSteep || !isMaterial(points)) {
    return { slope, growth: 'O(1)', alsoPossible: [], constant: constant.value };
  }
  const others = fits.filter(({ squares }) => squares <= NEARLY * Math.max(best.squares, ROUNDING));
  return {
    slope,
    growth: best.growth,
    alsoPossible: others.map(({ growth }) => growth).filter((growth) => growth !== best.growth),
    constant: best.constant,
  };
}

/** With weights 1/time², so that errors count as shares of the time. */
function fitConstant(points: readonly SizePoint[]): { value: number; squares: number } {
  const weight = points.reduce((sum, { time }) => sum + 1 / time ** 2, 0);
  const value = points.reduce((sum, { time }) => sum + 1 / time, 0) / weight;
  return { value, squares: points.reduce((sum, { time }) => sum + ((time - value) / time) ** 2, 0) };
}

/** Time = constant + factor · f(size), neither below 0. */
function fitShape(points: readonly SizePoint[], of: (size: number) => number): { constant: number; squares: number } {
  const rows = points.map(({ size, time }) => ({ x: of(size) / time, c: 1 / time }));
  const sum = (term: (row: { x: number; c: number }) => number) => rows.reduce((all, row) => all + term(row), 0);
  const [xx, xc, cc] = [sum(({ x }) => x * x), sum(({ x, c }) => x * c), sum(({ c }) => c * c)];
  const [x1, c1] = [sum(({ x }) => x), sum(({ c }) => c)];
  const determinant = xx * cc - xc * xc;
  const factor = (x1 * cc - c1 * xc) / determinant;
  const constant = (c1 * xx - x1 * xc) / determinant;
  const squares = (k: number, f: number) => sum(({ x, c }) => (1 - k * c - f * x) ** 2);
  if (determinant > 0 && factor >= 0 && constant >= 0) return { constant, squares: squares(constant, factor) };
  const [alone, flat] = [Math.max(0, x1 / xx), c1 / cc];
  const [onlyShape, onlyConstant] = [squares(0, alone), squares(flat, 0)];
  return onlyShape <= onlyConstant ? { constant: 0, squares: onlyShape } : { constant: flat, squares: onlyConstant };
}

/** An F test of the factor. */
function isBetter(count: number, flat: number, shaped: number): boolean {
  if (flat <= ROUNDING) return false;
  const freedom = count - 2;
  const statistic = (flat - shaped) / (Math.max(shaped, ROUNDING) / freedom);
  return statistic > 0 && fTail(statistic, 1, freedom) < SIGNIFICANT;
}

/** Each size takes longer than the one before, and the last at least twice as long as the first: no test is needed. */
function isDoubled(points: readonly SizePoint[]): boolean {
  const times = [...points].sort((a, b) => a.size - b.size).map(({ time }) => time);
  const isRising = times.every((time, at) => time > (times[at - 1] ?? 0));
  return isRising && (times.at(-1) ?? 0) >= 2 * (times[0] ?? 0);
}

function isMaterial(points: readonly SizePoint[]): boolean {
  const sorted = [...points].sort((a, b) => a.size - b.size);
  const [first, last] = [sorted[0]?.time ?? 1, sorted.at(-1)?.time ?? 1];
  return last > first * (1 + MATERIAL);
}

function slopeOf(points: readonly SizePoint[]): Complexity['slope'] {
  const logs = points.map(({ size, time }) => ({ x: Math.log(size), y: Math.log(time) }));
  const mean = (of: (point: { x: number; y: number }) => number) => {
    return logs.reduce((sum, point) => sum + of(point) / logs.length, 0);
  };
  const [middleX, middleY] = [mean(({ x }) => x), mean(({ y }) => y)];
  const spread = logs.reduce((sum, { x }) => sum + (x - middleX) ** 2, 0);
  const value = logs.reduce((sum, { x, y }) => sum + (x - middleX) * (y - middleY), 0) / spread;
  const freedom = logs.length - 2;
  const squares = logs.reduce((sum, { x, y }) => sum + (y - middleY - value * (x - middleX)) ** 2, 0);
  const reach = studentQuantile((1 + CONFIDENCE) / 2, freedom) * Math.sqrt(squares / freedom / spread);
  return { value, low: value - reach, high: value + reach };
}
