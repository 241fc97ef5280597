import { describe, expect, it } from 'vitest';
import { findRecovery } from './recovery.ts';
import { seededChance } from './resample.ts';

const options = { beforeFromMs: 0, beforeToMs: 60_000, fromMs: 90_000 };
/** Seconds: 60 before, 30 of a spike, then what `after` says, second by second. */
const series = (after: readonly (number | null)[], noise: () => number = () => 0) =>
  [...new Array<number>(60).fill(100), ...new Array<number>(30).fill(900), ...after].map((value, i) => ({
    timeMs: i * 1_000,
    value: value === null ? null : value * (1 + noise()),
  }));
const steady = (length: number) => new Array<number>(length).fill(100);

describe('findRecovery', () => {
  it('is the time until the series is back within a tenth', () => {
    const recovery = findRecovery(series([800, 500, 300, 150, 115, 109, ...steady(30)]), options)!;
    expect(recovery).toMatchObject({ level: 100, spread: 0, recoveryMs: 5_000 });
    expect(recovery.band.low).toBeCloseTo(90, 9);
    expect(recovery.band.high).toBeCloseTo(110, 9);
    expect(
      findRecovery(series([800, 500, 300, 150, 115, 109, ...steady(30)]), { ...options, tolerance: 0.2 })!.recoveryMs,
    ).toBe(4_000);
  });

  it('is not taken in by one lucky second, or two, nor put off by one stray second', () => {
    const bad = [400, 400, 400, 400, 400, 400, 400];
    expect(findRecovery(series([...bad, 100, ...bad, ...steady(20)]), options)!.recoveryMs).toBe(15_000);
    expect(findRecovery(series([...bad, 100, 100, ...bad, ...steady(20)]), options)!.recoveryMs).toBe(16_000);
    expect(findRecovery(series([...bad, ...steady(10), 500, ...steady(10)]), options)!.recoveryMs).toBe(7_000);
  });

  it('starts over when the series falls back, unless it was asked to hold for a time only', () => {
    const relapse = [300, ...steady(20), ...new Array<number>(15).fill(400), ...steady(20)];
    expect(findRecovery(series(relapse), options)!.recoveryMs).toBe(36_000);
    expect(findRecovery(series(relapse), { ...options, holdMs: 10_000 })!.recoveryMs).toBe(1_000);
  });

  it('is undefined where it does not come back, or came back too late to say', () => {
    expect(findRecovery(series(new Array<number>(60).fill(300)), options)!.recoveryMs).toBeUndefined();
    expect(findRecovery(series([...new Array<number>(30).fill(300), 100, 100]), options)!.recoveryMs).toBeUndefined();
    expect(findRecovery(series([300, ...steady(5)]), { ...options, holdMs: 30_000 })!.recoveryMs).toBeUndefined();
    expect(findRecovery(series([]), options)!.recoveryMs).toBeUndefined();
  });

  it('is 0 where the series never left', () => {
    expect(findRecovery(series(steady(30)), { ...options, fromMs: 90_000 })!.recoveryMs).toBe(0);
  });

  it('knows which side is the bad one', () => {
    const faster = [500, 300, ...new Array<number>(30).fill(60)];
    expect(findRecovery(series(faster), { ...options, worse: 'higher' })!.recoveryMs).toBe(2_000);
    expect(findRecovery(series(faster), options)!.recoveryMs).toBeUndefined();
    expect(findRecovery(series([20, 40, 95, ...steady(20)]), { ...options, worse: 'lower' })!.recoveryMs).toBe(2_000);
  });

  it('lets a rate that was 0 be off by as much as it is told', () => {
    const rates = series([0.5, 0.2, ...new Array<number>(20).fill(0.004)]).map(({ timeMs, value }) => ({
      timeMs,
      value: timeMs < 60_000 ? 0 : value,
    }));
    expect(findRecovery(rates, options)!.recoveryMs).toBeUndefined();
    expect(findRecovery(rates, { ...options, leastTolerance: 0.01 })!.recoveryMs).toBe(2_000);
  });

  it('passes over seconds without a value', () => {
    expect(findRecovery(series([400, null, null, 400, null, ...steady(20)]), options)!.recoveryMs).toBe(5_000);
  });

  it('is undefined where nothing was measured before', () => {
    expect(findRecovery(series(steady(5)), { ...options, beforeFromMs: -9_000, beforeToMs: 0 })).toBeUndefined();
    expect(findRecovery([], options)).toBeUndefined();
  });

  it('finds a recovery after 20 s within 3 s in 95 of 100 series with as much noise as the tolerance', () => {
    const chance = seededChance(12);
    const decay = Array.from({ length: 20 }, (_, i) => 900 - 38 * i);
    let good = 0;
    for (let round = 0; round < 200; round++) {
      const { recoveryMs } = findRecovery(
        series([...decay, ...steady(100)], () => 0.1 * chance.normal()),
        options,
      )!;
      if (recoveryMs !== undefined && Math.abs(recoveryMs - 20_000) <= 3_000) good++;
    }
    expect(good / 200).toBeGreaterThanOrEqual(0.95);
  });
});
