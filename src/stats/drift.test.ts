import { describe, expect, it } from 'vitest';
import { testDrift } from './drift.ts';
import { type Chance, seededChance } from './resample.ts';

const seconds = (values: readonly (number | null)[]) => values.map((value, i) => ({ timeMs: i * 1_000, value }));

/** Autoregressive, with a standard deviation of 1. */
function autoregressive(length: number, rho: number, chance: Chance): number[] {
  const fresh = Math.sqrt(1 - rho ** 2);
  let value = chance.normal();
  return Array.from({ length }, () => {
    value = rho * value + fresh * chance.normal();
    return value;
  });
}

type Noise = (length: number, chance: Chance) => number[];
const noises: Record<string, Noise> = {
  'white noise': (length, chance) => autoregressive(length, 0, chance).map((e) => 100 + 5 * e),
  'AR(1) with ρ = 0.6': (length, chance) => autoregressive(length, 0.6, chance).map((e) => 100 + 5 * e),
  'AR(1) with ρ = 0.8': (length, chance) => autoregressive(length, 0.8, chance).map((e) => 100 + 5 * e),
  'heavy-tailed latencies': (length, chance) => autoregressive(length, 0, chance).map((e) => 100 * Math.exp(e)),
  'heavy-tailed latencies with ρ = 0.6': (length, chance) =>
    autoregressive(length, 0.6, chance).map((e) => 100 * Math.exp(e)),
  'one spike near the end': (length, chance) => {
    const values = autoregressive(length, 0, chance).map((e) => 100 + 5 * e);
    values[length - 1 - chance.index(3)]! *= 20;
    return values;
  },
  'a cycle of a fifth of the run': (length, chance) =>
    autoregressive(length, 0, chance).map((e, i) => 100 + 5 * e + 10 * Math.sin((2 * Math.PI * 5 * i) / length + 1)),
  'whole numbers with many ties': (length, chance) =>
    autoregressive(length, 0.6, chance).map((e) => Math.round(10 + e)),
};

function shareUnder(pValue: number, rounds: number, draw: (chance: Chance) => number[]): number {
  const chance = seededChance(rounds);
  let alarms = 0;
  for (let round = 0; round < rounds; round++) if (testDrift(seconds(draw(chance)))!.pValue < pValue) alarms++;
  return alarms / rounds;
}

