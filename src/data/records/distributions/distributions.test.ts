import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RowRandom } from '../row-random.ts';
import type { Spread } from '../schema.ts';
import { normalProbability, normalQuantile } from './normal.ts';
import { type Range, samplerOf } from './spread.ts';
import { weighted } from './weighted.ts';
import { zipf } from './zipf.ts';

const SIZE = 40_000;
const OPEN: Range = { min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY, whole: false };

function fail(problem: string): never {
  throw new RangeError(problem);
}

/** First draws of as many rows. */
function samples(spread: Spread, range: Partial<Range> = {}): number[] {
  const sampler = samplerOf(spread, { ...OPEN, ...range }, fail);
  const random = new RowRandom(5, 9);
  return Array.from({ length: SIZE }, (_, row) => {
    random.at(row);
    return sampler.sample(random);
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviation(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
}

/** The greatest distance of the empirical from the theoretical distribution, times √n: beyond 1.95 once in a thousand (Kolmogorov). */
function kolmogorov(values: readonly number[], probability: (value: number) => number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const distances = sorted.map((value, at) => {
    const p = probability(value);
    return Math.max((at + 1) / sorted.length - p, p - at / sorted.length);
  });
  return Math.max(...distances.slice(0)) * Math.sqrt(sorted.length);
}

function chiSquare(counts: readonly number[], shares: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.reduce(
    (sum, count, at) => sum + (count - total * (shares[at] ?? 0)) ** 2 / (total * (shares[at] ?? 1)),
    0,
  );
}

describe('the normal distribution', () => {
  it('has its published quantiles and probabilities', () => {
    // Wichura's checks for AS 241, and the usual table.
    expect(normalQuantile(0.25)).toBeCloseTo(-0.6744897501960817, 14);
    expect(normalQuantile(0.001)).toBeCloseTo(-3.090232306167814, 13);
    expect(normalQuantile(1e-20)).toBeCloseTo(-9.262340089798409, 13);
    expect(normalProbability(1.96)).toBeCloseTo(0.9750021048517795, 14);
    expect(normalProbability(-8)).toBeCloseTo(6.22096057427179e-16, 22);
  });

  it('is inverted by its quantile', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-12, max: 1 - 1e-12, noNaN: true }), (p) => {
        expect(normalProbability(normalQuantile(p))).toBeCloseTo(p, 12);
      }),
    );
  });
});

describe('samples', () => {
  it('of continuous distributions have their distribution functions', () => {
    const laws: readonly (readonly [Spread, Partial<Range>, (value: number) => number])[] = [
      [{ distribution: 'normal', mean: 40, deviation: 12 }, {}, (x) => normalProbability((x - 40) / 12)],
      [{ distribution: 'log-normal', median: 20, sigma: 0.8 }, {}, (x) => normalProbability(Math.log(x / 20) / 0.8)],
      [{ distribution: 'exponential', mean: 3 }, { min: 0 }, (x) => 1 - Math.exp(-x / 3)],
      [{ distribution: 'exponential', mean: 3 }, { min: 5 }, (x) => 1 - Math.exp(-(x - 5) / 3)],
      [{ distribution: 'pareto', shape: 2.5, scale: 4 }, {}, (x) => 1 - (4 / x) ** 2.5],
      [{}, { min: -3, max: 9 }, (x) => (x + 3) / 12],
      [
        { distribution: 'histogram', edges: [0, 1, 10, 11], weights: [1, 2, 1] },
        {},
        (x) => (x < 1 ? x / 4 : x < 10 ? 0.25 + (x - 1) / 18 : 0.75 + (x - 10) / 4),
      ],
    ];
    for (const [spread, range, probability] of laws)
      expect(kolmogorov(samples(spread, range), probability), spread.distribution).toBeLessThan(1.95);
  });

  it('cut off have the distribution within their ends, and never pile up on them', () => {
    const values = samples({ distribution: 'normal', mean: 40, deviation: 12 }, { min: 30, max: 45 });
    const [low, high] = [normalProbability(-10 / 12), normalProbability(5 / 12)];
    expect(kolmogorov(values, (x) => (normalProbability((x - 40) / 12) - low) / (high - low))).toBeLessThan(1.95);
    expect(values.filter((value) => value === 30 || value === 45).length).toBeLessThan(3);
  });

  it('of whole numbers keep to their ends, with shares as expected at them', () => {
    const values = samples({ distribution: 'normal', mean: 3, deviation: 10 }, { min: 1, max: 5, whole: true });
    const counts = [1, 2, 3, 4, 5].map((value) => values.filter((each) => each === value).length);
    const edge = (x: number) => normalProbability((x - 3) / 10);
    const shares = [1, 2, 3, 4, 5].map((value) => (edge(value + 0.5) - edge(value - 0.5)) / (edge(5.5) - edge(0.5)));
    expect(chiSquare(counts, shares)).toBeLessThan(18.5);
  });

  it('of a Poisson distribution have its probabilities, small means and large', () => {
    const values = samples({ distribution: 'poisson', mean: 2.5 }, { whole: true });
    const shares = [0, 1, 2, 3, 4, 5, 6].map((k) => (Math.exp(-2.5) * 2.5 ** k) / [1, 1, 2, 6, 24, 120, 720][k]!);
    const counts = shares.map((_, k) => values.filter((value) => value === k).length);
    expect(chiSquare(counts, shares)).toBeLessThan(24.3);
    const large = samples({ distribution: 'poisson', mean: 1e6 }, { whole: true });
    expect(Math.abs(mean(large) - 1e6)).toBeLessThan((3.3 * 1000) / Math.sqrt(SIZE));
    expect(deviation(large)).toBeCloseTo(1000, -1.5);
  });

  it('of a log-normal distribution may be described by mean and deviation', () => {
    const values = samples({ distribution: 'log-normal', mean: 50, deviation: 20 }, {});
    expect(mean(values)).toBeCloseTo(50, 0);
    expect(deviation(values)).toBeCloseTo(20, 0);
  });

  it.each([
    [{ distribution: 'poisson' }, {}, 'poisson needs its mean'],
    [{ distribution: 'zipf' }, {}, 'zipf needs whole numbers with a min and a max'],
    [{}, {}, 'a uniform distribution needs min and max'],
    [{}, { min: 3, max: 1 }, 'min (3) is above max (1)'],
    [
      { distribution: 'normal', mean: 0, deviation: 1 },
      { min: 50, max: 60 },
      'the distribution has next to nothing between 50 and 60',
    ],
    [{ distribution: 'histogram', edges: [0, 1], weights: [0] }, {}, 'histogram needs a weight above 0'],
    [
      { distribution: 'histogram', edges: [1, 0], weights: [1] },
      {},
      'histogram needs rising edges, and a weight for each of the stretches between them',
    ],
  ] as const)('of %j within %j are refused: %s', (spread, range, message) => {
    expect(() => samples(spread as Spread, range)).toThrow(message);
  });
});

