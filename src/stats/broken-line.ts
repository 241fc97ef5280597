/** Two straight lines that meet at a bend, laid through points by weighted least squares, at every place the bend may be. */
import { interpolate, isotonicRegression } from './isotonic.ts';

export interface BentPoint {
  readonly load: number;
  readonly value: number;
  /** Where every point has one, the noise is known; otherwise it is taken to be in proportion to the value. */
  readonly standardError?: number;
}

/** A line before and one after need two points each, and one more to judge by. */
const LEAST_LEVELS = 5;
/** Places for the bend looked at between two neighbouring loads. */
const PLACES_PER_GAP = 4;

export interface Design {
  readonly loads: readonly number[];
  readonly weights: readonly number[];
  /** 1 and load made orthonormal, then for every place the rest of (load − place)+, all times the root of the weight. */
  readonly line: readonly (readonly number[])[];
  readonly bends: readonly { readonly place: number; readonly direction: readonly number[] }[];
  /** The sign a bend must have; 0 for any. */
  readonly sign: 1 | -1 | 0;
  readonly isNoiseKnown: boolean;
}

export function designOf(points: readonly BentPoint[], sign: 1 | -1): Design | undefined {
  const loads = points.map(({ load }) => load);
  const levels = [...new Set(loads)];
  if (levels.length < LEAST_LEVELS) return undefined;
  const isNoiseKnown = points.every(({ standardError = 0 }) => standardError > 0 && Number.isFinite(standardError));
  const weights = isNoiseKnown ? points.map(({ standardError = 1 }) => standardError ** -2) : weightsOf(points);
  const roots = weights.map(Math.sqrt);
  const line = [orthonormal(roots, []) ?? []];
  line.push(
    orthonormal(
      loads.map((load, i) => load * (roots[i] as number)),
      line,
    ) ?? [],
  );
  const bends = placesFor(levels).flatMap((place) => {
    const direction = orthonormal(
      loads.map((load, i) => Math.max(0, load - place) * (roots[i] as number)),
      line,
    );
    return direction === undefined ? [] : [{ place, direction }];
  });
  return { loads, weights, line, bends, sign, isNoiseKnown };
}

/** Noise grows with the value; how large that is, a rising curve through the points tells with less noise than each of them. */
function weightsOf(points: readonly BentPoint[]): number[] {
  const steps = isotonicRegression(points.map(({ load, value }) => ({ x: load, y: Math.abs(value) })));
  const sizes = points.map(({ load }) => interpolate(steps, load));
  const least = 0.01 * Math.max(...sizes);
  return sizes.map((size) => (least > 0 ? (least / Math.max(size, least)) ** 2 : 1));
}

/** From the second level to the last but one. */
function placesFor(levels: readonly number[]): number[] {
  return levels.slice(1, -2).flatMap((level, i) => {
    const next = levels[i + 2] as number;
    const inGap = Array.from({ length: PLACES_PER_GAP }, (_, k) => level + ((next - level) * k) / PLACES_PER_GAP);
    return i === levels.length - 4 ? [...inGap, next] : inGap;
  });
}

function orthonormal(vector: readonly number[], basis: readonly (readonly number[])[]): number[] | undefined {
  const size = Math.sqrt(dot(vector, vector));
  let rest = [...vector];
  // Twice, since once leaves rounding behind.
  for (const axis of [...basis, ...basis]) {
    const along = dot(rest, axis);
    rest = rest.map((value, i) => value - along * (axis[i] as number));
  }
  const length = Math.sqrt(dot(rest, rest));
  return length > 1e-9 * size ? rest.map((value) => value / length) : undefined;
}

function dot(left: readonly number[], right: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < left.length; i++) sum += (left[i] as number) * (right[i] as number);
  return sum;
}

/** The same with one bend built in, looking for another. */
export function besides(design: Design, place: number, isLookedAt: (place: number) => boolean): Design {
  const built = design.bends.find((each) => each.place === place);
  const line = built === undefined ? design.line : [...design.line, built.direction];
  const bends = design.bends.flatMap((each) => {
    const direction = isLookedAt(each.place) ? orthonormal(each.direction, line) : undefined;
    return direction === undefined ? [] : [{ place: each.place, direction }];
  });
  return { ...design, line, bends };
}

export interface Bend {
  readonly place: number;
  readonly sign: number;
  /** How many times the variance of noise it takes off the squares. */
  readonly sharpness: number;
}

/** The place whose bend, the right way round, takes most off the squares. */
export function bestBend(
  { weights, line, bends, sign, isNoiseKnown }: Design,
  values: readonly number[],
): Bend | undefined {
  const scaled = values.map((value, i) => value * Math.sqrt(weights[i] as number));
  const all = dot(scaled, scaled);
  const straight = line.reduce((rest, axis) => rest - dot(scaled, axis) ** 2, all);
  let most = 0;
  let best: (typeof bends)[number] | undefined;
  for (const bend of bends) {
    const along = dot(scaled, bend.direction);
    const size = sign === 0 ? Math.abs(along) : sign * along;
    if (size > Math.abs(most)) [most, best] = [sign === 0 ? along : sign * size, bend];
  }
  if (best === undefined || most ** 2 <= ROUNDING * all) return undefined;
  const left = Math.max(straight - most ** 2, ROUNDING * all) / Math.max(1, values.length - line.length - 2);
  const variance = isNoiseKnown ? Math.max(1, left) : left;
  return { place: best.place, sign: Math.sign(most), sharpness: most ** 2 / variance };
}

/** Squares under this share of all are rounding. */
const ROUNDING = 1e-20;

export interface Lines {
  readonly fitted: readonly number[];
  readonly value: number;
  readonly slopeBefore: number;
  readonly slopeAfter: number;
}

export function linesAt({ loads, weights, line, bends }: Design, values: readonly number[], place: number): Lines {
  const axes = [...line, bends.find((bend) => bend.place === place)?.direction ?? []];
  const scaled = values.map((value, i) => value * Math.sqrt(weights[i] as number));
  const along = axes.map((axis) => dot(scaled, axis));
  const fitted = loads.map((_, i) => {
    const sum = axes.reduce((total, axis, k) => total + (along[k] as number) * (axis[i] as number), 0);
    return sum / Math.sqrt(weights[i] as number);
  });
  const [first, second] = [0, loads.findIndex((load) => load > (loads[0] as number))] as const;
  const end = loads.length - 1;
  const beforeEnd = loads.findLastIndex((load) => load < (loads[end] as number));
  const slope = (from: number, to: number) =>
    ((fitted[to] as number) - (fitted[from] as number)) / ((loads[to] as number) - (loads[from] as number));
  const slopeBefore = slope(first, second);
  return {
    fitted,
    value: (fitted[first] as number) + slopeBefore * (place - (loads[first] as number)),
    slopeBefore,
    slopeAfter: slope(beforeEnd, end),
  };
}
