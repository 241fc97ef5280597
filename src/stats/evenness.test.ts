import { describe, expect, it } from 'vitest';
import { evennessOf, medianDifference } from './evenness.ts';
import { Histogram } from './histogram.ts';
import { seededChance } from './resample.ts';

describe('evennessOf', () => {
  it("gives Pearson's test of a die: 22, 24, 38, 30, 46, 44 of 204 have χ² 15.29 and p 0.009", () => {
    // The tables have 15.086 at 0.01 and 16.750 at 0.005.
    const even = evennessOf([22, 24, 38, 30, 46, 44])!;
    expect(even.chiSquare).toBeCloseTo(15.2941, 4);
    expect(even.degreesOfFreedom).toBe(5);
    expect(even.pValue).toBeGreaterThan(0.005);
    expect(even.pValue).toBeLessThan(0.01);
  });

  it('is 0 by every measure where all are the same', () => {
    expect(evennessOf([50, 50, 50])).toMatchObject({ chiSquare: 0, pValue: 1, effect: 0, gini: 0, most: 1, least: 1 });
  });

  it('has the published Gini coefficients of small samples', () => {
    expect(evennessOf([1, 2, 3, 4, 5])!.gini).toBeCloseTo(4 / 15, 12);
    expect(evennessOf([0, 0, 0, 10])!.gini).toBeCloseTo(0.75, 12);
  });

  it('has an effect that does not grow with the total, unlike its certainty', () => {
    const few = evennessOf([40, 60])!;
    const many = evennessOf([4_000, 6_000])!;
    expect(few.effect).toBeCloseTo(0.2, 12);
    expect(many.effect).toBeCloseTo(0.2, 12);
    expect(many.pValue).toBeLessThan(few.pValue / 1e6);
    expect([many.most, many.least]).toEqual([1.2, 0.8]);
  });

  it('calls even spreads uneven as often as chance does', () => {
    const chance = seededChance(1);
    let alarms = 0;
    for (let round = 0; round < 500; round++) {
      const counts = [0, 0, 0, 0];
      for (let i = 0; i < 400; i++) counts[chance.index(4)]!++;
      if (evennessOf(counts)!.pValue < 0.05) alarms++;
    }
    expect(alarms / 500).toBeGreaterThan(0.025);
    expect(alarms / 500).toBeLessThan(0.08);
  });

  it('is undefined for one group, for nothing, and for what is no count', () => {
    expect([evennessOf([5]), evennessOf([0, 0]), evennessOf([1, -1]), evennessOf([1, Number.NaN])]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('medianDifference', () => {
  const chance = seededChance(6);
  const latencies = (median: number, count: number) =>
    Array.from({ length: count }, () => median * Math.exp(0.5 * chance.normal()));

  it('holds the true difference about as often as it says, and sees none where there is none', () => {
    let [hits, alarms] = [0, 0];
    for (let round = 0; round < 400; round++) {
      const { low, high } = medianDifference(latencies(120, 200), latencies(100, 200))!;
      if (low <= 20 && 20 <= high) hits++;
      if (medianDifference(latencies(100, 200), latencies(100, 200))!.pValue < 0.05) alarms++;
    }
    expect(hits / 400).toBeGreaterThan(0.92);
    expect(alarms / 400).toBeLessThan(0.08);
  });

  it('is the same of histograms, to within their buckets', () => {
    const [left, right] = [latencies(120_000, 500).map(Math.round), latencies(100_000, 500).map(Math.round)];
    const histogram = (values: readonly number[]) => {
      const filled = new Histogram();
      for (const value of values) filled.record(value);
      return filled.encode();
    };
    const exact = medianDifference(left, right)!;
    const coarse = medianDifference(histogram(left), histogram(right))!;
    expect(Math.abs(coarse.difference - exact.difference)).toBeLessThan(1_000);
    expect(coarse.ratio).toBeCloseTo(exact.ratio!, 1);
    expect(coarse.pValue < 0.01).toBe(exact.pValue < 0.01);
  });

  it('has no ratio to a median of 0, is sure of equal constants, and is undefined for five values', () => {
    const zeros = [0, 0, 0, 0, 0, 0, 0];
    expect(medianDifference(zeros, zeros)).toEqual({ difference: 0, ratio: undefined, low: 0, high: 0, pValue: 1 });
    expect(
      medianDifference(
        zeros.map(() => 3),
        zeros,
      ),
    ).toMatchObject({ difference: 3, low: 3, high: 3, pValue: 0 });
    expect(medianDifference([1, 2, 3, 4, 5], zeros)).toBeUndefined();
  });
});
