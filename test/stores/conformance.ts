import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Baseline } from '../../src/model/comparison.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import type { JournalEntry, Store, UnfinishedRun } from '../../src/stores/store.ts';
import { madeRun } from './made-runs.ts';

/** What every store does alike. `open` answers the same store each time. */
export function storeConformance(open: () => Promise<Store>): void {
  let store: Store;

  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store.close());
  beforeEach(async () => {
    await store.delete((await store.list()).map(({ id }) => id));
    await store.delete((await store.unfinished()).map(({ id }) => id));
  });

  const git = { commit: '4f2a9c77d0', branch: 'main', dirty: true, author: 'Ada' };
  const ids = async (filter = {}) => (await store.list(filter)).map(({ id }) => id);

  describe('a run', () => {
    it('comes back as it was kept, key by key in their order', async () => {
      const run = madeRun({ name: 'sh\u{1f6a2}p "x" 100 % \'', tags: { b: '2', a: '1' }, git, steps: 3 });
      await store.save(run);
      expect(JSON.stringify(await store.get(run.id))).toBe(JSON.stringify(run));
      expect(await store.get('nothing')).toBeUndefined();
    });

    it('takes the place of one of its id', async () => {
      await store.save(madeRun({ id: 'a', name: 'one', tags: { old: '1' }, steps: 2 }));
      await store.save(madeRun({ id: 'a', name: 'one', tags: { new: '1' }, p95: 44 }));
      expect(await store.list()).toMatchObject([{ id: 'a', tags: { new: '1' } }]);
      const query = { name: 'one', metric: 'http_req_duration', tags: {}, aggregate: 'p95' };
      expect((await store.history(query)).map(({ value }) => value)).toEqual([44]);
      expect(await store.history({ ...query, tags: { name: 'step 1' } })).toEqual([]);
    });

    it('with NUL in its texts is kept as it is', async () => {
      const run = madeRun({ name: 'a\0b', tags: { 'k\0': 'v\0' } });
      await store.save(run);
      expect(await store.get(run.id)).toEqual(run);
      expect(await store.list()).toMatchObject([{ name: 'a\ufffdb' }]);
    });

    it('is summed up in the list, the newest first', async () => {
      await store.save(madeRun({ id: 'old', startedAt: '2026-01-01T00:00:00.000Z' }));
      await store.save(madeRun({ id: 'new', startedAt: '2026-02-01T00:00:00.000Z', tags: { env: 'ci' }, git }));
      expect(await store.list()).toEqual([
        {
          ...{ id: 'new', name: 'shop', kind: 'load', startedAt: '2026-02-01T00:00:00.000Z', durationMs: 60_000 },
          ...{
            verdict: 'passed',
            commit: '4f2a9c77d0',
            branch: 'main',
            dirty: true,
            author: 'Ada',
            tags: { env: 'ci' },
          },
        },
        {
          ...{ id: 'old', name: 'shop', kind: 'load', startedAt: '2026-01-01T00:00:00.000Z', durationMs: 60_000 },
          ...{ verdict: 'passed', tags: {} },
        },
      ]);
    });

    it('is deleted with all that belongs to it', async () => {
      await store.save(madeRun({ id: 'a', steps: 1 }));
      await store.save(madeRun({ id: 'b', name: 'other' }));
      expect(await store.delete(['a', 'a', 'nothing'])).toBe(1);
      expect(await ids()).toEqual(['b']);
      expect(await store.metricsOf('shop')).toEqual([]);
      expect(await store.metricsOf('other')).not.toEqual([]);
    });
  });

  describe('a list', () => {
    beforeEach(async () => {
      await store.save(madeRun({ id: 'a', name: 'shop cart', startedAt: '2026-01-01T00:00:00.000Z', git }));
      const feature = { ...git, branch: 'feature/100%_x', commit: 'AAAA'.toLowerCase() };
      const [b, c] = ['2026-02-01T00:00:00.000Z', '2026-03-01T00:00:00.000Z'];
      await store.save(madeRun({ id: 'b', name: 'shop_cart', startedAt: b, tags: { env: 'ci', x: '' }, git: feature }));
      await store.save(
        madeRun({ id: 'c', name: '[x]?', startedAt: c, tags: { env: 'lab' }, verdict: 'failed', kind: 'bench' }),
      );
    });

    it.each([
      ['a name', { name: 'shop cart' }, ['a']],
      ['a pattern', { name: 'shop*' }, ['b', 'a']],
      ['a pattern with what others take for wildcards', { name: '*_c*t' }, ['b']],
      ['a pattern with brackets', { name: '[x]?*' }, ['c']],
      ['upper and lower case, which differ', { name: 'SHOP*' }, []],
      ['a kind', { kind: 'bench' }, ['c']],
      ['a verdict', { verdict: 'failed' }, ['c']],
      ['a tag', { tags: ['env'] }, ['c', 'b']],
      ['the value of a tag', { tags: ['env=ci'] }, ['b']],
      ['an empty value of a tag', { tags: ['x='] }, ['b']],
      ['several tags, all of them', { tags: ['env=ci', 'y'] }, []],
      ['a branch', { branch: 'main' }, ['a']],
      ['a branch by pattern', { branch: 'feature/*%_x' }, ['b']],
      ['the beginning of a commit', { commit: '4F2A' }, ['a']],
      ['a beginning that is another', { commit: '2a' }, []],
      ['a time', { since: '2026-02-01T00:00:00.000Z', until: '2026-02-20T00:00:00.000Z' }, ['b']],
      ['a number', { limit: 2 }, ['c', 'b']],
    ])('is narrowed by %s', async (_, filter, expected) => {
      expect(await ids(filter)).toEqual(expected);
    });
  });

  it('finds ids by their beginning and by their last part', async () => {
    for (const id of ['20260314-092653-3f9a1c', '20260314-092654-3f0000', '20260315-000000-abc%_*']) {
      await store.save(madeRun({ id }));
    }
    expect((await store.find('20260314')).sort()).toEqual(['20260314-092653-3f9a1c', '20260314-092654-3f0000']);
    expect(await store.find('3f9a1c')).toEqual(['20260314-092653-3f9a1c']);
    expect(await store.find('abc%_*')).toEqual(['20260315-000000-abc%_*']);
    expect(await store.find('%')).toEqual([]);
    expect(await store.find('*')).toEqual([]);
  });

  it('changes the tags of a run, which then are those of the run itself', async () => {
    const run = madeRun({ tags: { a: '1', b: '2' } });
    await store.save(run);
    await Promise.all([store.tag(run.id, { set: { c: '3' } }), store.tag(run.id, { set: { a: '9' }, remove: ['b'] })]);
    expect((await store.get(run.id))?.environment.tags).toEqual({ a: '9', c: '3' });
    expect(await store.list({ tags: ['c=3'] })).toMatchObject([{ tags: { a: '9', c: '3' } }]);
    await expect(store.tag('nothing', {})).rejects.toMatchObject({ code: 'NO_SUCH_RUN' });
  });

  describe('a history', () => {
    beforeEach(async () => {
      for (let day = 1; day <= 5; day++) {
        const startedAt = `2026-01-0${day}T00:00:00.000Z`;
        const verdict = day === 3 ? 'failed' : 'passed';
        await store.save(madeRun({ id: `r${day}`, startedAt, p95: 10 * day, steps: 1, git, verdict }));
      }
      await store.save(madeRun({ id: 'other', name: 'other', p95: 1 }));
    });
    const query = { name: 'shop', metric: 'http_req_duration', tags: {}, aggregate: 'p95' };
    const values = async (change = {}) => (await store.history({ ...query, ...change })).map(({ value }) => value);

    it('has the values of a metric, the oldest first', async () => {
      expect(await values()).toEqual([10, 20, 30, 40, 50]);
      expect(await values({ limit: 2 })).toEqual([40, 50]);
      expect(await values({ aggregate: 'median' })).toEqual([5, 10, 15, 20, 25]);
      expect(await values({ verdict: 'passed', since: '2026-01-02T00:00:00.000Z' })).toEqual([20, 40, 50]);
      expect(await values({ tags: { name: 'step 0' } })).toHaveLength(5);
      expect((await store.history(query))[0]).toEqual({
        ...{ runId: 'r1', startedAt: '2026-01-01T00:00:00.000Z', value: 10, verdict: 'passed' },
        ...{ commit: '4f2a9c77d0', branch: 'main', author: 'Ada', environment: 'AMD EPYC × 4 · Linux x64 · Node v20' },
      });
    });

    it('is empty for what was never measured', async () => {
      for (const change of [{ name: 'x' }, { metric: 'x' }, { tags: { name: 'x' } }, { aggregate: 'p97' }]) {
        expect(await values(change)).toEqual([]);
      }
    });

    it('says what it can be asked for', async () => {
      const metrics = await store.metricsOf('shop');
      expect(metrics).toContainEqual({ metric: 'http_reqs', tags: {}, aggregate: 'perSecond', unit: 'count' });
      for (const { metric, tags, aggregate } of metrics) {
        expect(await values({ metric, tags, aggregate }), `${metric} ${aggregate}`).toHaveLength(5);
      }
      expect(await store.metricsOf('nothing')).toEqual([]);
    });
  });

  it('keeps a baseline for each name and branch', async () => {
    const { id, kind, name, startedAt, durationMs, verdict, environment, test, metrics } = madeRun();
    const run = { id, kind, name, startedAt, durationMs, verdict, environment, test, metrics };
    const at = { schema: 'plimsoll.baseline/2', name, setAt: '2026-03-14T09:26:53.000Z' } as const;
    const baseline: Baseline = { ...at, branch: 'main', reason: 'by hand', run };
    await store.setBaseline({ ...baseline, reason: 'first' });
    await store.setBaseline(baseline);
    await store.setBaseline({ ...baseline, branch: 'develop' });
    expect(await store.baseline(name, 'main')).toEqual(baseline);
    expect(await store.baseline(name, 'other')).toBeUndefined();
    expect((await store.baselines()).map(({ branch }) => branch)).toEqual(['develop', 'main']);
  });

  describe('the journal of a run', () => {
    const begun: UnfinishedRun = {
      ...{ id: '20260314-092653-3f9a1c', name: 'shop', kind: 'load', startedAt: '2026-03-14T09:26:53.000Z' },
      ...{ environment: madeRun().environment, plan: '{"a":"\0"}', workers: 2, writer: { pid: 1, host: 'lab' } },
    };
    const second = (at: number): Snapshot => ({
      ...{ shard: 0, second: at, final: false, trends: [], rates: [], gauges: [], errors: [], logs: [] },
      added: at === 0 ? [{ id: 0, metric: 'http_reqs', type: 'counter', unit: 'count', tags: { name: 'ü' } }] : [],
      counters: [{ id: 0, total: at + 0.5 }],
    });
    const read = async (id: string): Promise<JournalEntry[]> => {
      const entries: JournalEntry[] = [];
      for await (const entry of store.journal(id)) entries.push(entry);
      return entries;
    };

    it('holds what was added, in that order, until the run is kept', async () => {
      const journal = await store.begin(begun);
      journal.add(second(0));
      journal.note({ kind: 'event' });
      journal.add(second(1));
      await journal.close();
      expect(journal.problem()).toBeUndefined();
      expect(await store.unfinished()).toEqual([{ ...begun, writtenAt: expect.stringMatching(/^\d{4}-.*Z$/) }]);
      expect(await read(begun.id)).toEqual([
        { snapshot: second(0) },
        { note: { kind: 'event' } },
        { snapshot: second(1) },
      ]);
      expect(await store.find('3f9a1c')).toEqual([begun.id]);
      expect(await store.list()).toEqual([]);
      await store.save(madeRun({ id: begun.id }));
      expect([await store.unfinished(), await read(begun.id)]).toEqual([[], []]);
    });

    it('goes with its run', async () => {
      const journal = await store.begin(begun);
      journal.add(second(0));
      await journal.close();
      expect(await store.delete([begun.id])).toBe(1);
      expect([await store.unfinished(), await read(begun.id)]).toEqual([[], []]);
    });
  });

  it('keeps what several write at once', async () => {
    const others = await Promise.all([open(), open()]);
    const made = others.flatMap((_, writer) =>
      Array.from({ length: 10 }, (__, i) => ({ writer, id: `w${writer}-${i}` })),
    );
    await Promise.all(made.map(({ writer, id }) => others[writer]?.save(madeRun({ id, steps: 2 }))));
    expect((await ids()).sort()).toEqual(made.map(({ id }) => id).sort());
    await Promise.all(others.map((other) => other.close()));
  });
}
