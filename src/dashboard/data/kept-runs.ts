import { UserError } from '../../errors/user-error.ts';
import type { RunComparison } from '../../model/comparison.ts';
import type { ComparePage, HistoryPage, NameRow, RunRow, RunsPage } from '../../model/dashboard-api.ts';
import type { Run } from '../../model/run.ts';
import type { RunSummary } from '../../model/run-summary.ts';
import { tagsKey } from '../../model/selection.ts';
import { findBaseline, listBaselines } from '../../runs/baselines/baselines.ts';
import type { ProjectBaselines } from '../../runs/baselines/with-baselines.ts';
import { compareSeen, configured } from '../../runs/compare.ts';
import { findRunId } from '../../runs/find-run.ts';
import type { ReadProject } from '../../runs/project-config.ts';
import { trendOf } from '../../runs/trend.ts';
import type { MeasuredMetric, Store, TagChange } from '../../stores/store.ts';
import { figuresOf } from './figures.ts';
import { Names } from './names.ts';
import { type PageQuery, pageOfRuns } from './run-pages.ts';
import type { StoreAccess } from './store-access.ts';

export interface HistoryQuery {
  readonly name: string;
  readonly branch?: string | undefined;
  /** One figure instead of those that matter most. */
  readonly metric?: string | undefined;
  readonly aggregate?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly runs: number;
}

type BaselineRow = HistoryPage['baselines'][number] & { readonly name: string };

/** What is looked up with every list, and seldom changes. */
const BASELINES_MS = 3000;

/** What is kept of earlier runs, as the dashboard shows it. Where nothing was ever kept, everything is empty. */
export class KeptRuns {
  readonly #access: StoreAccess;
  readonly #project: ReadProject;
  readonly #names = new Names();
  #baselines: { readonly rows: Promise<readonly BaselineRow[]>; readonly untilMs: number } | undefined;

  constructor(access: StoreAccess, project: ReadProject) {
    this.#access = access;
    this.#project = project;
  }

  page(query: PageQuery): Promise<RunsPage> {
    return this.#access.use<RunsPage>(
      async (store) => {
        const { runs, next } = await pageOfRuns(store, query);
        return { runs: await this.#rowsOf(store, runs), ...(next === undefined ? {} : { next }) };
      },
      { runs: [] },
    );
  }

