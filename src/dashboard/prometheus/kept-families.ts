import type { NameRow } from '../../model/dashboard-api.ts';
import type { Metric, Verdict } from '../../model/run.ts';
import { tagsKey } from '../../model/selection.ts';
import { chosenMetrics } from '../../runs/trend/chosen-metrics.ts';
import type { MeasuredMetric, Store } from '../../stores/store.ts';
import { mainOf } from '../data/figures.ts';
import type { KeptRuns } from '../data/kept-runs.ts';
import type { Family, Sample } from './exposition.ts';

/** Those that ran last. */
const MOST_TESTS = 100;
const MOST_FIGURES = 24;
const VERDICTS: readonly Verdict[] = ['passed', 'failed', 'inconclusive', 'aborted', 'interrupted'];

interface Figured extends MeasuredMetric {
  readonly value: number;
  /** Over what its baseline has. */
  readonly ratio?: number;
}

interface LastRun {
  readonly row: NameRow;
  readonly figures: readonly Figured[];
}

/** The last run of each test that is kept: its verdict, its figures, and how they stand to its baseline. */
export class KeptFamilies {
  readonly #kept: KeptRuns;
  /** By names, for as long as the last run stays the same. */
  readonly #known = new Map<string, { readonly runId: string; readonly figures: readonly Figured[] }>();

  constructor(kept: KeptRuns) {
    this.#kept = kept;
  }

  /** Nothing of it where the store can't be read: what else there is to tell is told. */
  async read(): Promise<Family[]> {
    const rows = (await this.#kept.names().catch(() => [])).slice(0, MOST_TESTS);
    const names = new Set(rows.map(({ name }) => name));
    for (const name of this.#known.keys()) if (!names.has(name)) this.#known.delete(name);
    const last = await this.#kept
      .use<LastRun[]>(async (store) => {
        const found: LastRun[] = [];
        for (const row of rows) found.push({ row, figures: await this.#figuresOf(store, row) });
        return found;
      }, [])
      .catch(() => []);
    return keptFamilies(last);
  }

  async #figuresOf(store: Store, { name, last }: NameRow): Promise<readonly Figured[]> {
    const known = this.#known.get(name);
    if (known?.runId === last.id) return known.figures;
    const figures = await readFigures(store, name, last);
    this.#known.set(name, { runId: last.id, figures });
    return figures;
  }
}

async function readFigures(store: Store, name: string, last: NameRow['last']): Promise<Figured[]> {
  const measured = await store.metricsOf(name);
  const chosen = [...new Set([...mainOf(measured), ...chosenMetrics(measured)])].slice(0, MOST_FIGURES);
  const baseline = last.branch === undefined ? undefined : await store.baseline(name, last.branch);
  const figures: Figured[] = [];
  for (const each of chosen) {
    const { metric, tags, aggregate } = each;
    const points = await store.history({ name, metric, tags, aggregate, since: last.startedAt, until: last.startedAt });
    const value = points.find(({ runId }) => runId === last.id)?.value;
    if (value === undefined) continue;
    const before = baseline === undefined ? undefined : valueIn(baseline.run.metrics, each);
    figures.push({ ...each, value, ...(before === undefined || before === 0 ? {} : { ratio: value / before }) });
  }
  return figures;
}

function valueIn(metrics: readonly Metric[], { metric, tags, aggregate }: MeasuredMetric): number | undefined {
  const found = metrics.find((each) => each.name === metric && tagsKey(each.tags) === tagsKey(tags));
  if (found === undefined) return undefined;
  if (found.type === 'trend') return aggregate === 'mean' ? found.mean : found.percentiles[aggregate.replace(/^p/, '')];
  if (found.type === 'rate') return found.value;
  if (found.type === 'counter') return aggregate === 'perSecond' ? found.perSecond : found.total;
  return found.last;
}

function keptFamilies(last: readonly LastRun[]): Family[] {
  const each = (samplesOf: (row: NameRow, labels: { readonly name: string }) => Sample[]): Sample[] =>
    last.flatMap(({ row }) => samplesOf(row, { name: row.name }));
  const figures = (told: (figure: Figured) => number | undefined): Sample[] =>
    last.flatMap(({ row, figures: some }) =>
      some.flatMap((figure) => {
        const value = told(figure);
        return value === undefined ? [] : [{ labels: figureLabels(row.name, figure), value }];
      }),
    );
  return [
    {
      name: 'plimsoll_runs',
      type: 'gauge',
      help: 'How many runs of a test are kept.',
      samples: each(({ runs }, labels) => [{ labels, value: runs }]),
    },
    {
      name: 'plimsoll_last_run',
      type: 'info',
      help: 'The last run of a test.',
      samples: each(({ last: { id, branch = '', commit = '' }, kind }, labels) => [
        { labels: { ...labels, run: id, kind, branch, commit }, value: 1 },
      ]),
    },
    {
      name: 'plimsoll_last_run_verdict',
      type: 'gauge',
      help: 'What came of the last run of a test: 1 for its verdict.',
      samples: each(({ last: { verdict: is } }, labels) =>
        VERDICTS.map((verdict) => ({ labels: { ...labels, verdict }, value: verdict === is ? 1 : 0 })),
      ),
    },
    {
      name: 'plimsoll_last_run_start_time_seconds',
      type: 'gauge',
      unit: 'seconds',
      help: 'When the last run of a test started, in seconds since 1970.',
      samples: each(({ last: { startedAt } }, labels) => [{ labels, value: Date.parse(startedAt) / 1000 }]),
    },
    {
      name: 'plimsoll_last_run_duration_seconds',
      type: 'gauge',
      unit: 'seconds',
      help: 'How long the last run of a test took.',
      samples: each(({ last: { durationMs } }, labels) => [{ labels, value: durationMs / 1000 }]),
    },
    {
      name: 'plimsoll_last_run_figure',
      type: 'gauge',
      help: 'Figures of the last run of a test, each in its unit.',
      samples: figures(({ value }) => value),
    },
    {
      name: 'plimsoll_last_run_baseline_ratio',
      type: 'gauge',
      unit: 'ratio',
      help: "Figures of the last run of a test over those of its branch's baseline.",
      samples: figures(({ ratio }) => ratio),
    },
  ];
}

function figureLabels(name: string, { metric, tags, aggregate, unit }: Figured): Readonly<Record<string, string>> {
  const of = Object.values(tags).join(' ');
  return { name, metric, aggregate, unit, ...(of === '' ? {} : { of }) };
}
