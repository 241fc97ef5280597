import { describe, expect, it } from 'vitest';
import { modesOf } from './modes.ts';
import { seededChance } from './resample.ts';
import { tukeyOutliers } from './tukey.ts';

const chance = seededChance(5);
const normal = () => chance.normal();
const sample = (count: number, draw: () => number) => Array.from({ length: count }, draw);
const found = (draw: () => number, count = 200, trials = 200) => {
  return Array.from({ length: trials }, () => modesOf(sample(count, draw)).length > 1).filter(Boolean).length / trials;
};

describe('peaks of a distribution', () => {
  it('are hardly ever found where there is one', () => {
    expect(found(() => Math.exp(0.02 * normal()))).toBeLessThanOrEqual(0.02);
    expect(found(() => Math.exp(0.2 * normal()))).toBeLessThanOrEqual(0.02);
    expect(found(() => 1 - 0.05 * Math.log(1 - chance.uniform()))).toBeLessThanOrEqual(0.03);
    expect(found(() => 1 + 0.02 * normal() + (chance.uniform() < 0.04 ? 0.3 : 0))).toBeLessThanOrEqual(0.02);
    expect(found(() => 1 + 0.05 * chance.uniform())).toBeLessThanOrEqual(0.05);
    expect(found(() => Math.exp(0.02 * normal()), 50)).toBeLessThanOrEqual(0.03);
  });

  it('are found where there are two, with their places', () => {
    const draw = () => Math.exp(0.01 * normal()) * (chance.uniform() < 0.4 ? 1.08 : 1);
    expect(found(draw)).toBeGreaterThan(0.95);
    const [low = 0, high = 0] = modesOf(sample(1000, draw));
    expect(low).toBeCloseTo(1, 1);
    expect(high / low).toBeCloseTo(1.08, 1);
    expect(found(() => Math.exp(0.02 * normal()) * (chance.uniform() < 0.25 ? 1.3 : 1))).toBeGreaterThan(0.95);
  });

  it('are none of few values, of one value and of what is not positive', () => {
    expect(modesOf([1, 2])).toEqual([]);
    expect(modesOf(sample(100, () => 3))).toEqual([]);
    expect(modesOf(sample(100, () => 0))).toEqual([]);
  });
});

describe('outliers', () => {
  it('are counted beyond both fences, each once', () => {
    const middle = Array.from({ length: 101 }, (_, at) => 100 + at / 10);
    expect(tukeyOutliers(middle)).toEqual({ mild: 0, severe: 0 });
    expect(tukeyOutliers([...middle, 120, 200])).toEqual({ mild: 1, severe: 1 });
    expect(tukeyOutliers([])).toEqual({ mild: 0, severe: 0 });
  });
});
