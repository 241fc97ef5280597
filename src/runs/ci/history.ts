import type { Store } from '../../stores/store.ts';
import type { History } from './suite-plan.ts';

const MOST_LOOKED_AT = 500;

/** What a store tells of earlier runs: which names have baselines, and how long benchmarks took. */
export async function historyIn(store: Store | undefined): Promise<History> {
  if (store === undefined) return { baselines: new Set(), benchMs: {} };
  const baselines = await store.baselines();
  const benches = await store.list({ kind: 'bench', limit: MOST_LOOKED_AT });
  const newestLast = [...benches].reverse();
  return {
    baselines: new Set(baselines.map(({ name }) => name)),
    benchMs: Object.fromEntries(newestLast.map(({ name, durationMs }) => [name, durationMs])),
  };
}
