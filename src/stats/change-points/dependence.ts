/**
 * Series whose values depend on their neighbours: a chain of first order with correlation `rho`. Its sums vary more than
 * those of independent values by a factor that follows from their number.
 */
export interface Dependence {
  /** From 0, which is independence, to below 1. */
  readonly rho: number;
  /** By how much the variance of a mean of so many neighbours is above that of independent ones; by their number. */
  readonly inflation: Float64Array;
  /** Powers of rho. */
  readonly decay: Float64Array;
}

/** For stretches of up to `most` values. */
export function dependenceOf(rho: number, most: number): Dependence {
  if (rho === 0) return { rho, inflation: new Float64Array(0), decay: new Float64Array(0) };
  const inflation = new Float64Array(most + 1).fill(1);
  const decay = new Float64Array(most + 1).fill(1);
  for (let count = 1; count <= most; count++) {
    decay[count] = (decay[count - 1] as number) * rho;
    const ends = (2 * rho * (1 - (decay[count] as number))) / (count * (1 - rho) ** 2);
    inflation[count] = (1 + rho) / (1 - rho) - ends;
  }
  return { rho, inflation, decay };
}

/** The variance of the difference between the means of neighbouring stretches, in variances of a single value. */
export function differenceVariance(left: number, right: number, { rho, inflation, decay }: Dependence): number {
  if (rho === 0) return 1 / left + 1 / right;
  const apart = (inflation[left] as number) / left + (inflation[right] as number) / right;
  const shared = rho * (1 - (decay[left] as number)) * (1 - (decay[right] as number));
  return apart - (2 * shared) / ((1 - rho) ** 2 * left * right);
}

/** By what to divide the squares about two means to get a variance. */
export function residualFreedom(left: number, right: number, { rho, inflation }: Dependence): number {
  if (rho === 0) return left + right - 2;
  return Math.max(1, left + right - (inflation[left] as number) - (inflation[right] as number));
}

/** How many independent deviations tell as much about the variance as those of two stretches. */
export function varianceFreedom(count: number, rho: number): number {
  return Math.max(1, (count * (1 - rho * rho)) / (1 + rho * rho) - 2);
}

/** The correlation of neighbours in a series whose level changes once, at `split`, or several times. */
export function correlationOf(values: Float64Array, split: number): number {
  const count = values.length;
  const aboutLevels = neighbourCorrelation(values, split);
  const fromDifferences = differenceCorrelation(values);
  // Further apart than chance explains, the one about a single change of level is due to others.
  const hasMore = aboutLevels - fromDifferences > MOST_APART / Math.sqrt(count);
  const both = Math.max((2 * aboutLevels + fromDifferences) / 3, SAFE_SHARE * aboutLevels);
  // Changes not taken out only add to the one about levels, so that it is not exceeded by more than chance.
  const rho = hasMore ? fromDifferences : Math.min(both, aboutLevels + 1 / Math.sqrt(count));
  return rho > Math.max(LEAST_RHO, LEAST_SEEN / Math.sqrt(count)) ? Math.min(rho, MOST_RHO) : 0;
}

const MOST_APART = 4;
const SAFE_SHARE = 0.9;
/** Below so many deviations of chance a correlation is none; nor is one that hardly matters. */
const LEAST_SEEN = 2;
const LEAST_RHO = 0.04;
const MOST_RHO = 0.95;

/** Corrected for the bias of taking levels out: Marriott and Pope, "Bias in the estimation of autocorrelations", Biometrika 41, 1954. */
function neighbourCorrelation(values: Float64Array, split: number): number {
  const count = values.length;
  const [before, after] = [meanOf(values, 0, split), meanOf(values, split, count)];
  let [together, all, last] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    const off = (values[i] as number) - (i < split ? before : after);
    all += off * off;
    if (i > 0) together += off * last;
    last = off;
  }
  return all > 0 && count > 4 ? (together / all + 2 / count) / (1 - 4 / count) : 0;
}

/** Of the greatest differences, the share that is left out, and how many at least: those across changes of level. */
const LEFT_OUT = 0.1;
const LEAST_LEFT_OUT = 4;

/**
 * The same from differences alone, which changes of level hardly touch: the mean square of those over two steps is 1 + rho
 * times that over one. In the spirit of Tecuapetla-Gómez and Munk, "Autocovariance estimation in regression with a
 * discontinuous signal and m-dependent errors", Scandinavian Journal of Statistics 44(2), 2017.
 */
function differenceCorrelation(values: Float64Array): number {
  const one = trimmedSquare(values, 1);
  return one > 0 ? trimmedSquare(values, 2) / one - 1 : 0;
}

function trimmedSquare(values: Float64Array, lag: number): number {
  const squares = new Float64Array(Math.max(0, values.length - lag));
  for (let i = lag; i < values.length; i++) {
    squares[i - lag] = ((values[i] as number) - (values[i - lag] as number)) ** 2;
  }
  squares.sort();
  const leftOut = Math.min(0.5, Math.max(LEFT_OUT, LEAST_LEFT_OUT / squares.length));
  return meanOf(squares, 0, Math.ceil(squares.length * (1 - leftOut)));
}

function meanOf(values: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += values[i] as number;
  return to > from ? sum / (to - from) : 0;
}
