import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import { madeRun } from '../../test/stores/made-runs.ts';
import { test } from '../define/test-definition.ts';
import type { Metric, Run } from '../model/run.ts';
import { openDatabaseStore } from '../stores/database-store.ts';
import type { JournalEntry, Store, UnfinishedRun } from '../stores/store.ts';
import { cutOffRuns, isCutOff } from './cut-off.ts';
import { runLoad } from './load.ts';
import { prepareTest } from './prepare-test.ts';
import { recoverRun } from './recover.ts';

const SECRET = 'hunter2-geheim';

/** A run that ended, and what would be known of it had its process been killed just before. */
async function recorded(): Promise<{ run: Run; store: Store; unfinished: UnfinishedRun }> {
  const store = await openDatabaseStore('sqlite::memory:');
  const definition = test('shop', {
    load: { users: 1, duration: '600ms' },
    limits: ['iterations count > 1', 'checks rate > 99%'],
    variables: { password: SECRET },
    secrets: ['TOKEN'],
    target: `http://ada:${SECRET}@127.0.0.1:9`,
    tags: { env: 'ci' },
    http: { headers: { authorization: `Bearer ${SECRET}` } },
  }, async (user) => {
    user.check(1, { 'is one': (value) => value === 1 });
    user.log(`logged in with ${SECRET}`);
    await user.think('20ms');
  });
  const { plan, functions } = await prepareTest(definition, { env: { TOKEN: SECRET } });
  const run = await runLoad(plan, { functions, record: async () => store });
  const [unfinished] = await store.unfinished();
  return { run, store, unfinished: unfinished as UnfinishedRun };
}

/** The time of the load is known by the second alone. */
function withoutRates(metrics: readonly Metric[]): unknown[] {
  return metrics.map(({ ...metric }) => ({ ...metric, perSecond: undefined }));
}

describe('a run that is recovered from its journal', () => {
  it('is the run that was measured, interrupted where its journal ends', async () => {
    const { run, store, unfinished } = await recorded();
    const recovered = await recoverRun(store, unfinished);
    expect(recovered).toMatchObject({
      id: run.id,
      kind: run.kind,
      startedAt: run.startedAt,
      environment: run.environment,
      verdict: 'interrupted',
      durationMs: 1000,
      test: run.test,
    });
    expect(withoutRates(recovered.metrics)).toEqual(withoutRates(run.metrics));
    expect(recovered.series.map(({ name, tags }) => [name, tags])).toEqual(
      run.series.map(({ name, tags }) => [name, tags]),
    );
    expect(recovered.checks).toEqual(run.checks);
    expect(recovered.limits.map(({ value }) => value)).toEqual(run.limits.map(({ value }) => value));
    expect(recovered.findings[0]).toMatchObject({ kind: 'run-interrupted', title: /ended without a word/ });
    expect(recovered.events.at(-1)).toMatchObject({ kind: 'cut-off' });
    expect(await store.get(run.id)).toEqual(recovered);
    expect(await store.unfinished()).toEqual([]);
    await store.close();
  });

  it('has left no secret in the store', async () => {
    const { store, unfinished } = await recorded();
    const entries: JournalEntry[] = [];
    for await (const entry of store.journal(unfinished.id)) entries.push(entry);
    expect(entries.length).toBeGreaterThan(0);
    expect(JSON.stringify([unfinished, entries])).not.toContain(SECRET);
    expect(unfinished.plan).not.toMatch(/authorization|password|code/);
    await store.close();
  });

  it('is made though nothing was measured yet, and explained where its plan is not understood', async () => {
    const { store, unfinished } = await recorded();
    await store.delete([unfinished.id]);
    const { writtenAt: _, ...begun } = unfinished;
    await (await store.begin(begun)).close();
    expect(await recoverRun(store, begun)).toMatchObject({ verdict: 'interrupted', durationMs: 0 });
    const odd = recoverRun(store, { ...begun, plan: '{"streams":7}' });
    await expect(odd).rejects.toMatchObject({ code: 'CANNOT_RECOVER_RUN' });
    await store.close();
  });
});

describe('a run is cut off', () => {
  const now = Date.parse('2026-03-14T12:00:00.000Z');
  const at = (secondsAgo: number) => new Date(now - 1000 * secondsAgo).toISOString();
  const unfinished = (writer: { pid: number; host: string }, secondsAgo: number): UnfinishedRun => ({
    ...{ id: 'a', name: 'a', kind: 'load', startedAt: at(600), environment: madeRun().environment, plan: '{}' },
    ...{ workers: 1, writer, writtenAt: at(secondsAgo) },
  });

  it.each([
    ['not while its process lives and writes', { pid: process.ppid, host: hostname() }, { silent: 5, expected: false }],
    ['when its process is gone', { pid: 2 ** 22 + 1, host: hostname() }, { silent: 5, expected: true }],
    [
      'when its process lives and has long written nothing',
      { pid: process.ppid, host: hostname() },
      { silent: 300, expected: true },
    ],
    [
      'when another process has its number by now',
      { pid: process.pid, host: hostname() },
      { silent: 5, expected: true },
    ],
    ['not while another machine writes it', { pid: 1, host: 'other' }, { silent: 60, expected: false }],
    ['when another machine has long written nothing', { pid: 1, host: 'other' }, { silent: 300, expected: true }],
  ])('%s', (_, writer, { silent, expected }) => {
    expect(isCutOff(unfinished(writer, silent), now)).toBe(expected);
  });

  it('and listed, unlike one that goes on in this process', async () => {
    const store = await openDatabaseStore('sqlite::memory:');
    const { writtenAt: _, ...own } = unfinished({ pid: process.pid, host: hostname() }, 0);
    const startedAt = new Date().toISOString();
    const journals = [
      await store.begin({ ...own, startedAt }),
      await store.begin({ ...own, id: 'b', startedAt, writer: { pid: 2 ** 22 + 1, host: hostname() } }),
    ];
    expect((await cutOffRuns(store)).map(({ id }) => id)).toEqual(['b']);
    for (const journal of journals) await journal.close();
    await store.close();
  });
});
