import { describe, expect, it } from 'vitest';
import { findCrossing, findShareCrossing } from './crossing.ts';
import { seededChance } from './resample.ts';

/** The share of values over the bound: rises steeply about a load of 100, and is 0.05 at 96. */
const truth = (load: number) => 1 / (1 + Math.exp(-(load - 96) / 2 + Math.log(19)));
const loads = [60, 80, 90, 94, 96, 98, 102, 110];

describe('findShareCrossing', () => {
  it('finds the load at which a twentieth exceeds, with an interval that holds it about as often as it says', () => {
    const chance = seededChance(3);
    let hits = 0;
    let width = 0;
    for (let round = 0; round < 100; round++) {
      const levels = loads.map((load) => {
        const exceeding = Array.from({ length: 2_000 }, () => chance.uniform()).filter(
          (draw) => draw < truth(load),
        ).length;
        return { load, count: 2_000, exceeding };
      });
      const { load, low, high } = findShareCrossing(levels, 0.05, { resamples: 200, seed: round })!;
      expect(Math.abs(load / 96 - 1)).toBeLessThan(0.02);
      if (low <= 96 && 96 <= high) hits++;
      width += (high - low) / 100;
    }
    expect(hits).toBeGreaterThanOrEqual(90);
    expect(width).toBeLessThan(2);
  });

  it('has no upper end where no level is beyond the share, and no lower one where all are', () => {
    const within = loads.map((load) => ({ load, count: 5_000, exceeding: 1 }));
    expect(findShareCrossing(within, 0.05)).toMatchObject({
      load: Number.POSITIVE_INFINITY,
      high: Number.POSITIVE_INFINITY,
    });
    const beyond = loads.map((load) => ({ load, count: 5_000, exceeding: 4_000 }));
    expect(findShareCrossing(beyond, 0.05)).toMatchObject({
      load: Number.NEGATIVE_INFINITY,
      low: Number.NEGATIVE_INFINITY,
    });
  });

  it('leaves out levels that counted nothing, and is undefined with nothing left', () => {
    expect(findShareCrossing([{ load: 1, count: 0, exceeding: 0 }], 0.05)).toBeUndefined();
    expect(findShareCrossing([], 0.05)).toBeUndefined();
  });

  it('takes counts divided by a variance inflation, and is less sure of them', () => {
    const levels = loads.map((load) => ({ load, count: 2_000, exceeding: 2_000 * truth(load) }));
    const sure = findShareCrossing(levels, 0.05)!;
    const unsure = findShareCrossing(
      levels.map(({ load, count, exceeding }) => ({ load, count: count / 10, exceeding: exceeding / 10 })),
      0.05,
    )!;
    expect(unsure.load).toBeCloseTo(sure.load, 6);
    expect(unsure.high - unsure.low).toBeGreaterThan(1.5 * (sure.high - sure.low));
  });
});

describe('findCrossing', () => {
  const levels = [
    { load: 10, value: 100, standardError: 5 },
    { load: 20, value: 110, standardError: 5 },
    { load: 30, value: 105, standardError: 5 },
    { load: 40, value: 300, standardError: 20 },
  ];

  it('reads a latency limit off levels that are not in order', () => {
    const crossing = findCrossing([...levels].reverse(), 200)!;
    // Levels of 20 and 30 are pooled to 107.5 up to a load of 30.
    expect(crossing.load).toBeCloseTo(30 + (10 * (200 - 107.5)) / (300 - 107.5), 9);
    expect(crossing.low).toBeGreaterThan(33.5);
    expect(crossing.high).toBeLessThan(36.5);
    expect(crossing.low).toBeLessThan(crossing.load);
    expect(crossing.high).toBeGreaterThan(crossing.load);
  });

  it('trusts the surer of two levels that contradict each other', () => {
    const { steps } = findCrossing(
      [
        { load: 1, value: 10, standardError: 1 },
        { load: 2, value: 0, standardError: 3 },
      ],
      5,
    )!;
    expect(steps).toHaveLength(1);
    expect(steps[0]!.y).toBeCloseTo(9, 9);
  });

  it('is exact without errors, the same for the same seed, and undefined without levels', () => {
    const exact = levels.map((level) => ({ ...level, standardError: 0 }));
    const { load, low, high } = findCrossing(exact, 200)!;
    expect([low, high]).toEqual([load, load]);
    expect(findCrossing(levels, 200, { seed: 5 })).toEqual(findCrossing(levels, 200, { seed: 5 }));
    expect(findCrossing([], 200)).toBeUndefined();
  });
});
