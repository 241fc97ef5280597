import { describe, expect, it } from 'vitest';
import { logMean } from './log-mean.ts';
import { type Chance, seededChance } from './resample.ts';
import { middleOf, middlePValue } from './signed-rank.ts';

function simulate(draw: (chance: Chance) => number, count: number, level = 0.05) {
  const chance = seededChance(count * 31);
  const trials = 1000;
  let [held, false5, ranks, student] = [0, 0, 0, 0];
  for (let trial = 0; trial < trials; trial++) {
    const values = Array.from({ length: count }, () => draw(chance));
    const { low, high } = middleOf(values, level);
    if (low <= 0 && 0 <= high) held++;
    if (middlePValue(values) <= level) false5++;
    ranks += high - low;
    const plain = logMean(values, level);
    student += plain.high - plain.low;
  }
  return { held: held / trials, false5: false5 / trials, width: ranks / student };
}

describe('the middle by signed ranks', () => {
  it('is that of the textbook', () => {
    // Hollander and Wolfe, example 3.1: depression scale factors of nine patients, after treatment less before.
    const values = [-0.952, 0.147, -1.022, -0.43, -0.62, -0.59, -0.49, 0.08, -0.01];
    const { value, low, high } = middleOf(values, 0.04);
    expect(value).toBeCloseTo(-0.46, 2);
    // P(T+ ≤ 5) = 0.0195 for nine values: the sixth mean from each end, at 96.1 %.
    expect([low, high].map((each) => Number(each.toFixed(3)))).toEqual([-0.786, -0.01]);
    expect(middlePValue(values)).toBeCloseTo(2 * 0.0195, 3);
  });

  it.each([8, 10, 20, 30])(
    'holds the true one in 95 of 100 cases with %i values, hardly wider than Student’s',
    (count) => {
      const { held, false5, width } = simulate((chance) => chance.normal(), count);
      expect(held).toBeGreaterThan(0.935);
      expect(false5).toBeLessThan(0.065);
      expect(width).toBeLessThan(1.1);
    },
  );

  it('is far narrower where some values go astray, and right where there are two kinds', () => {
    const astray = simulate((chance) => chance.normal() * (chance.uniform() < 0.1 ? 10 : 1), 12);
    expect(astray.held).toBeGreaterThan(0.935);
    expect(astray.width).toBeLessThan(0.8);
    const kinds = simulate((chance) => 0.1 * chance.normal() + (chance.uniform() < 0.5 ? 1 : -1), 10);
    expect(kinds.held).toBeGreaterThan(0.93);
  });

  it('keeps to other levels as well', () => {
    expect(simulate((chance) => chance.normal(), 10, 0.02).held).toBeGreaterThan(0.97);
  });

  it("is Student's of few values, and tells more than ranks where all lie on one side", () => {
    expect(middleOf([1, 2, 3])).toEqual(logMean([1, 2, 3]));
    expect(middlePValue([1])).toBe(1);
    expect(middlePValue([1, 1, 1])).toBe(0);
    expect(middlePValue(Array.from({ length: 10 }, (_, at) => 10 + 0.01 * at))).toBeLessThan(1e-10);
    expect(middlePValue(new Array(10).fill(0))).toBe(1);
  });
});
