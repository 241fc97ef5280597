import { describe, expect, it } from 'vitest';
import { undisturbedRounds } from './undisturbed.ts';

describe('undisturbed rounds', () => {
  it('are those in which no side was interrupted', () => {
    const times = [1, 2, 3, 4, 5, 6];
    expect(
      undisturbedRounds([
        { times, interrupted: [1] },
        { times, interrupted: [1, 4] },
      ]),
    ).toEqual([0, 2, 3, 5]);
    expect(undisturbedRounds([{ times }, { times: [1, 2] }])).toEqual([0, 1]);
  });

  it('are all where fewer than three are left', () => {
    const times = [1, 2, 3, 4];
    expect(undisturbedRounds([{ times, interrupted: [0, 2] }])).toEqual([0, 1, 2, 3]);
    expect(undisturbedRounds([{ times: [] }])).toEqual([]);
  });
});
