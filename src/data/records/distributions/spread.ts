import type { Random } from '../../../load/random.ts';
import type { Spread } from '../schema.ts';
import { normalQuantile } from './normal.ts';
import { poissonQuantile } from './poisson-table.ts';
import { cumulative, firstAbove } from './weighted.ts';
import { zipf } from './zipf.ts';

/** Draws numbers of one distribution, within its ends. */
export interface Sampler {
  sample(random: Random): number;
  /** Grows with `u`, from 0 to 1: what correlations and rising columns go by. */
  quantile(u: number): number;
}

export interface Range {
  readonly min: number;
  readonly max: number;
  readonly whole: boolean;
}

type Quantile = (u: number) => number;

/** The distribution that the options describe, cut to its range; what cannot be is told to `fail`. */
export function samplerOf(spread: Spread, range: Range, fail: (problem: string) => never): Sampler {
  if (range.min > range.max) fail(`min (${range.min}) is above max (${range.max})`);
  if (spread.distribution === 'zipf') return zipfSampler(spread, range, fail);
  if (spread.distribution === undefined || spread.distribution === 'uniform') return uniformSampler(range, fail);
  const free = freeQuantile(spread, range, fail);
  const edge = range.whole && spread.distribution !== 'poisson' ? 0.5 : 0;
  const low = lowest(free, range.min - edge);
  const span = highest(free, range.max + edge) - low;
  if (!(span > 1e-12)) fail(`the distribution has next to nothing between ${range.min} and ${range.max}`);
  const clamp = (value: number) => Math.min(Math.max(range.whole ? Math.round(value) : value, range.min), range.max);
  const quantile = (u: number) => clamp(free(inside(low + u * span)));
  return { quantile, sample: (random) => quantile(random.next()) };
}

function uniformSampler({ min, max, whole }: Range, fail: (problem: string) => never): Sampler {
  const span = whole ? max - min + 1 : max - min;
  if (!Number.isFinite(span)) return fail('a uniform distribution needs min and max');
  const quantile = (u: number) => {
    const value = min + u * span;
    return Math.min(whole ? Math.floor(value) : value, max);
  };
  return { quantile, sample: (random) => quantile(random.next()) };
}

function zipfSampler({ s = 1 }: Spread, { min, max, whole }: Range, fail: (problem: string) => never): Sampler {
  const size = max - min + 1;
  if (!whole || !Number.isFinite(size)) return fail('zipf needs whole numbers with a min and a max');
  const ranks = zipf(size, s);
  return {
    quantile: (u) => min - 1 + ranks.quantile(inside(u)),
    sample: (random) => min - 1 + ranks.sample(random),
  };
}

/** Not yet cut to the range. */
function freeQuantile(spread: Spread, range: Range, fail: (problem: string) => never): Quantile {
  switch (spread.distribution) {
    case 'normal':
      return normal(spread, range, fail);
    case 'log-normal':
      return logNormal(spread, fail);
    case 'exponential':
      return exponential(spread, range, fail);
    case 'pareto':
      return pareto(spread, range, fail);
    case 'poisson':
      return poissonQuantile(spread.mean ?? fail('poisson needs its mean'));
    default:
      return histogram(spread, fail);
  }
}

function normal({ mean, deviation }: Spread, { min, max }: Range, fail: (problem: string) => never): Quantile {
  const middle = mean ?? (min + max) / 2;
  const spread = deviation ?? (max - min) / 6;
  if (!Number.isFinite(middle) || !Number.isFinite(spread)) fail('normal needs mean and deviation, or min and max');
  return (u) => middle + spread * normalQuantile(u);
}

/** By `median` and `sigma` (of the logarithm), or by the mean and deviation of the values themselves. */
function logNormal({ mean, deviation, median, sigma }: Spread, fail: (problem: string) => never): Quantile {
  if (median !== undefined) {
    const width = sigma ?? 1;
    return (u) => median * Math.exp(width * normalQuantile(u));
  }
  if (mean === undefined || deviation === undefined || mean <= 0) {
    return fail('log-normal needs median and sigma, or mean (above 0) and deviation');
  }
  const variance = Math.log1p((deviation / mean) ** 2);
  return (u) => Math.exp(Math.log(mean) - variance / 2 + Math.sqrt(variance) * normalQuantile(u));
}

function exponential({ mean }: Spread, { min }: Range, fail: (problem: string) => never): Quantile {
  const average = mean ?? fail('exponential needs its mean (counted from min)');
  const start = Number.isFinite(min) ? min : 0;
  return (u) => start - average * Math.log1p(-u);
}

function pareto({ scale, shape = 1.16 }: Spread, { min }: Range, fail: (problem: string) => never): Quantile {
  const start = scale ?? min;
  if (!(start > 0 && Number.isFinite(start))) fail('pareto needs a scale or min above 0');
  return (u) => start * Math.exp(-Math.log1p(-u) / shape);
}

function histogram({ edges = [], weights = [] }: Spread, fail: (problem: string) => never): Quantile {
  const rises = edges.every((edge, at) => at === 0 || edge > (edges[at - 1] as number));
  if (weights.length === 0 || edges.length !== weights.length + 1 || !rises) {
    return fail('histogram needs rising edges, and a weight for each of the stretches between them');
  }
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (!(total > 0)) return fail('histogram needs a weight above 0');
  const sums = cumulative(weights, total);
  return (u) => {
    const at = firstAbove(sums, u);
    const before = at === 0 ? 0 : (sums[at - 1] as number);
    const from = edges[at] as number;
    const share = (u - before) / ((sums[at] as number) - before);
    return from + Math.min(Math.max(share, 0), 1) * ((edges[at + 1] as number) - from);
  };
}

/** Never 0 and never 1, where some quantiles are infinite. */
function inside(u: number): number {
  return Math.min(Math.max(u, 2 ** -54), 1 - 2 ** -53);
}

/** The least share at which the quantile has reached `value`. */
function lowest(quantile: Quantile, value: number): number {
  return value === Number.NEGATIVE_INFINITY ? 0 : bisect((u) => quantile(u) >= value).above;
}

/** The greatest share at which the quantile has not passed `value`. */
function highest(quantile: Quantile, value: number): number {
  return value === Number.POSITIVE_INFINITY ? 1 : bisect((u) => quantile(u) > value).below;
}

function bisect(isAbove: (u: number) => boolean): { below: number; above: number } {
  let below = 0;
  let above = 1;
  if (isAbove(inside(0))) return { below: 0, above: 0 };
  if (!isAbove(inside(1))) return { below: 1, above: 1 };
  for (let step = 0; step < 60; step++) {
    const middle = (below + above) / 2;
    if (isAbove(middle)) above = middle;
    else below = middle;
  }
  return { below, above };
}
