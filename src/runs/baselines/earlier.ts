import type { BetweenRuns } from '../../judge/compare/between-runs.ts';
import { betweenEarlier, isLike, MOST_EARLIER } from '../../judge/compare/earlier-runs.ts';
import { isBench, type MeasuredRun } from '../../judge/compare/measured-run.ts';
import type { Run } from '../../model/run.ts';
import type { RunSummary } from '../../model/run-summary.ts';
import type { Store } from '../../stores/store.ts';

type Kept = Pick<Store, 'list' | 'get'>;

/** Of the newest so many runs that passed; others of the same test may have had another load, or another machine. */
const MOST_LOOKED_AT = 40;

/** How runs of the same test differ that are kept and are not compared; undefined where there are too few like them. */
export async function betweenRunsIn(
  store: Kept | undefined,
  compared: readonly [before: MeasuredRun, after: MeasuredRun],
): Promise<BetweenRuns | undefined> {
  const [before, after] = compared;
  if (store === undefined || isBench(after)) return undefined;
  const ids = new Set([before.id, after.id]);
  const found: Run[] = [];
  const kept = await runsOf(after.name, store, { verdict: 'passed', limit: MOST_LOOKED_AT });
  for (const { id } of kept.filter((each) => !ids.has(each.id))) {
    const run = await store.get(id);
    if (run !== undefined && isLike(run, after)) found.push(run);
    if (found.length === MOST_EARLIER) break;
  }
  return betweenEarlier(found.reverse());
}

/** The run of the same test, branch included, that was kept right before. */
export async function runBefore(run: Run, store: Kept | undefined): Promise<Run | undefined> {
  if (store === undefined) return undefined;
  const kept = await runsOf(run.name, store, { until: run.startedAt, limit: MOST_LOOKED_AT });
  const branch = run.environment.git?.branch;
  const found = kept.find((each) => each.id !== run.id && each.startedAt <= run.startedAt && each.branch === branch);
  return found === undefined ? undefined : store.get(found.id);
}

/** Names may have an asterisk in them, which is a pattern to the store. */
async function runsOf(name: string, store: Kept, filter: Parameters<Store['list']>[0]): Promise<readonly RunSummary[]> {
  return (await store.list({ ...filter, name })).filter((each) => each.name === name);
}
