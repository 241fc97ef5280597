import { describe, expect, it } from 'vitest';
import { lagOne, logMean, smallestFound } from './log-mean.ts';
import { type Chance, seededChance } from './resample.ts';

/** How often the interval holds the true value, and how wide it is against the one of a normal distribution that is known. */
function coverage(draw: (chance: Chance) => number, truth: number, count: number): { held: number; width: number } {
  const chance = seededChance(1000 + count);
  const trials = 4000;
  let [held, width] = [0, 0];
  for (let trial = 0; trial < trials; trial++) {
    const { low, high } = logMean(Array.from({ length: count }, () => draw(chance)));
    if (low <= truth && truth <= high) held++;
    width += (high - low) / trials;
  }
  return { held: held / trials, width };
}

describe("Student's interval over processes", () => {
  it.each([5, 10, 20])('holds the true median in 95 of 100 cases with %i processes', (count) => {
    expect(coverage((chance) => 0.01 * chance.normal(), 0, count).held).toBeGreaterThan(0.94);
  });

  it('holds it where processes come in two kinds, or some are far slower', () => {
    const twoKinds = (chance: Chance) => 0.002 * chance.normal() + (chance.uniform() < 0.5 ? 0.01 : -0.01);
    expect(coverage(twoKinds, 0, 10).held).toBeGreaterThan(0.93);
    const heavy = (chance: Chance) => 0.01 * chance.normal() * (chance.uniform() < 0.1 ? 5 : 1);
    expect(coverage(heavy, 0, 10).held).toBeGreaterThan(0.94);
  });

  it('is that of the textbook', () => {
    // Student's own data, 1908: the second drug against the first in ten patients.
    const { value, low, high } = logMean([1.2, 2.4, 1.3, 1.3, 0, 1, 1.8, 0.8, 4.6, 1.4]);
    expect([value, low, high].map((each) => Number(each.toFixed(4)))).toEqual([1.58, 0.7001, 2.4599]);
  });

  it('knows nothing of a single value', () => {
    expect(logMean([1])).toMatchObject({ value: 1, low: -Infinity, high: Infinity });
    expect(smallestFound(1, 1)).toBe(Infinity);
  });
});

describe('the smallest difference found', () => {
  it('is found about four times in five', () => {
    const [count, trials] = [10, 4000];
    const chance = seededChance(3);
    const effect = smallestFound(1, count);
    let found = 0;
    for (let trial = 0; trial < trials; trial++) {
      if (logMean(Array.from({ length: count }, () => effect + chance.normal())).low > 0) found++;
    }
    expect(found / trials).toBeGreaterThan(0.77);
    expect(found / trials).toBeLessThan(0.85);
  });
});

describe('the correlation of neighbours', () => {
  it('is high in waves, low in chance, and 0 of what never changes', () => {
    const chance = seededChance(4);
    expect(lagOne(Array.from({ length: 200 }, (_, at) => Math.sin(at / 10)))).toBeGreaterThan(0.9);
    expect(Math.abs(lagOne(Array.from({ length: 200 }, () => chance.normal())))).toBeLessThan(0.2);
    expect(lagOne([1, 1, 1])).toBe(0);
  });
});
