import { describe, expect, it } from 'vitest';
import { findKnee } from './knee.ts';
import { type Chance, seededChance } from './resample.ts';

const evenly = (levels: number) => Array.from({ length: levels }, (_, i) => (200 * (i + 1)) / levels);
const doubling = [1, 2, 4, 8, 16, 32, 64, 128];

interface Case {
  readonly loads: readonly number[];
  readonly value: (load: number) => number;
  readonly noise: (chance: Chance) => number;
}

const fivePercent = (chance: Chance) => 1 + 0.05 * chance.normal();

function kneesOf({ loads, value, noise }: Case, shape: 'bend-up' | 'bend-down', rounds: number) {
  const chance = seededChance(rounds + loads.length);
  return Array.from({ length: rounds }, (_, seed) =>
    findKnee(
      loads.map((load) => ({ load, value: value(load) * noise(chance) })),
      { shape, resamples: 200, seed },
    ),
  );
}

const found = (knees: readonly unknown[]) => knees.filter((knee) => knee !== undefined).length / knees.length;

describe('findKnee', () => {
  it.each([
    ['5 levels', evenly(5), 150],
    ['10 levels', evenly(10), 150],
    ['20 levels', evenly(20), 150],
    ['60 levels', evenly(60), 50],
    ['8 doublings', doubling, 150],
  ])('sees a knee in at most 2 of 100 straight lines of throughput with noise of a twentieth, over %s', (...row) => {
    const [, loads, rounds] = row;
    const knees = kneesOf({ loads, value: (load) => 7 * load, noise: fivePercent }, 'bend-down', rounds);
    expect(found(knees)).toBeLessThanOrEqual(0.02);
  });

  it.each([
    ['level latency with 5 % noise', () => 20, fivePercent],
    ['level latency that is lognormal', () => 20, (chance: Chance) => Math.exp(0.3 * chance.normal())],
    ['latency that doubles steadily', (load: number) => 20 + load / 10, fivePercent],
  ])('sees one in at most 3 of 100 series of %s', (...[_, value, noise]) => {
    for (const loads of [evenly(10), evenly(20), doubling]) {
      expect(found(kneesOf({ loads, value, noise }, 'bend-up', 100))).toBeLessThanOrEqual(0.03);
    }
  });

  it.each([
    ['throughput that stays level', 'bend-down', (load: number) => Math.min(load, 100)],
    ['throughput that falls again', 'bend-down', (load: number) => Math.min(load, 130 - 0.3 * load)],
    ['throughput that stays level and then falls', 'bend-down', (load: number) => Math.min(load, 100, 260 - load)],
    ['latency that grows in a queue', 'bend-up', (load: number) => Math.max(20, load / 5)],
    [
      'latency that grows up to a timeout',
      'bend-up',
      (load: number) => Math.min(Math.max(20, 20 + 4 * (load - 100)), 220),
    ],
  ] as const)('finds the knee at 100 of %s, within a tenth, in at least 9 of 10', (...[_, shape, value]) => {
    const knees = kneesOf({ loads: evenly(20), value, noise: fivePercent }, shape, 40);
    const close = knees.filter((knee) => knee !== undefined && Math.abs(knee.load - 100) <= 10);
    expect(close.length / 40).toBeGreaterThanOrEqual(0.9);
  });

  it('has an interval that holds the knee about as often as it says', () => {
    const value = (load: number) => Math.min(load, 100);
    const knees = kneesOf({ loads: evenly(20), value, noise: fivePercent }, 'bend-down', 100);
    const hits = knees.filter((knee) => knee !== undefined && knee.low <= 100 && 100 <= knee.high);
    expect(hits.length).toBeGreaterThanOrEqual(88);
  });

  it('finds a knee in five levels where their noise is known', () => {
    const throughputs = [100, 201, 297, 310, 305];
    const points = throughputs.map((value, i) => ({ load: 10 * (i + 1), value, standardError: 4 }));
    const knee = findKnee(points, { shape: 'bend-down' })!;
    expect(knee.load).toBeGreaterThanOrEqual(27.5);
    expect(knee.load).toBeLessThanOrEqual(32.5);
  });

  it('gives the slopes and the value at a knee without noise', () => {
    const points = evenly(20).map((load) => ({ load, value: 3 * Math.min(load, 100) }));
    const knee = findKnee([...points].reverse(), { shape: 'bend-down', resamples: 500 })!;
    expect(knee.load).toBe(100);
    expect(knee.slopeBefore).toBeCloseTo(3, 6);
    expect(knee.slopeAfter).toBeCloseTo(0, 6);
    expect(knee.value).toBeCloseTo(300, 6);
    expect(knee.pValue).toBeLessThan(0.01);
    expect(knee).not.toHaveProperty('tailFrom');
  });

  it('finds the knee of a ramp of 1,800 seconds', () => {
    const chance = seededChance(1);
    const points = Array.from({ length: 1_800 }, (_, i) => ({
      load: i + 1,
      value: Math.min(i + 1, 900) * (1 + 0.2 * chance.normal()),
    }));
    const knee = findKnee(points, { shape: 'bend-down' })!;
    expect(Math.abs(knee.load - 900)).toBeLessThan(45);
  });

  it('sees none in exact lines, in bends the other way, or in slight ones', () => {
    const of = (value: (load: number) => number) => evenly(12).map((load) => ({ load, value: value(load) }));
    expect(
      findKnee(
        of((load) => 5 * load),
        { shape: 'bend-down' },
      ),
    ).toBeUndefined();
    expect(
      findKnee(
        of(() => 20),
        { shape: 'bend-up' },
      ),
    ).toBeUndefined();
    expect(
      findKnee(
        of(() => 0),
        { shape: 'bend-up' },
      ),
    ).toBeUndefined();
    expect(
      findKnee(
        of((load) => Math.max(load, 3 * load - 200)),
        { shape: 'bend-down' },
      ),
    ).toBeUndefined();
    expect(
      findKnee(
        of((load) => Math.min(load, 20 + 0.8 * load)),
        { shape: 'bend-down' },
      ),
    ).toBeUndefined();
    expect(
      findKnee(
        of((load) => Math.max(100, 90 + load / 10)),
        { shape: 'bend-up' },
      ),
    ).toBeUndefined();
  });

  it('is undefined with fewer than five levels, whatever their number of points', () => {
    const four = [1, 2, 3, 4, 4, 4, Number.NaN].map((load) => ({ load, value: Math.min(load, 2) }));
    expect([findKnee([], { shape: 'bend-up' }), findKnee(four, { shape: 'bend-down' })]).toEqual([
      undefined,
      undefined,
    ]);
  });
});
