import { performance } from 'node:perf_hooks';
import { openDatabaseStore } from '../../src/stores/database-store.ts';
import type { HistoryQuery, RunFilter, Store } from '../../src/stores/store.ts';
import { madeRun } from '../../test/stores/made-runs.ts';

const DAY_MS = 86_400_000;
const NAMES = 8;
/** The quickest counts: the others had to wait for other programs. */
const ATTEMPTS = 5;
const BRANCHES = ['main', 'develop', 'feature/search', 'feature/cart'];

/** Fills a store with a year of runs; answers how long one took, in milliseconds. */
export async function fillYear(url: string, runs: number, steps: number): Promise<number> {
  const store = await openDatabaseStore(url);
  const beginMs = Date.parse('2026-01-01T00:00:00.000Z');
  const before = performance.now();
  for (let at = 0; at < runs; at++) {
    const startedAtMs = beginMs + Math.floor((365 * DAY_MS * at) / runs);
    await store.save(
      madeRun({
        id: `2026-${String(at).padStart(6, '0')}`,
        name: `test ${at % NAMES}`,
        startedAt: new Date(startedAtMs).toISOString(),
        verdict: at % 17 === 0 ? 'failed' : 'passed',
        tags: { env: at % 2 === 0 ? 'ci' : 'lab', build: String(at) },
        git: {
          commit: (at * 2_654_435_761).toString(16).padStart(40, '0'),
          branch: BRANCHES[at % BRANCHES.length] ?? '',
          dirty: false,
        },
        p95: 20 + (at % 13),
        steps,
      }),
    );
  }
  const eachMs = (performance.now() - before) / runs;
  await store.close();
  return eachMs;
}

/** What people ask of a store, each with the time it took, opening the store included. */
export async function questions(
  url: string,
): Promise<{ readonly asked: string; readonly found: number; readonly ms: number }[]> {
  const list = (filter: RunFilter) => async (store: Store) => (await store.list(filter)).length;
  const base = { name: 'test 3', metric: 'http_req_duration', aggregate: 'p95' };
  const history = (query: Partial<HistoryQuery>) => async (store: Store) =>
    (await store.history({ ...base, tags: {}, ...query })).length;
  const asked: Readonly<Record<string, (store: Store) => Promise<number>>> = {
    'the newest 25': list({ limit: 25 }),
    everything: list({}),
    'all of a name': list({ name: 'test 3' }),
    'all of a pattern of names': list({ name: '*3' }),
    'all of a branch': list({ branch: 'main' }),
    'all of a tag': list({ tags: ['env=ci'] }),
    'one by a tag': list({ tags: ['build=77'] }),
    'one by a commit': list({ commit: (77 * 2_654_435_761).toString(16).padStart(40, '0').slice(0, 36) }),
    'those that failed in a month': list({
      verdict: 'failed',
      since: '2026-05-01T00:00:00.000Z',
      until: '2026-06-01T00:00:00.000Z',
    }),
    'an id by its last part': async (store) => (await store.find('000077')).length,
    'a run': async (store) => ((await store.get('2026-000077')) === undefined ? 0 : 1),
    'a year of p95': history({}),
    'a year of p95 of a step': history({ tags: { name: 'step 4' } }),
    'p95 on a branch': history({ branch: 'feature/cart' }),
    'what is measured': async (store) => (await store.metricsOf('test 3')).length,
  };
  const answers = [];
  for (const [text, ask] of Object.entries(asked)) {
    let [found, ms] = [0, Number.POSITIVE_INFINITY];
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const before = performance.now();
      const store = await openDatabaseStore(url);
      found = await ask(store);
      ms = Math.min(ms, performance.now() - before);
      await store.close();
    }
    answers.push({ asked: text, found, ms });
  }
  return answers;
}
