import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { madeRun } from '../../test/stores/made-runs.ts';
import { openDatabaseStore } from '../stores/database-store.ts';
import type { Store } from '../stores/store.ts';
import { findRun, findRunId } from './find-run.ts';
import { prunable } from './prune-runs.ts';

const DAY_MS = 86_400_000;
const now = Date.parse('2026-06-01T00:00:00.000Z');
let store: Store;

beforeAll(async () => {
  store = await openDatabaseStore('sqlite::memory:');
  const git = (branch: string) => ({ commit: 'c', branch, dirty: false });
  const at = (days: number) => new Date(now - days * DAY_MS).toISOString();
  await store.save(madeRun({ id: '20260601-000000-aaaaaa', startedAt: at(0), git: git('main') }));
  await store.save(madeRun({ id: '20260501-000000-bbbbbb', startedAt: at(31), git: git('main') }));
  await store.save(madeRun({ id: '20260401-000000-cccccc', startedAt: at(61), git: git('main'), tags: { keep: '' } }));
  await store.save(
    madeRun({ id: '20260401-000001-dddddd', startedAt: at(60), git: git('next'), tags: { keep: 'no' } }),
  );
  await store.save(madeRun({ id: '20260301-000000-eeeeee', startedAt: at(92), git: git('main') }));
  const { id, kind, name, startedAt, durationMs, verdict, environment, test, metrics } = madeRun({
    id: '20260501-000000-bbbbbb',
  });
  const run = { id, kind, name, startedAt, durationMs, verdict, environment, test, metrics };
  await store.setBaseline({
    schema: 'plimsoll.baseline/2',
    name,
    branch: 'main',
    setAt: at(0),
    reason: 'by hand',
    run,
  });
});
afterAll(() => store.close());

describe('a run', () => {
  it.each([
    ['20260601-000000-aaaaaa', '20260601-000000-aaaaaa'],
    ['202606', '20260601-000000-aaaaaa'],
    ['dddddd', '20260401-000001-dddddd'],
    ['latest', '20260601-000000-aaaaaa'],
    ['LATEST~2', '20260401-000001-dddddd'],
  ])('is found by %s', async (typed, id) => {
    expect(await findRunId(store, typed)).toBe(id);
    expect((await findRun(store, typed)).id).toBe(id);
  });

  it.each([
    ['202604', 'AMBIGUOUS_RUN', /may be 2 runs: 20260401-00000\d-\w+, 20260401/],
    ['', 'NO_SUCH_RUN', /no run ''/],
    ['*', 'NO_SUCH_RUN', /no run '\*'/],
    ['latest~9', 'NO_SUCH_RUN', /9 before the newest: there are 5/],
  ])('is not found by %j', async (typed, code, message) => {
    await expect(findRunId(store, typed)).rejects.toMatchObject({ code, message });
  });
});

describe('what is pruned', () => {
  const pruned = async (rules: Parameters<typeof prunable>[1]) =>
    (await prunable(store, rules, now)).map(({ id }) => id.slice(-1));

  it('is kept by no rule, is no baseline and not tagged keep', async () => {
    expect(await pruned({ runs: 0 })).toEqual(['e', 'd', 'a']);
    expect(await pruned({ for: '30d' })).toEqual(['e', 'd']);
    expect(await pruned({ runs: 1 })).toEqual(['e']);
    expect(await pruned({ for: '100d', runs: 0 })).toEqual([]);
    expect(await pruned({ for: '61d', runs: 1 })).toEqual(['e']);
  });

  it('is nothing without a rule', async () => {
    expect(await pruned({})).toEqual([]);
  });
});
