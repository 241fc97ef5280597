import { expect, it } from 'vitest';
import { madeRun } from '../../../test/stores/made-runs.ts';
import type { RunSummary } from '../../model/run-summary.ts';
import { openDatabaseStore } from '../../stores/database-store.ts';
import type { Store } from '../../stores/store.ts';
import { figuresOf } from './figures.ts';
import { Names } from './names.ts';
import { pageOfRuns } from './run-pages.ts';

async function kept(runs: readonly Parameters<typeof madeRun>[0][]): Promise<Store> {
  const store = await openDatabaseStore('sqlite::memory:');
  for (const run of runs) await store.save(madeRun(run));
  return store;
}

async function allPages(
  store: Store,
  query: Omit<Parameters<typeof pageOfRuns>[1], 'before'>,
): Promise<RunSummary[][]> {
  const pages: RunSummary[][] = [];
  for (let before: string | undefined; ; ) {
    const { runs, next } = await pageOfRuns(store, before === undefined ? query : { ...query, before });
    pages.push([...runs]);
    if (next === undefined || pages.length > 100) return pages;
    before = next;
  }
}

const at = (minute: number) => new Date(Date.UTC(2026, 2, 14, 9, minute)).toISOString();

it('pages of runs hold each of them once, also of those that started in the same millisecond', async () => {
  const store = await kept(Array.from({ length: 23 }, (_, n) => ({ id: `r${n}`, startedAt: at(n < 15 ? 1 : n) })));
  for (const limit of [1, 2, 7, 22, 23, 24]) {
    const pages = await allPages(store, { limit });
    expect(pages.flat().map(({ id }) => id)).toEqual((await store.list()).map(({ id }) => id));
    expect(pages).toHaveLength(Math.ceil(23 / limit));
  }
  await store.close();
});

it('a page follows from where the last ended, whatever was kept or deleted meanwhile', async () => {
  const store = await kept(Array.from({ length: 9 }, (_, n) => ({ id: `r${n}`, startedAt: at(n) })));
  const { runs, next = '' } = await pageOfRuns(store, { limit: 3 });
  expect(runs.map(({ id }) => id)).toEqual(['r8', 'r7', 'r6']);
  await store.save(madeRun({ id: 'new', startedAt: at(30) }));
  await store.delete(['r6', 'r5']);
  const second = await pageOfRuns(store, { limit: 3, before: next });
  expect(second.runs.map(({ id }) => id)).toEqual(['r4', 'r3', 'r2']);
  await expect(pageOfRuns(store, { limit: 3, before: '7' })).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
  await store.close();
});

it('a search finds the runs that have all its words, over all pages', async () => {
  const git = { commit: '4f2a9c7d'.repeat(5), branch: 'feature/Cart', dirty: false, author: 'Ada Lovelace' };
  const store = await kept([
    { id: 'one', name: 'Shop', startedAt: at(1), git, tags: { env: 'CI' } },
    { id: 'two', name: 'shop', startedAt: at(2), tags: { env: 'laptop' } },
    ...Array.from({ length: 30 }, (_, n) => ({ id: `other-${n}`, name: 'other', startedAt: at(3 + n) })),
  ]);
  const found = async (search: string) => (await allPages(store, { search, limit: 1 })).flat().map(({ id }) => id);
  expect(await found('SHOP')).toEqual(['two', 'one']);
  expect(await found(' shop  env=ci ')).toEqual(['one']);
  expect(await found('cart lovelace 4f2a9')).toEqual(['one']);
  expect(await found('tWo')).toEqual(['two']);
  expect(await found('% _ \\')).toEqual([]);
  expect((await found('other')).length).toBe(30);
  await store.close();
});

it('a run is stood for by its load line, or the main figure that it has', async () => {
  const store = await openDatabaseStore('sqlite::memory:');
  const run = madeRun({ id: 'load', p95: 31, startedAt: at(1) });
  const loadLine = { value: 120, low: 110, high: 130, unit: 'arrivals/s', confidence: 0.95, limitedBy: null };
  await store.save(run);
  await store.save({ ...madeRun({ id: 'line', startedAt: at(2) }), kind: 'capacity', loadLine });
  await store.save({ ...madeRun({ id: 'none', name: 'empty', startedAt: at(3) }), metrics: [] });
  const summaries = await store.list();
  const figures = await figuresOf(store, summaries);
  expect(figures.get('load')).toEqual({ metric: 'http_req_duration', aggregate: 'p95', unit: 'ms', value: 31 });
  expect(figures.get('line')).toEqual({ metric: 'load_line', aggregate: 'value', unit: 'arrivals/s', value: 120 });
  expect(figures.has('none')).toBe(false);
  await store.close();
});

it('names are rows with the newest run first, and a line of one figure', async () => {
  const store = await kept([
    { id: 'a1', name: 'a', startedAt: at(1), p95: 10, verdict: 'failed' },
    { id: 'b1', name: 'b', startedAt: at(2) },
    { id: 'a2', name: 'a', startedAt: at(3), p95: 12 },
  ]);
  const names = new Names();
  const rows = await names.rows(store);
  expect(rows.map(({ name, runs }) => [name, runs])).toEqual([
    ['a', 2],
    ['b', 1],
  ]);
  expect(rows[0]?.figures).toEqual([
    { runId: 'a1', value: 10, verdict: 'failed' },
    { runId: 'a2', value: 12, verdict: 'passed' },
  ]);
  await store.tag('a2', { set: { release: '1' } });
  expect((await names.rows(store))[0]?.last.tags).toEqual({ release: '1' });
  await store.delete(['a1', 'a2']);
  expect((await names.rows(store)).map(({ name }) => name)).toEqual(['b']);
  await store.close();
});
