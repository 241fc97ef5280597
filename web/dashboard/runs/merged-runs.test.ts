import { describe, expect, it } from 'vitest';
import type { RunRow, RunsPage } from '../../../src/model/dashboard-api.ts';
import { mergedRuns, olderAfter } from './merged-runs.ts';

function page(ids: string, next?: string): RunsPage {
  const runs = [...ids].map((id) => ({ id, startedAt: id }) as RunRow);
  return next === undefined ? { runs } : { runs, next };
}

describe('pages of runs', () => {
  it('make one list, each run once', () => {
    const { runs, next } = mergedRuns(page('gfed', 'd'), [page('fedcb', 'b'), page('a')]);
    expect(runs.map(({ id }) => id).join('')).toBe('gfedcba');
    expect(next).toBeUndefined();
  });

  it('go on where the oldest page ends', () => {
    expect(mergedRuns(page('c', 'c'), []).next).toBe('c');
    expect(mergedRuns(page('c', 'c'), [page('b', 'b')]).next).toBe('b');
  });

  it('keep what new runs have pushed off the newest page', () => {
    const older = olderAfter([page('c', 'c'), page('b')], page('fed'), page('hgf'));
    expect(older.map(({ runs }) => runs.map(({ id }) => id).join(''))).toEqual(['edc', 'b']);
    expect(
      mergedRuns(page('hgf'), older)
        .runs.map(({ id }) => id)
        .join(''),
    ).toBe('hgfedcb');
  });

  it('do not keep what was deleted from it', () => {
    expect(olderAfter([page('c')], page('fed'), page('fd'))).toEqual([page('c')]);
  });

  it('are given up once more runs have come than a page holds', () => {
    expect(olderAfter([page('c')], page('fed'), page('ihg'))).toEqual([]);
    expect(olderAfter([], page('a'), page(''))).toEqual([]);
  });
});
