import { describe, expect, it } from 'vitest';
import { type BlockStatistic, blockBootstrap, blockInterval, blockPValue } from './block-bootstrap.ts';
import { seededChance } from './resample.ts';

function meanOf(values: readonly number[]): BlockStatistic {
  return (weights) => {
    let [sum, count] = [0, 0];
    for (const [at, value] of values.entries()) {
      sum += value * (weights[at] as number);
      count += weights[at] as number;
    }
    return sum / count;
  };
}

describe('the block bootstrap', () => {
  it('knows a mean as well as its standard error says', () => {
    const values = [3, 5, 8, 1, 9, 4, 4, 7, 2, 6];
    const estimate = blockBootstrap(values.length, meanOf(values), { seed: 1, draws: 20_000 });
    const mean = 4.9;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 9);
    expect(estimate?.value).toBeCloseTo(mean, 12);
    expect(estimate?.standardError).toBeCloseTo(deviation / Math.sqrt(10), 1);
    expect(estimate?.degreesOfFreedom).toBe(9);
  });

  it('says the same for the same seed', () => {
    const values = [1, 2, 3, 4, 5, 6];
    expect(blockBootstrap(6, meanOf(values), { seed: 4 })).toEqual(blockBootstrap(6, meanOf(values), { seed: 4 }));
  });

  it('holds the true mean of few skewed and unskewed blocks about as often as it says', () => {
    const chance = seededChance(7);
    for (const draw of [() => chance.normal(), () => Math.exp(0.5 * chance.normal()) - Math.exp(0.125)]) {
      let held = 0;
      for (let run = 0; run < 400; run++) {
        const values = Array.from({ length: 9 }, draw);
        const estimate = blockBootstrap(9, meanOf(values), { seed: run, draws: 200 });
        const { low, high } = blockInterval(estimate as NonNullable<typeof estimate>);
        if (low <= 0 && high >= 0) held++;
      }
      expect(held / 400).toBeGreaterThan(0.9);
      expect(held / 400).toBeLessThan(0.99);
    }
  });

  it('gives the chance of a value as far from 0 as its interval does', () => {
    const estimate = { value: 2, standardError: 1, degreesOfFreedom: 12 };
    const p = blockPValue(estimate);
    expect(blockInterval(estimate, 1 - p).low).toBeCloseTo(0, 9);
    expect(blockPValue({ ...estimate, standardError: 0 })).toBe(0);
    expect(blockPValue({ ...estimate, value: 0, standardError: 0 })).toBe(1);
  });

  it('knows nothing of a single block, or of a statistic that samples lack', () => {
    expect(blockBootstrap(1, () => 5, { seed: 1 })).toBeUndefined();
    expect(blockBootstrap(5, () => Number.NaN, { seed: 1 })).toBeUndefined();
    const lacking: BlockStatistic = (weights) => (weights[0] === 0 ? Number.NaN : 1);
    expect(blockBootstrap(5, lacking, { seed: 1 })).toBeUndefined();
  });
});
