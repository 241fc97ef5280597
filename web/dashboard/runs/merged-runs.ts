import type { RunRow, RunsPage } from '../../../src/model/dashboard-api.ts';

/** The newest page and older ones asked for by and by, as one list. */
export function mergedRuns(newest: RunsPage, older: readonly RunsPage[]): { runs: readonly RunRow[]; next?: string } {
  const rows = new Map<string, RunRow>();
  for (const { runs } of [newest, ...older]) for (const row of runs) if (!rows.has(row.id)) rows.set(row.id, row);
  const runs = [...rows.values()];
  const next = (older.at(-1) ?? newest).next;
  return next === undefined ? { runs } : { runs, next };
}

/**
 * The older pages once the newest has become another: runs that new ones have pushed off its end stand before them. So many
 * may have come that runs in between are known to nobody: then there are no older pages.
 */
export function olderAfter(older: readonly RunsPage[], before: RunsPage, newest: RunsPage): readonly RunsPage[] {
  const [first, ...rest] = older;
  if (first === undefined) return older;
  const known = new Set(newest.runs.map(({ id }) => id));
  if (!before.runs.some(({ id }) => known.has(id))) return [];
  const end = newest.runs.at(-1)?.startedAt ?? '';
  const fallen = before.runs.filter(({ id, startedAt }) => !known.has(id) && startedAt <= end);
  return fallen.length === 0 ? older : [{ ...first, runs: [...fallen, ...first.runs] }, ...rest];
}
