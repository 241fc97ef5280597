import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Summary } from './summary.ts';

function summaryOf(values: readonly number[]): Summary {
  const summary = new Summary();
  for (const value of values) summary.add(value);
  return summary;
}

describe('Summary', () => {
  it('certifies the NIST data set NumAcc4 where the sum of squares fails', () => {
    // NIST StRD: 10000000.2, then 500 times 10000000.1 and 10000000.3; mean 10000000.2, standard deviation 0.1.
    const values = [
      10_000_000.2,
      ...Array.from({ length: 1_000 }, (_, i) => (i % 2 === 0 ? 10_000_000.1 : 10_000_000.3)),
    ];
    const summary = summaryOf(values);
    expect(summary.count).toBe(1_001);
    expect(summary.mean).toBeCloseTo(10_000_000.2, 7);
    expect(summary.stddev).toBeCloseTo(0.1, 7);
    expect([summary.min, summary.max]).toEqual([10_000_000.1, 10_000_000.3]);
  });

  it('merges as if all values had been added to one', () => {
    const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }));
    fc.assert(
      fc.property(values, values, (left, right) => {
        const merged = summaryOf(left);
        merged.merge(summaryOf(right));
        const all = summaryOf([...left, ...right]);
        expect([merged.count, merged.min, merged.max]).toEqual([all.count, all.min, all.max]);
        expect(merged.mean).toBeCloseTo(all.mean, 6);
        expect(merged.variance / 1e6).toBeCloseTo(all.variance / 1e6, 6);
      }),
    );
  });

  it('has no variance with fewer than two values', () => {
    expect([summaryOf([]).variance, summaryOf([5]).variance, summaryOf([5]).mean]).toEqual([0, 0, 5]);
  });
});
