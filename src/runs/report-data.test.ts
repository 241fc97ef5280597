import { describe, expect, it } from 'vitest';
import { madeRun } from '../../test/stores/made-runs.ts';
import { openDatabaseStore } from '../stores/database-store.ts';
import { setBaseline } from './baselines/baselines.ts';
import { reportDataAlone, reportDataOf } from './report-data.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 2, 14, 9, minute)).toISOString();

describe('the data of a report', () => {
  it('holds what has changed against the baseline, and against the first run of the same test', async () => {
    const store = await openDatabaseStore('sqlite::memory:');
    const place = { cwd: '/nowhere', env: {}, store, config: {} };
    const [before, first, second, other] = [
      madeRun({ id: 'before', startedAt: at(0) }),
      madeRun({ id: 'first', startedAt: at(1) }),
      madeRun({ id: 'second', startedAt: at(2) }),
      madeRun({ id: 'other', name: 'another', startedAt: at(3) }),
    ];
    await setBaseline({ ...first, verdict: 'passed' }, place, { reason: 'test', branch: 'main' });
    const { runs, comparisons } = await reportDataOf([before, first, second, other], place);
    // Neither is there a change against what was measured later, nor against itself.
    expect(runs.map(({ run, baseline }) => [run.id, baseline?.before.id])).toEqual([
      ['before', undefined],
      ['first', undefined],
      ['second', 'first'],
      ['other', undefined],
    ]);
    expect(comparisons?.map((each) => [each.before.id, each.after.id])).toEqual([
      ['before', 'first'],
      ['before', 'second'],
    ]);
    await store.close();
  });

  it('is the runs alone where nothing else is known', async () => {
    const run = madeRun({ id: 'alone' });
    expect(reportDataAlone([run])).toEqual({ runs: [{ run }], writtenAt: expect.stringMatching(/^\d{4}-/) });
    const place = { cwd: '/nowhere', env: {}, store: undefined, config: {} };
    expect((await reportDataOf([run], place)).runs).toEqual([{ run }]);
  });
});
