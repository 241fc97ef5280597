import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Chance, seededChance } from '../resample.ts';
import { findChangePoints } from './find-change-points.ts';

const indexes = (values: readonly number[]) => findChangePoints(values).changes.map(({ index }) => index);
const noisy = (count: number, seed: number, of: (chance: Chance, at: number) => number): number[] => {
  const chance = seededChance(seed);
  return Array.from({ length: count }, (_, at) => 100 * of(chance, at));
};
const steady = (chance: Chance) => 1 + 0.02 * chance.normal();

describe('false changes', () => {
  const SERIES = 80;
  const alarms = (of: (chance: Chance, at: number) => number) =>
    Array.from({ length: SERIES }, (_, i) => noisy(100, 31 + i * 7919, of)).filter(
      (values) => indexes(values).length > 0,
    );

  it.each([
    ['normal noise', steady],
    ['spikes', (chance: Chance) => steady(chance) + (chance.uniform() < 0.03 ? 0.3 : 0)],
    ['two modes', (chance: Chance) => steady(chance) + (chance.uniform() < 0.5 ? 0.06 : 0)],
    ['log-normal noise', (chance: Chance) => Math.exp(0.4 * chance.normal())],
  ])('are rare in %s', (_, of) => {
    expect(alarms(of).length / SERIES).toBeLessThanOrEqual(0.04);
  });

  it('are rare where neighbours are correlated by 0.6, which other methods take for changes', () => {
    let off = 0;
    const chained = (chance: Chance, at: number) => {
      off = at === 0 ? chance.normal() : 0.6 * off + 0.8 * chance.normal();
      return 1 + 0.02 * off;
    };
    expect(alarms(chained).length / SERIES).toBeLessThanOrEqual(0.08);
  });
});

describe('a step', () => {
  it('of 5 % in noise of 2 % is found with five values after it, most often at its place', () => {
    const series = Array.from({ length: 100 }, (_, i) =>
      noisy(100, 5 + i * 104_729, (chance, at) => steady(chance) * (at < 95 ? 1 : 1.05)),
    );
    const found = series.map((values) => indexes(values)).filter((at) => at.some((index) => Math.abs(index - 95) <= 1));
    expect(found.length / series.length).toBeGreaterThan(0.8);
  });

  it('is told with both levels, their ratio and its interval', () => {
    const [change] = findChangePoints(noisy(100, 3, (chance, at) => steady(chance) * (at < 60 ? 1 : 1.2))).changes;
    expect(change?.index).toBe(60);
    expect(change?.before).toBeCloseTo(100, -1);
    expect(change?.ratio).toBeCloseTo(1.2, 1);
    expect(change?.low).toBeLessThan(1.2);
    expect(change?.high).toBeGreaterThan(1.2);
    expect(change?.confidence).toBeGreaterThan(0.999);
  });

  it('up and down again is two changes, however short the stay', () => {
    const values = noisy(300, 9, (chance, at) => steady(chance) * (at >= 150 && at < 160 ? 1.2 : 1));
    expect(indexes(values)).toEqual([150, 160]);
  });

  it('every 2,000 of 100,000 values is found, all of them', () => {
    const values = noisy(100_000, 2, (chance, at) => steady(chance) * (1 + 0.05 * (Math.floor(at / 2000) % 3)));
    const found = indexes(values);
    expect(found).toHaveLength(49);
    expect(found.filter((index) => Math.abs(index - Math.round(index / 2000) * 2000) > 8)).toEqual([]);
  });

  it('smaller than asked for is left out', () => {
    const values = noisy(100, 3, (chance, at) => steady(chance) * (at < 50 ? 1 : 1.05));
    expect(findChangePoints(values, { leastChange: 0.1 }).changes).toEqual([]);
    expect(findChangePoints(values, { leastChange: 0.02 }).changes).toHaveLength(1);
  });
});