describe('testDrift', () => {
  it.each(Object.keys(noises))('raises a false alarm, a p-value under 0.01, in at most 3 of 100 runs of %s', (name) => {
    expect(shareUnder(0.01, 300, (chance) => noises[name]!(60, chance))).toBeLessThanOrEqual(0.03);
    expect(shareUnder(0.01, 200, (chance) => noises[name]!(25, chance))).toBeLessThanOrEqual(0.03);
    expect(shareUnder(0.01, 34, (chance) => noises[name]!(600, chance))).toBeLessThanOrEqual(0.03);
  });

  it('sees a drift of a tenth over 60 points with 5 % noise in at least 90 of 100 runs, at 1 %', () => {
    const drifting = (chance: Chance) =>
      autoregressive(60, 0, chance).map((e, i) => 100 * (1 + (0.1 * i) / 59) + 5 * e);
    expect(shareUnder(0.01, 400, drifting)).toBeGreaterThanOrEqual(0.9);
  });

  it.each([0, 0.6])('has an interval of the change that holds it about as often as it says, with ρ = %f', (rho) => {
    const chance = seededChance(31);
    let hits = 0;
    for (let round = 0; round < 300; round++) {
      const values = autoregressive(60, rho, chance).map((e, i) => 100 * (1 + (0.1 * i) / 59) + 3 * e);
      const { low, high } = testDrift(seconds(values))!.relativeChange!;
      if (low <= 0.1 && 0.1 <= high) hits++;
    }
    expect(hits / 300).toBeGreaterThan(0.9);
  });

  it('gives the slope by the hour, the levels, and the change of an exact line', () => {
    const drift = testDrift(
      Array.from({ length: 61 }, (_, i) => ({ timeMs: 5_000_000 + i * 60_000, value: 200 + i })),
    )!;
    expect(drift.slopePerHour).toBeCloseTo(60, 9);
    expect([drift.startLevel, drift.endLevel]).toEqual([200, 260]);
    expect(drift.relativeChange!.value).toBeCloseTo(0.3, 12);
    expect(drift).toMatchObject({ count: 61, tau: 1, durationMs: 3_600_000 });
    expect(drift.pValue).toBeLessThan(1e-9);
  });

  it("gives Kendall's tau, ties and all, of the example in Hollander and Wolfe", () => {
    // "Nonparametric Statistical Methods", 2nd ed., example 8.1: tuna lightness and quality, K = 16 of 36 pairs.
    const lightness = [44.4, 45.9, 41.9, 53.3, 44.7, 44.1, 50.7, 45.2, 60.1];
    const quality = [2.6, 3.1, 2.5, 5.0, 3.6, 4.0, 5.2, 2.8, 3.8];
    const points = lightness.map((timeMs, i) => ({ timeMs, value: quality[i]! }));
    expect(testDrift(points)!.tau).toBeCloseTo(16 / 36, 12);
  });

  it('knows how few points an autocorrelated series is worth', () => {
    const chance = seededChance(5);
    const white = testDrift(seconds(autoregressive(200, 0, chance).map((e) => 50 + e)))!;
    const slow = testDrift(seconds(autoregressive(200, 0.6, chance).map((e) => 50 + e)))!;
    expect(white.effectiveCount).toBeGreaterThan(120);
    // (1 − ρ)/(1 + ρ) of them.
    expect(slow.effectiveCount).toBeGreaterThan(25);
    expect(slow.effectiveCount).toBeLessThan(90);
    expect(slow.autocorrelation).toBeGreaterThan(0.4);
  });

  it('sees through a cycle when told its period', () => {
    const chance = seededChance(6);
    const values = autoregressive(240, 0, chance).map(
      (e, i) => 100 + 3 * e + 0.04 * i + 30 * Math.sin((2 * Math.PI * i) / 24),
    );
    const blind = testDrift(seconds(values))!;
    const told = testDrift(seconds(values), { periodMs: 24_000 })!;
    const width = ({ low, high }: { low: number; high: number }) => high - low;
    expect(told.pValue).toBeLessThan(1e-6);
    expect(width(told.slopeInterval)).toBeLessThan(width(blind.slopeInterval) / 2);
    expect(told.slopePerHour).toBeGreaterThan(100);
    expect(told.slopePerHour).toBeLessThan(190);
  });

  it('raises no more false alarms at 1 % when told a period that is there', () => {
    const chance = seededChance(66);
    let alarms = 0;
    for (let round = 0; round < 200; round++) {
      const values = autoregressive(120, 0.3, chance).map(
        (e, i) => 100 + 5 * e + 20 * Math.sin((2 * Math.PI * i) / 20),
      );
      if (testDrift(seconds(values), { periodMs: 20_000 })!.pValue < 0.01) alarms++;
    }
    expect(alarms / 200).toBeLessThanOrEqual(0.03);
  });

  it('is sure that a constant does not drift', () => {
    const drift = testDrift(seconds(new Array<number>(30).fill(7)))!;
    expect(drift).toMatchObject({ pValue: 1, tau: 0, slopePerHour: 0, relativeChange: { value: 0, low: 0, high: 0 } });
    expect(drift.slopeInterval).toEqual({ low: 0, high: 0 });
  });

  it('passes over seconds without a value, and has no share of a level that is not above 0', () => {
    const drift = testDrift(seconds([1, null, 3, Number.NaN, 5, null, 7, 8, 9, Number.POSITIVE_INFINITY]))!;
    expect(drift.count).toBe(6);
    expect(drift.slopePerHour).toBeCloseTo(3_600, 6);
    expect(testDrift(seconds([-2, -1, 0, 1, 2]))!.relativeChange).toBeUndefined();
  });

  it('is undefined with fewer than four points, or all at one time', () => {
    expect([testDrift([]), testDrift(seconds([1, 2, 3])), testDrift(seconds([null, null, 1, 2, 3]))]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(testDrift([1, 2, 3, 4].map((value) => ({ timeMs: 5, value })))).toBeUndefined();
  });
});

describe('testDrift on curves that are not straight', () => {
  it('sees growth by a half through a slow wave of a twentieth as deep, which ranks alone could not tell from wandering', () => {
    const values = Array.from({ length: 120 }, (_, i) => 100 + (50 * i) / 119 + 2.5 * Math.sin(i / 6));
    const drift = testDrift(seconds(values))!;
    expect(drift.pValue).toBeLessThan(0.02);
    expect(drift.relativeChange!.low).toBeGreaterThan(0.2);
  });

  it('sees memory that grows under a sawtooth', () => {
    const values = Array.from({ length: 240 }, (_, i) => 200 + (i * 60) / 240 + 40 * ((i % 13) / 13));
    expect(testDrift(seconds(values))!.pValue).toBeLessThan(0.01);
    const flat = Array.from({ length: 240 }, (_, i) => 200 + 40 * ((i % 13) / 13));
    expect(testDrift(seconds(flat))!.pValue).toBeGreaterThan(0.05);
  });

  it('copes with 3,600 points', () => {
    const chance = seededChance(9);
    const values = autoregressive(3_600, 0.6, chance).map((e, i) => 100 + 5 * e + (3 * i) / 3_600);
    const drift = testDrift(seconds(values))!;
    expect(drift).toMatchObject({ count: 3_600 });
    expect(drift.relativeChange!.low).toBeGreaterThan(0);
    expect(drift.relativeChange!.high).toBeLessThan(0.06);
  });
});