  names(): Promise<readonly NameRow[]> {
    return this.#access.use<readonly NameRow[]>(async (store) => {
      const baselines = await this.#baselineIds(store);
      const rows = await this.#names.rows(store);
      return rows.map((row) =>
        baselines.has(row.last.id) ? { ...row, last: { ...row.last, isBaseline: true } } : row,
      );
    }, []);
  }

  /** By its id, the beginning or the last part of one, or `latest`. */
  run(id: string): Promise<Run> {
    return this.#having((store) => runOf(store, id), id);
  }

  /** The newest runs, for whoever wants to know whether there are new ones. */
  newest(count: number): Promise<readonly RunSummary[]> {
    return this.#access.use<readonly RunSummary[]>((store) => store.list({ limit: count }), []);
  }

  tag(id: string, change: TagChange): Promise<Run> {
    return this.#having(async (store) => {
      const found = await findRunId(store, id);
      await store.tag(found, change);
      return runOf(store, found);
    }, id);
  }

  /** Against its baseline; throws where there is none. */
  baselineOf(id: string): Promise<RunComparison> {
    return this.#having(async (store) => {
      const run = await runOf(store, id);
      const place = this.#place(store);
      const branch = run.environment.git?.branch;
      const known = branch === undefined || branch === '' || branch === 'HEAD' ? {} : { branch };
      const found = await findBaseline(run.name, place, known);
      if (found === undefined || found.baseline.run.id === run.id) {
        const why =
          found === undefined ? `the test '${run.name}' has no baseline` : `the run ${run.id} is the baseline itself`;
        throw new UserError(why, {
          code: 'NO_BASELINE',
          hint: 'plimsoll baseline set RUN makes one of a run that passed',
        });
      }
      return compareSeen([found.baseline.run], [run], { place, options: configured(place.config) });
    }, id);
  }

  /** Each of the others against the first. */
  compare(ids: readonly string[]): Promise<ComparePage> {
    return this.#having(async (store) => {
      const runs: Run[] = [];
      for (const id of ids) runs.push(await runOf(store, id));
      const place = this.#place(store);
      const [first, ...others] = runs as [Run, ...Run[]];
      const comparisons: RunComparison[] = [];
      for (const other of others) {
        comparisons.push(await compareSeen([first], [other], { place, options: configured(place.config) }));
      }
      return { runs, comparisons };
    }, ids[0] ?? '');
  }

  history(query: HistoryQuery): Promise<HistoryPage> {
    const { name } = query;
    return this.#having(async (store) => {
      const measured = await store.metricsOf(name);
      const chosen = chosenOf(measured, query);
      const branch = query.branch === undefined ? {} : { branch: query.branch };
      const runs = (await store.list({ name, ...branch, limit: query.runs })).filter((run) => run.name === name);
      const since = runs.at(-1)?.startedAt;
      const report = await trendOf(store, name, {
        ...branch,
        ...(since === undefined ? {} : { since }),
        runs: query.runs,
        cwd: this.#project.dir,
        ...(chosen === undefined ? {} : { measured: chosen }),
      });
      const baselines = await this.#baselineRows(store);
      const shown = new Set(report.trends.map(keyOf));
      return {
        name,
        kind: runs[0]?.kind ?? 'load',
        runs: await this.#rowsOf(store, runs),
        trends: report.trends,
        others: measured.filter((each) => !shown.has(keyOf(each))).slice(0, MOST_OTHERS),
        baselines: baselines.filter((each) => each.name === name).map(({ name: _, ...rest }) => rest),
      };
    }, name);
  }

  /** The newest run of each name with the figures that matter, for whoever collects them. */
  use<T>(work: (store: Store) => Promise<T>, none: T): Promise<T> {
    return this.#access.use(work, none);
  }

  /** Tags and baselines were changed by this server. */
  forget(): void {
    this.#baselines = undefined;
  }

  #having<T>(work: (store: Store) => Promise<T>, what: string): Promise<T> {
    return this.#access.use<T | undefined>(work, undefined).then((found) => {
      if (found !== undefined) return found;
      throw new UserError(`there is no run '${what}': nothing has been kept here yet`, {
        code: 'NO_SUCH_RUN',
        hint: 'plimsoll run keeps what it measures',
      });
    });
  }

  async #rowsOf(store: Store, runs: readonly RunSummary[]): Promise<RunRow[]> {
    const [figures, baselines] = [await figuresOf(store, runs), await this.#baselineIds(store)];
    return runs.map((run) => {
      const figure = figures.get(run.id);
      return {
        ...run,
        ...(baselines.has(run.id) ? { isBaseline: true } : {}),
        ...(figure === undefined ? {} : { figure }),
      };
    });
  }

  async #baselineIds(store: Store): Promise<ReadonlySet<string>> {
    return new Set((await this.#baselineRows(store)).map(({ runId }) => runId));
  }

  #baselineRows(store: Store): Promise<readonly BaselineRow[]> {
    const known = this.#baselines;
    if (known !== undefined && performance.now() < known.untilMs) return known.rows;
    const rows = listBaselines(this.#place(store)).then((found) =>
      found.map(({ baseline: { name, branch, setAt, reason, run } }) => ({
        name,
        branch,
        setAt,
        reason,
        runId: run.id,
      })),
    );
    this.#baselines = { rows, untilMs: performance.now() + BASELINES_MS };
    rows.catch(() => this.forget());
    return rows;
  }

  #place(store: Store): ProjectBaselines {
    const { config, dir } = this.#project;
    const defaultBranch = config.gate?.branch;
    return { cwd: dir, env: process.env, store, config, ...(defaultBranch === undefined ? {} : { defaultBranch }) };
  }
}

const MOST_OTHERS = 2000;

async function runOf(store: Store, id: string): Promise<Run> {
  const whole = await store.get(id);
  if (whole !== undefined) return whole;
  const found = await store.get(await findRunId(store, id));
  if (found !== undefined) return found;
  throw new UserError(`the run ${id} has not ended`, {
    code: 'NO_SUCH_RUN',
    hint: 'GET /api/live has those under way',
  });
}

/** The figure asked for; undefined where none was. */
function chosenOf(measured: readonly MeasuredMetric[], query: HistoryQuery): readonly MeasuredMetric[] | undefined {
  const { metric, aggregate, tags } = query;
  if (metric === undefined) return undefined;
  const found = measured.filter(
    (each) =>
      each.metric === metric &&
      (aggregate === undefined || each.aggregate === aggregate) &&
      tagsKey(each.tags) === tagsKey(tags ?? {}),
  );
  if (found.length > 0 || measured.length === 0) return found;
  throw new UserError(`'${metric}' was not measured so in runs of '${query.name}'`, {
    code: 'UNKNOWN_METRIC',
    hint: "'trends' and 'others' of the answer without metric say what was",
  });
}

function keyOf({ metric, tags, aggregate }: Pick<MeasuredMetric, 'metric' | 'tags' | 'aggregate'>): string {
  return JSON.stringify([metric, tagsKey(tags), aggregate]);
}
