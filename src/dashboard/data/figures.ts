import type { Figure } from '../../model/dashboard-api.ts';
import type { RunSummary } from '../../model/run-summary.ts';
import type { MeasuredMetric, Store } from '../../stores/store.ts';

type Kept = Pick<Store, 'history' | 'metricsOf'>;

/** What stands for a run, the first that it has. */
const MAIN = [
  ['load_line', 'value'],
  ['http_req_duration', 'p95'],
  ['response_time', 'p95'],
  ['function_duration', 'p95'],
  ['sse_event_latency', 'p95'],
  ['iteration_duration', 'p95'],
] as const;

/** The figures of runs, by their ids; those without one are left out. */
export async function figuresOf(store: Kept, runs: readonly RunSummary[]): Promise<Map<string, Figure>> {
  const figures = new Map<string, Figure>();
  const byName = byNameOf(runs);
  for (const [name, some] of byName) await addFigures(store, { name, runs: some, figures });
  return figures;
}

function byNameOf(runs: readonly RunSummary[]): Map<string, RunSummary[]> {
  const groups = new Map<string, RunSummary[]>();
  for (const run of runs) {
    const group = groups.get(run.name);
    if (group === undefined) groups.set(run.name, [run]);
    else group.push(run);
  }
  return groups;
}

interface OneName {
  readonly name: string;
  readonly runs: readonly RunSummary[];
  readonly figures: Map<string, Figure>;
}

async function addFigures(store: Kept, { name, runs, figures }: OneName): Promise<void> {
  const times = runs.map(({ startedAt }) => startedAt).sort();
  const [since = '', until = ''] = [times[0], times.at(-1)];
  for (const { metric, tags, aggregate, unit } of mainOf(await store.metricsOf(name))) {
    const points = await store.history({ name, metric, tags, aggregate, since, until });
    for (const { runId, value } of points) {
      if (!figures.has(runId)) figures.set(runId, { metric, aggregate, unit, value });
    }
    if (runs.every(({ id }) => figures.has(id))) return;
  }
}

/** Of what is measured under a name, what may stand for a run. */
export function mainOf(measured: readonly MeasuredMetric[]): MeasuredMetric[] {
  const totals = MAIN.flatMap(([metric, aggregate]) =>
    measured.filter((each) => each.metric === metric && each.aggregate === aggregate && !hasTags(each)),
  );
  const times = measured.filter(({ metric, aggregate }) => metric === 'bench_time' && aggregate === 'p50');
  // Of several benchmarks none stands for all.
  return times.length === 1 ? [...totals, ...times] : totals;
}

function hasTags({ tags }: MeasuredMetric): boolean {
  return Object.keys(tags).length > 0;
}
