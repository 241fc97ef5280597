import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { UserError } from '../errors/user-error.ts';
import type { Run } from '../model/run.ts';
import type { RunSummary } from '../model/run-summary.ts';
import type { Store } from '../stores/store.ts';
import { findRun } from './find-run.ts';

export interface ChosenRuns {
  readonly runs: readonly Run[];
  /** How they were chosen, where nobody named them: `the latest runs of commit 4f2a9c7`. */
  readonly how: string;
}

/** The runs that a gate is about. The store is opened only where runs are taken from it. */
export async function chosenRuns(given: readonly string[], options: ChooseOptions): Promise<ChosenRuns> {
  if (given.length > 0) return { runs: await namedRuns(given, options), how: '' };
  const store = await options.store();
  if (store === undefined) throw noRuns();
  const commit = await options.commit();
  const ofCommit = commit === undefined ? [] : latestOf(await store.list({ commit }));
  const chosen = ofCommit.length > 0 ? ofCommit : recentOf(latestOf(await store.list({ limit: MOST_LOOKED_AT })));
  if (chosen.length === 0) throw noRuns();
  const short = commit?.slice(0, 7);
  const last = `the last run of ${chosen.length === 1 ? 'a test' : 'each test'}`;
  const how =
    ofCommit.length > 0
      ? `the latest runs of commit ${short}`
      : short === undefined
        ? last
        : `${last}, as there is none of commit ${short}`;
  return { runs: await loaded(chosen, store), how };
}

export interface ChooseOptions {
  readonly cwd: string;
  /** Undefined where nothing was ever kept. */
  readonly store: () => Promise<Store | undefined>;
  /** Of the folder; undefined outside of a repository. */
  readonly commit: () => Promise<string | undefined>;
}

const MOST_LOOKED_AT = 1000;
/** What was not run for longer than this before the newest run is no part of the project any more. */
const RECENT_MS = 86_400_000;

/** The newest of each name and kind; of parts of a whole, such as a search's, too. */
function latestOf(runs: readonly RunSummary[]): RunSummary[] {
  const newest = new Map<string, RunSummary>();
  for (const run of runs) {
    const key = JSON.stringify([run.kind, run.name]);
    const known = newest.get(key);
    if (known === undefined || known.startedAt < run.startedAt) newest.set(key, run);
  }
  return [...newest.values()].sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1));
}

function recentOf(runs: readonly RunSummary[]): RunSummary[] {
  const newest = Math.max(...runs.map(({ startedAt }) => Date.parse(startedAt)));
  return runs.filter(({ startedAt }) => newest - Date.parse(startedAt) <= RECENT_MS);
}

async function loaded(chosen: readonly RunSummary[], store: Store): Promise<Run[]> {
  const runs: Run[] = [];
  for (const { id } of chosen) {
    const run = await store.get(id);
    if (run !== undefined) runs.push(run);
  }
  return runs;
}

function noRuns(): UserError {
  return new UserError('there is no run to decide about', {
    code: 'NO_RUNS',
    hint: "run something first: 'plimsoll run shop.ts', or 'plimsoll ci' for all that the project has; or name a file that --json wrote",
  });
}

async function namedRuns(given: readonly string[], options: ChooseOptions): Promise<Run[]> {
  const runs: Run[] = [];
  for (const name of given) {
    const path = resolve(options.cwd, name);
    const found = await stat(path).catch(() => undefined);
    if (found === undefined) runs.push(await keptRun(name, options));
    else runs.push(...(await (await import('./gate-files.ts')).runsIn(path, name)));
  }
  const byId = new Map(runs.map((run) => [run.id, run]));
  return [...byId.values()];
}

async function keptRun(name: string, options: ChooseOptions): Promise<Run> {
  const looksLikeFile = /[./\\]/.test(name);
  const store = looksLikeFile ? undefined : await options.store();
  if (store !== undefined) return findRun(store, name);
  throw new UserError(looksLikeFile ? `no file ${name}` : `there is no run '${name}', and no such file`, {
    code: 'NO_SUCH_RUN',
    hint: "'plimsoll runs' lists those that are kept; a file is what --json wrote",
  });
}
