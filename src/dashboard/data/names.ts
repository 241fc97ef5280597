import type { NameRow, RunRow } from '../../model/dashboard-api.ts';
import type { RunSummary } from '../../model/run-summary.ts';
import type { Store } from '../../stores/store.ts';
import { mainOf } from './figures.ts';

/** So many of the newest runs make the small line. */
const DRAWN = 30;
const MOST_BRANCHES = 50;
/** More names than that are a mistake in how tests are named. */
const MOST_NAMES = 1000;

type Figures = Pick<NameRow, 'figures'> & { readonly last: RunRow };

/** The tests and suites that runs are kept of, the last one run first. */
export class Names {
  /** By the name: a run that is kept does not change its figures. */
  readonly #known = new Map<string, { readonly key: string; readonly figures: Figures }>();

  async rows(store: Pick<Store, 'list' | 'metricsOf' | 'history'>): Promise<NameRow[]> {
    const byName = new Map<string, RunSummary[]>();
    for (const run of await store.list()) {
      const runs = byName.get(run.name);
      if (runs !== undefined) runs.push(run);
      else if (byName.size < MOST_NAMES) byName.set(run.name, [run]);
    }
    const rows: NameRow[] = [];
    for (const [name, runs] of byName) {
      const [last] = runs;
      if (last === undefined) continue;
      const { figures, last: row } = await this.#figuresOf(store, name, runs);
      rows.push({ name, kind: last.kind, runs: runs.length, last: row, figures, branches: branchesOf(runs) });
    }
    for (const name of this.#known.keys()) if (!byName.has(name)) this.#known.delete(name);
    return rows;
  }

  async #figuresOf(
    store: Pick<Store, 'metricsOf' | 'history'>,
    name: string,
    runs: readonly RunSummary[],
  ): Promise<Figures> {
    const drawn = runs.slice(0, DRAWN);
    const key = drawn.map(({ id, verdict, tags }) => `${id} ${verdict} ${JSON.stringify(tags)}`).join('\n');
    const known = this.#known.get(name);
    if (known?.key === key) return known.figures;
    const figures = await readFigures(store, name, drawn);
    this.#known.set(name, { key, figures });
    return figures;
  }
}

/** All of what stands for the newest run that has such a figure: a line is of one metric. */
async function readFigures(
  store: Pick<Store, 'metricsOf' | 'history'>,
  name: string,
  runs: readonly RunSummary[],
): Promise<Figures> {
  const [last] = runs as readonly [RunSummary, ...RunSummary[]];
  const verdicts = new Map(runs.map(({ id, verdict }) => [id, verdict]));
  const since = runs.at(-1)?.startedAt ?? last.startedAt;
  for (const { metric, tags, aggregate, unit } of mainOf(await store.metricsOf(name))) {
    const points = await store.history({ name, metric, tags, aggregate, since });
    const figures = points.flatMap(({ runId, value }) => {
      const verdict = verdicts.get(runId);
      return verdict === undefined ? [] : [{ runId, value, verdict }];
    });
    const own = figures.find(({ runId }) => runId === last.id);
    if (own !== undefined) return { figures, last: { ...last, figure: { metric, aggregate, unit, value: own.value } } };
  }
  return { figures: [], last };
}

function branchesOf(runs: readonly RunSummary[]): string[] {
  return [...new Set(runs.flatMap(({ branch }) => branch ?? []))].slice(0, MOST_BRANCHES);
}
