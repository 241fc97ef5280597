import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RowOrder, rowIndex } from './row-order.ts';

const size = fc.integer({ min: 1, max: 300 });
const seed = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });

function pass(order: RowOrder, rows: number, options: { seed: number; pass?: number }): number[] {
  const start = (options.pass ?? 0) * rows;
  return Array.from({ length: rows }, (_, i) =>
    rowIndex(order, { size: rows, iteration: start + i, seed: options.seed }),
  );
}

describe('rowIndex', () => {
  it('in sequence starts over after the last row', () => {
    const indexes = [0, 1, 2, 3, 4].map((iteration) => rowIndex('sequence', { size: 3, iteration, seed: 1 }));
    expect(indexes).toEqual([0, 1, 2, 0, 1]);
  });

  it('with unique gives each row once, then none', () => {
    const indexes = [0, 1, 2, 3].map((iteration) => rowIndex('unique', { size: 3, iteration, seed: 1 }));
    expect(indexes).toEqual([0, 1, 2, -1]);
  });

  it('shuffled gives every row once in each pass, for any size and seed', () => {
    fc.assert(
      fc.property(size, seed, fc.nat(1000), (rows, of, number) => {
        const sorted = pass('shuffle', rows, { seed: of, pass: number }).toSorted((a, b) => a - b);
        expect(sorted).toEqual([...sorted.keys()]);
      }),
    );
  });

  it('shuffles anew for each pass and each seed', () => {
    expect(pass('shuffle', 50, { seed: 1 })).not.toEqual(pass('shuffle', 50, { seed: 1, pass: 1 }));
    expect(pass('shuffle', 50, { seed: 1 })).not.toEqual(pass('shuffle', 50, { seed: 2 }));
  });

  it('at random stays within the table and reaches all of it about equally', () => {
    const counts = new Array<number>(10).fill(0);
    for (let iteration = 0; iteration < 10_000; iteration++) {
      const index = rowIndex('random', { size: 10, iteration, seed: 7 });
      counts[index] = (counts[index] ?? Number.NaN) + 1;
    }
    // Chi-squared with 9 degrees of freedom is below 27.9 in 999 of 1,000 cases.
    const chiSquared = counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    expect(chiSquared).toBeLessThan(27.9);
  });

  it('depends on the iteration alone, not on what was asked before', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<RowOrder>('sequence', 'random', 'shuffle', 'unique'),
        fc.record({ size, iteration: fc.nat(), seed }),
        fc.array(fc.nat(), { maxLength: 5 }),
        (order, choice, others) => {
          const first = rowIndex(order, choice);
          for (const iteration of others) rowIndex(order, { ...choice, iteration });
          expect(rowIndex(order, choice)).toBe(first);
        },
      ),
    );
  });

  it('of an empty table is -1', () => {
    for (const order of ['sequence', 'random', 'shuffle', 'unique'] as const) {
      expect(rowIndex(order, { size: 0, iteration: 0, seed: 1 })).toBe(-1);
    }
  });
});
