import type { Retention } from '../model/project-config.ts';
import type { RunSummary } from '../model/run-summary.ts';
import { parseDurationMs } from '../model/units.ts';
import type { Store } from '../stores/store.ts';

/** A run with this tag is kept, whatever the rules. */
const KEEP_TAG = 'keep';

/** What no rule keeps, the oldest first. */
export async function prunable(store: Store, rules: Retention, nowMs = Date.now()): Promise<RunSummary[]> {
  const { for: time, runs: newest } = rules;
  if (time === undefined && newest === undefined) return [];
  const sinceMs = time === undefined ? Number.POSITIVE_INFINITY : nowMs - (parseDurationMs(time) ?? 0);
  const baselines = new Set((await store.baselines()).map(({ run }) => run.id));
  const counts = new Map<string, number>();
  const isPrunable = (run: RunSummary): boolean => {
    const key = JSON.stringify([run.name, run.branch]);
    const place = counts.get(key) ?? 0;
    counts.set(key, place + 1);
    const isYoung = Date.parse(run.startedAt) >= sinceMs;
    const isNew = newest !== undefined && place < newest;
    return !isYoung && !isNew && !baselines.has(run.id) && !isTaggedKeep(run);
  };
  return (await store.list()).filter(isPrunable).reverse();
}

function isTaggedKeep({ tags }: RunSummary): boolean {
  const value = Object.hasOwn(tags, KEEP_TAG) ? tags[KEEP_TAG] : undefined;
  return value !== undefined && !/^(?:false|no|0)$/i.test(value);
}
