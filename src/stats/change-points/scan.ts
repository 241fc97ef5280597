import { normalQuantile } from '../intervals.ts';
import { type Dependence, differenceVariance, residualFreedom, varianceFreedom } from './dependence.ts';
import { normalDeviate, scanProbability } from './scan-probability.ts';

/** The fewest values that make a level. */
export const LEAST_SEGMENT = 3;

/** The best place to split a stretch of a series. */
export interface Split {
  /** First value of the second part. */
  readonly at: number;
  /** How likely a stretch without a change is to be split as well as this somewhere. */
  readonly probability: number;
}

export interface Noise {
  readonly dependence: Dependence;
  /** The variance is taken to be at least this: what rounding hides. */
  readonly leastVariance: number;
}

/**
 * Looks at every place where the values may be split into two levels. Undefined where there is no such place, or none less
 * likely than `level` by chance.
 */
export function scan(values: Float64Array, noise: Noise, level = 1): Split | undefined {
  const count = values.length;
  if (count < 2 * LEAST_SEGMENT) return undefined;
  const { score, at } = bestSplit(values, noise);
  // A normal deviate of this size, at a place known beforehand, is already more likely than that.
  if (!(score > 0) || score < normalQuantile(1 - level / 2) ** 2) return undefined;
  const deviate = normalDeviate(Math.sqrt(score), varianceFreedom(count, noise.dependence.rho));
  const chance = scanProbability(deviate, { count, least: LEAST_SEGMENT });
  const probability = Math.min(1, Math.max(chance, leastProbability(count, at)));
  return probability > level ? undefined : { at, probability };
}

interface Scored {
  readonly score: number;
  readonly at: number;
}

function bestSplit(values: Float64Array, noise: Noise): Scored {
  const moments = momentsOf(values);
  return noise.dependence.rho === 0 ? bestIndependent(values, moments, noise) : bestDependent(values, moments, noise);
}

/** Without dependence the score grows with what lies between the parts, which is quickly told. */
function bestIndependent(values: Float64Array, { sum, squares }: Moments, { leastVariance }: Noise): Scored {
  const count = values.length;
  let [most, at, left] = [0, 0, 0];
  for (let before = 1; before <= count - LEAST_SEGMENT; before++) {
    left += values[before - 1] as number;
    if (before < LEAST_SEGMENT) continue;
    const off = left * count - before * sum;
    const between = (off * off) / (before * (count - before));
    if (between > most) {
      most = between;
      at = before;
    }
  }
  const between = most / count;
  const variance = Math.max(leastVariance, (squares - between) / (count - 2));
  return { score: between / variance, at };
}

function bestDependent(values: Float64Array, { sum, squares }: Moments, { dependence, leastVariance }: Noise): Scored {
  const count = values.length;
  let [score, at, left] = [-1, 0, 0];
  for (let before = 1; before <= count - LEAST_SEGMENT; before++) {
    left += values[before - 1] as number;
    if (before < LEAST_SEGMENT) continue;
    const after = count - before;
    const apart = (sum - left) / after - left / before;
    const between = ((before * after) / count) * apart * apart;
    const variance = Math.max(leastVariance, (squares - between) / residualFreedom(before, after, dependence));
    const found = (apart * apart) / (variance * differenceVariance(before, after, dependence));
    if (found > score) {
      score = found;
      at = before;
    }
  }
  return { score, at };
}

interface Moments {
  readonly sum: number;
  /** Of what is off the mean. */
  readonly squares: number;
}

function momentsOf(values: Float64Array): Moments {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] as number;
  const mean = sum / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    const off = (values[i] as number) - mean;
    squares += off * off;
  }
  return { sum, squares };
}

/**
 * What no test can go below that knows nothing of the noise: of all ways to draw the second part's values from the stretch,
 * the two most extreme.
 */
export function leastProbability(count: number, at: number): number {
  const fewer = Math.min(at, count - at);
  let ways = 1;
  for (let i = 1; i <= fewer && ways < 1e15; i++) ways = (ways * (count - fewer + i)) / i;
  return 2 / ways;
}