describe('what is no change', () => {
  it('a spike is an outlier', () => {
    const values = noisy(60, 4, (chance, at) => steady(chance) * (at === 20 ? 1.5 : 1));
    expect(findChangePoints(values)).toMatchObject({ changes: [], outliers: [20] });
  });

  it('a last value far off is an outlier, and perhaps the first of a new level', () => {
    const values = noisy(60, 4, (chance, at) => steady(chance) * (at === 59 ? 1.5 : 1));
    const { changes, outliers, newcomer } = findChangePoints(values);
    expect({ changes, outliers }).toEqual({ changes: [], outliers: [59] });
    expect(newcomer).toEqual({ index: 59, count: 1, needed: 2 });
  });

  it('a level that rises bit by bit is a drift', () => {
    const values = noisy(200, 8, (chance, at) => steady(chance) * (1 + (0.3 * at) / 200));
    const { changes, drifts } = findChangePoints(values);
    expect(changes).toEqual([]);
    expect(drifts.length).toBeGreaterThan(0);
  });

  it('a weekly pattern is a season, and a step in it is found all the same', () => {
    const weekly = (chance: Chance, at: number) => steady(chance) + (at % 7 >= 5 ? 0.1 : 0);
    expect(findChangePoints(noisy(140, 6, weekly))).toMatchObject({ changes: [], season: 7 });
    const { season, changes } = findChangePoints(
      noisy(140, 6, (chance, at) => weekly(chance, at) * (at < 90 ? 1 : 1.06)),
    );
    expect(season).toBe(7);
    expect(changes.map(({ index }) => index)).toEqual([90]);
  });
});

describe('odd series', () => {
  it('without values, with few, and all the same have no change', () => {
    for (const values of [[], [1], [1, 2], [0, 0, 0, 0, 0, 0, 0, 0], Array(50).fill(7), [Number.NaN, Number.NaN]]) {
      expect(findChangePoints(values).changes, JSON.stringify(values)).toEqual([]);
    }
  });

  it('without any noise need as many values as could not be chance', () => {
    expect(indexes([5, 5, 5, 5, 9, 9, 9])).toEqual([]);
    expect(indexes([5, 5, 5, 5, 5, 5, 5, 9, 9, 9, 9, 9])).toEqual([7]);
    expect(indexes([-5, -5.1, -4.9, -5, -5, -5, -5.1, -7, -7.1, -7, -6.9, -7])).toEqual([7]);
  });

  it('from nothing to something have no finite ratio', () => {
    const [change] = findChangePoints([0, 0, 0, 0, 0, 0, 0, 0, 3, 3, 3, 3, 3, 3]).changes;
    expect(change).toMatchObject({ index: 8, before: 0, after: 3, ratio: Number.POSITIVE_INFINITY });
  });

  it('below 0 fall by a share of where they were', () => {
    const [change] = findChangePoints(noisy(40, 5, (chance, at) => -steady(chance) * (at < 20 ? 1 : 1.2))).changes;
    expect(change?.ratio).toBeCloseTo(0.8, 1);
    expect(change?.low).toBeLessThan(0.8);
    expect(change?.high).toBeGreaterThan(0.79);
  });

  it('about 0 have no share, since their level is not known to be any', () => {
    const [change] = findChangePoints(
      noisy(40, 5, (chance, at) => 0.02 * chance.normal() + (at < 20 ? 0 : 0.2)),
    ).changes;
    expect(change).toMatchObject({ index: 20, ratio: Number.POSITIVE_INFINITY });
  });

  it('all the same repeat nothing, and a pattern without noise repeats itself at its own length', () => {
    for (const value of [0, 1.01, 7, 100]) expect(findChangePoints(Array(40).fill(value)).season).toBeUndefined();
    expect(findChangePoints(Array.from({ length: 30 }, (_, at) => 100.5 + (at % 3))).season).toBe(3);
  });

  it('keep the places of their values when some were not measured', () => {
    const values = noisy(60, 12, (chance, at) => steady(chance) * (at < 40 ? 1 : 1.3));
    const gaps = values.flatMap((value, at) => (at % 10 === 0 ? [Number.NaN, value] : [value]));
    expect(indexes(gaps)).toEqual([45]);
  });

  it('whatever they hold, answer finite places in order, and the same each time', () => {
    const numbers = fc.array(fc.oneof(fc.double(), fc.integer(), fc.constantFrom(0, 1, 1e308, -1e308, 5e-324)), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(numbers, (values) => {
        const { changes, outliers } = findChangePoints(values);
        const places = changes.map(({ index }) => index);
        expect([...places].sort((a, b) => a - b)).toEqual(places);
        for (const at of [...places, ...outliers]) expect(Number.isFinite(values[at])).toBe(true);
        expect(findChangePoints(values).changes).toEqual(changes);
      }),
      { numRuns: 80, seed: 7 },
    );
  });

  it('scaled by a factor change at the same places', () => {
    const values = noisy(80, 21, (chance, at) => steady(chance) * (at < 50 ? 1 : 1.1));
    for (const factor of [1e-200, 3, 1e200])
      expect(indexes(values.map((value) => value * factor))).toEqual(indexes(values));
  });
});
