/**
 * runs/baselines/ keeps what later runs are compared with: by name of the test and branch, in the store, or as files of the repository
 * (`baselines/<name>.json`), which go before it. Files that earlier versions left in `.plimsoll/baselines/` are read where there is nothing
 * newer. A branch without a baseline uses that of the branch it will be merged into.
 */
import { UserError } from '../../errors/user-error.ts';
import { baselineRunOf } from '../../judge/compare/baseline-run.ts';
import type { Baseline } from '../../model/comparison.ts';
import type { Run } from '../../model/run.ts';
import type { Store } from '../../stores/store.ts';
import {
  findBaselineFile,
  findEarlierFile,
  listBaselineFiles,
  removeFile,
  writeBaselineFile,
} from './baseline-files.ts';
import { BASELINE_SCHEMA } from './baseline-text.ts';
import { type BranchPlace, branchesToAsk, branchOf } from './branch.ts';

/** Where baselines are looked for. */
export interface BaselinePlace extends BranchPlace {
  /** Undefined where nothing was ever kept. */
  readonly store:
    | Pick<Store, 'baseline' | 'baselines' | 'setBaseline' | 'removeBaseline' | 'place' | 'list' | 'get'>
    | undefined;
}

export interface FoundBaseline {
  readonly baseline: Baseline;
  /** A file's path, or the store's name. */
  readonly where: string;
  readonly isFile: boolean;
}

/** The baseline of a test for a branch, or for the one it falls back to. With `exact`, of that branch alone. */
export async function findBaseline(
  name: string,
  place: BaselinePlace,
  asked: { readonly branch?: string; readonly exact?: boolean } = {},
): Promise<FoundBaseline | undefined> {
  const file = await findBaselineFile(name, place.cwd);
  const isAsked = asked.exact !== true || asked.branch === undefined || file?.baseline.branch === asked.branch;
  if (file !== undefined && isAsked) return { baseline: file.baseline, where: file.path, isFile: true };
  const branch = asked.branch ?? (await branchOf(undefined, place));
  for (const each of asked.exact === true ? [branch] : branchesToAsk(branch, place)) {
    const baseline = await place.store?.baseline(name, each);
    if (baseline !== undefined) return { baseline, where: place.store?.place ?? '', isFile: false };
  }
  const earlier = asked.exact === true ? undefined : await findEarlierFile(name, place.cwd);
  return earlier === undefined ? undefined : { baseline: earlier.baseline, where: earlier.path, isFile: false };
}

export interface SetOptions {
  readonly reason: string;
  readonly branch?: string;
  /** As a file of the repository; where the test has one already, it is kept up to date whatever is said here. */
  readonly file?: boolean;
}

/** Makes a run what later ones are compared with. Throws for a run that did not pass. */
export async function setBaseline(run: Run, place: BaselinePlace, options: SetOptions): Promise<FoundBaseline> {
  if (run.verdict !== 'passed') {
    throw new UserError(
      `the run ${run.id} ${run.verdict === 'inconclusive' ? 'is inconclusive' : `was ${run.verdict}`}, and no baseline is made of such a run`,
      {
        code: 'NO_BASELINE_RUN',
        hint: 'take a run that passed: plimsoll runs list --verdict passed',
      },
    );
  }
  const branch = options.branch ?? (await branchOf(run, place));
  const baseline: Baseline = {
    schema: BASELINE_SCHEMA,
    name: run.name,
    branch,
    setAt: new Date().toISOString(),
    reason: options.reason,
    run: baselineRunOf(run),
  };
  const known = await findBaselineFile(run.name, place.cwd).catch(() => undefined);
  if (options.file === true || known !== undefined) {
    return { baseline, where: await writeBaselineFile(baseline, place.cwd), isFile: true };
  }
  if (place.store === undefined) throw new TypeError('there is no store to keep a baseline in');
  await place.store.setBaseline(baseline);
  return { baseline, where: place.store.place, isFile: false };
}

/** Files first, then what the store has. */
export async function listBaselines(place: BaselinePlace): Promise<FoundBaseline[]> {
  const files = await listBaselineFiles(place.cwd);
  const kept = (await place.store?.baselines()) ?? [];
  return [
    ...files.map(({ path, baseline }) => ({ baseline, where: path, isFile: true })),
    ...kept.map((baseline) => ({ baseline, where: place.store?.place ?? '', isFile: false })),
  ];
}

/** Answers from where; nothing where there was none. */
export async function removeBaseline(
  name: string,
  branch: string | undefined,
  place: BaselinePlace,
): Promise<string[]> {
  const removed: string[] = [];
  const file = await findBaselineFile(name, place.cwd);
  if (file !== undefined && (branch === undefined || file.baseline.branch === branch)) {
    await removeFile(file);
    removed.push(file.path);
  }
  const of = branch ?? (await branchOf(undefined, place));
  if ((await place.store?.removeBaseline(name, of)) === true) removed.push(`${place.store?.place} (${of})`);
  return removed;
}
