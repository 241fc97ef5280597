import { describe, expect, it } from 'vitest';
import type { Series } from '../../../src/model/run.ts';
import { combined, gridOf, valuesOn } from './grid.ts';

const series = (startMs: number, stepMs: number, values: readonly (number | null)[]): Series => {
  return { name: 'x', tags: {}, startMs, stepMs, fields: { value: values } };
};

describe('the steps that lines share', () => {
  it('are as fine as the finest, from the first start to the last end', () => {
    const grid = gridOf([series(0, 2000, [1, 2]), series(1000, 1000, [5, 6, 7, 8])]);
    expect(grid?.timesMs).toEqual([0, 1000, 2000, 3000, 4000]);
  });

  it('repeat what was measured in longer steps, and leave out what was not measured', () => {
    const [coarse, fine] = [series(0, 2000, [1, 2]), series(1000, 1000, [5, null])];
    const grid = gridOf([coarse, fine]);
    expect(grid && valuesOn(grid, coarse, 'value')).toEqual([1, 1, 2, 2]);
    expect(grid && valuesOn(grid, fine, 'value')).toEqual([null, 5, null, null]);
    expect(grid && valuesOn(grid, fine, 'other')).toEqual([null, null, null, null]);
  });

  it('are bounded, whatever a file says', () => {
    expect(gridOf([series(0, 1, [1]), series(1e9, 1, [1])])?.timesMs.length).toBeLessThanOrEqual(8000);
    expect(gridOf([series(0, Number.NaN, [1]), undefined, series(0, 1000, [])])).toBeUndefined();
  });

  it('are summed where all have a value', () => {
    expect(
      combined(
        [
          [1, null],
          [2, 3],
        ],
        (values) => values.reduce((one, other) => one + other, 0),
      ),
    ).toEqual([3, null]);
  });
});