describe('Zipf ranks', () => {
  it.each([0.5, 0.9, 1, 1.2, 2, 3.5])('with s = %d come in proportion to 1 / k^s', (s) => {
    const size = 30;
    const { sample } = zipf(size, s);
    const random = new RowRandom(1, 2);
    const counts = new Array<number>(size).fill(0);
    for (let row = 0; row < SIZE; row++) {
      random.at(row);
      const rank = sample(random);
      counts[rank - 1] = (counts[rank - 1] ?? 0) + 1;
    }
    const weights = counts.map((_, at) => (at + 1) ** -s);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const often = weights.filter((weight) => (SIZE * weight) / total >= 5).length;
    const tail = (values: readonly number[]) =>
      [...values.slice(0, often), values.slice(often).reduce((sum, each) => sum + each, 0)].slice(
        0,
        often < size ? undefined : -1,
      );
    expect(chiSquare(tail(counts), tail(weights.map((weight) => weight / total)))).toBeLessThan(60); // 99.9th percentile for 30 is 59.7
  });

  it('have quantiles that agree with the sums, and cost nothing for sizes beyond memory', () => {
    const { quantile } = zipf(1000, 1.1);
    const weights = Array.from({ length: 1000 }, (_, at) => (at + 1) ** -1.1);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    let sum = 0;
    for (const [at, weight] of weights.entries()) {
      expect(quantile((sum + weight / 2) / total)).toBe(at + 1);
      sum += weight;
    }
    const random = new RowRandom(1, 1);
    const huge = zipf(2 ** 45, 1);
    const ranks = Array.from({ length: 2000 }, () => huge.sample(random));
    expect(ranks.every((rank) => Number.isInteger(rank) && rank >= 1 && rank <= 2 ** 45)).toBe(true);
    // With s = 1 ranks are spread evenly over the powers of two.
    expect(ranks.filter((rank) => rank <= 2 ** 22).length / 2000).toBeCloseTo(0.5, 1);
    expect(huge.quantile(0.5)).toBeGreaterThan(2 ** 21);
  });
});

describe('choices by weight', () => {
  it('come in proportion, and never where the weight is 0', () => {
    const weights = [5, 0, 1, 3, 0, 0.5];
    const { sample, quantile } = weighted(weights);
    const random = new RowRandom(3, 3);
    const counts = weights.map(() => 0);
    for (let row = 0; row < SIZE; row++) {
      random.at(row);
      const place = sample(random);
      counts[place] = (counts[place] ?? 0) + 1;
    }
    expect([counts[1], counts[4]]).toEqual([0, 0]);
    const shares = weights.map((weight) => weight / 9.5);
    const used = [0, 2, 3, 5];
    expect(
      chiSquare(
        used.map((at) => counts[at] ?? 0),
        used.map((at) => shares[at] ?? 0),
      ),
    ).toBeLessThan(16.3);
    expect([0, 0.52, 0.53, 0.94, 0.95, 0.999999].map(quantile)).toEqual([0, 0, 2, 3, 5, 5]);
  });
});

describe('the chance of rows', () => {
  it('is even and without correlation from row to row, from draw to draw and from field to field', () => {
    const random = new RowRandom(42, 7);
    const other = new RowRandom(42, 8);
    const draws = Array.from({ length: SIZE }, (_, row) => {
      random.at(row);
      other.at(row);
      return [random.next(), random.next(), other.next()] as const;
    });
    const correlation = (a: readonly number[], b: readonly number[]) =>
      12 * mean(a.map((value, at) => (value - 0.5) * ((b[at] ?? 0) - 0.5)));
    const [first, second, third] = [0, 1, 2].map((at) => draws.map((draw) => draw[at] ?? 0)) as [
      number[],
      number[],
      number[],
    ];
    for (const values of [first, second, third]) expect(kolmogorov(values, (x) => x)).toBeLessThan(1.95);
    const limit = 3.3 / Math.sqrt(SIZE);
    for (const [a, b] of [
      [first, second],
      [first, third],
      [first, first.slice(1)],
      [first, first.slice(256)],
      [second, second.slice(1)],
    ] as const) {
      expect(Math.abs(correlation(a, b))).toBeLessThan(limit);
    }
  });

  it('is another for rows beyond 32 bits', () => {
    const random = new RowRandom(1, 1);
    const starts = [0, 1, 2 ** 32, 2 ** 32 + 1, 2 ** 40].map((row) => {
      random.at(row);
      return random.next();
    });
    expect(new Set(starts).size).toBe(5);
  });
});
