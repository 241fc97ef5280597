import { hasStore, type OpenStoreOptions, openStore } from '../../runs/open-store.ts';
import type { LastRun } from './schedules.ts';

/** The tag that a run carries which a schedule has started. */
export const SCHEDULE_TAG = 'schedule';

/** The newest run of each schedule that the store has. */
export async function lastRuns(ids: readonly string[], where: OpenStoreOptions): Promise<Map<string, LastRun>> {
  const found = new Map<string, LastRun>();
  if (ids.length === 0 || !(await hasStore(where))) return found;
  const store = await openStore(where);
  try {
    for (const id of ids) {
      const [run] = await store.list({ tags: [`${SCHEDULE_TAG}=${id}`], limit: 1 });
      if (run !== undefined) found.set(id, { at: run.startedAt, runId: run.id, verdict: run.verdict });
    }
    return found;
  } finally {
    await store.close();
  }
}
