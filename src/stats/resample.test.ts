import { describe, expect, it } from 'vitest';
import { percentileInterval, seededChance } from './resample.ts';

describe('seededChance', () => {
  it('repeats for one seed and differs for the next', () => {
    const draw = (seed: number) => Array.from({ length: 5 }, seededChance(seed).uniform);
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });

  it('draws evenly, normally, and every index', () => {
    const chance = seededChance(3);
    const normal = Array.from({ length: 20_000 }, () => chance.normal());
    const mean = normal.reduce((sum, value) => sum + value / normal.length, 0);
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(normal.reduce((sum, value) => sum + value ** 2 / normal.length, 0)).toBeCloseTo(1, 1);
    expect(normal.filter((value) => value > 1.96).length / normal.length).toBeCloseTo(0.025, 2);
    const counts = [0, 0, 0];
    for (let i = 0; i < 3_000; i++) counts[chance.index(3)]!++;
    expect(Math.min(...counts)).toBeGreaterThan(900);
  });
});

describe('percentileInterval', () => {
  it('leaves as many values out on either side as it should', () => {
    const values = Array.from({ length: 100 }, (_, i) => 100 - i);
    expect(percentileInterval(values, 0.9)).toEqual({ low: 6, high: 95 });
    expect(percentileInterval([1, Number.POSITIVE_INFINITY], 0.95)).toEqual({ low: 1, high: Number.POSITIVE_INFINITY });
  });
});
