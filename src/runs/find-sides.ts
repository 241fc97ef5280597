import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { didYouMean } from '../errors/suggest.ts';
import { UserError } from '../errors/user-error.ts';
import type { MeasuredRun } from '../judge/compare/measured-run.ts';
import type { Store } from '../stores/store.ts';
import { type BaselinePlace, findBaseline } from './baselines/baselines.ts';
import { findRun } from './find-run.ts';

/** What is compared, as it was typed, and the runs that it stands for. */
export interface Side {
  readonly text: string;
  readonly runs: readonly MeasuredRun[];
}

export interface SidePlace extends BaselinePlace {
  /** Folder that paths are typed in. */
  readonly typedIn: string;
  readonly store: Store | undefined;
}

const BASELINE = /^baseline(?::(.+))?$/;
const BRANCH = 'branch:';
const MOST_KNOWN = 200;

/**
 * The runs that texts stand for: an id or the beginning of one, `latest~1`, a file, a branch (its newest run), `baseline` or
 * `baseline:BRANCH` (of the test that the others ran); several with commas between are repetitions of one side.
 */
export async function findSides(texts: readonly string[], place: SidePlace): Promise<Side[]> {
  const parts = await Promise.all(texts.map((text) => partsOf(text, place)));
  const isBaseline = (part: string) => BASELINE.test(part);
  const known = new Map<string, MeasuredRun>();
  for (const part of parts.flat().filter((each) => !isBaseline(each))) {
    if (!known.has(part)) known.set(part, await runFor(part, place, [...known.values()].at(-1)?.name));
  }
  const name = [...known.values()][0]?.name;
  for (const part of parts.flat().filter(isBaseline)) known.set(part, await baselineFor(part, place, name));
  return texts.map((text, at) => {
    const runs = (parts[at] ?? []).map((part) => known.get(part) as MeasuredRun);
    // A run named twice is no repetition.
    return { text, runs: runs.filter(({ id }, place) => runs.findIndex((each) => each.id === id) === place) };
  });
}

/** A file may have a comma in its name. */
async function partsOf(text: string, { typedIn }: SidePlace): Promise<string[]> {
  if (await exists(resolve(typedIn, text))) return [text];
  const parts = text.split(',').map((part) => part.trim());
  if (parts.every((part) => part !== '')) return parts;
  throw new UserError(`'${text}' names no run`, {
    code: 'NO_SUCH_RUN',
    hint: 'several runs of one side have commas between them: 8f2c1a,03be77',
  });
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

async function runFor(text: string, place: SidePlace, name: string | undefined): Promise<MeasuredRun> {
  const path = resolve(place.typedIn, text);
  if (/[/\\]|\.(json|txt|csv|xml)$/.test(text) || (await exists(path))) {
    if ((await exists(path)) || place.store === undefined || !(await hasBranch(text, place.store)))
      return readFileRun(path, text);
  }
  if (place.store === undefined) throw nothingKept(text);
  if (text.startsWith(BRANCH)) return newestOf(text.slice(BRANCH.length), place.store, name);
  try {
    return await findRun(place.store, text);
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'NO_SUCH_RUN' || /^latest/i.test(text)) throw error;
    return newestOf(text, place.store, name);
  }
}

async function hasBranch(branch: string, store: Store): Promise<boolean> {
  return (await store.list({ branch, limit: 1 })).length > 0;
}

async function readFileRun(path: string, text: string): Promise<MeasuredRun> {
  const baseline = await baselineIn(path);
  if (baseline !== undefined) return baseline;
  const { readRunFile } = await import('./read-run-file.ts');
  return readRunFile(path).catch((cause: unknown) => {
    if (!(cause instanceof UserError)) throw cause;
    throw new UserError(cause.message.replace(path, text), { code: cause.code, hint: cause.hint ?? '', cause });
  });
}

/** A baseline of the repository, named by its path. */
async function baselineIn(path: string): Promise<MeasuredRun | undefined> {
  const { readFile } = await import('node:fs/promises');
  const text = await readFile(path, 'utf8').catch(() => '');
  if (!/^\s*\{\s*"schema"\s*:\s*"plimsoll\.baseline\//.test(text)) return undefined;
  const { parseBaseline } = await import('./baselines/baseline-text.ts');
  return parseBaseline(text, path).run;
}

/** The newest run of a branch, of the test that the other side ran where there are several. */
async function newestOf(branch: string, store: Store, name: string | undefined): Promise<MeasuredRun> {
  const named = name === undefined ? {} : { name };
  const [found] = [...(await store.list({ branch, ...named, limit: 1 })), ...(await store.list({ branch, limit: 1 }))];
  const run = found === undefined ? undefined : await store.get(found.id);
  if (run !== undefined) return run;
  const recent = await store.list({ limit: MOST_KNOWN });
  const branches = recent.flatMap((each) => each.branch ?? []);
  const guess = didYouMean(branch, ['latest', 'baseline', ...branches, ...recent.map(({ id }) => id)]);
  throw new UserError(`'${branch}' is no run, file or branch known to ${store.place}`, {
    code: 'NO_SUCH_RUN',
    hint: guess ?? "plimsoll runs lists what there is; 'latest', 'latest~1' and 'baseline' are understood too",
  });
}

async function baselineFor(text: string, place: SidePlace, name: string | undefined): Promise<MeasuredRun> {
  const branch = BASELINE.exec(text)?.[1];
  if (name === undefined) {
    throw new UserError(`of which test '${text}' is meant can't be told`, {
      code: 'NO_BASELINE',
      hint: 'compare it with a run of the test: plimsoll compare baseline latest',
    });
  }
  const found = await findBaseline(name, place, branch === undefined ? {} : { branch, exact: true });
  if (found !== undefined) return found.baseline.run;
  throw new UserError(`the test '${name}' has no baseline${branch === undefined ? '' : ` on the branch '${branch}'`}`, {
    code: 'NO_BASELINE',
    hint: 'make one of a run that passed: plimsoll baseline set RUN; plimsoll baseline list shows those there are',
  });
}

function nothingKept(text: string): UserError {
  return new UserError(`there is no run '${text}': nothing has been kept here yet`, {
    code: 'NO_SUCH_RUN',
    hint: 'a file written with --json can be named by its path; plimsoll run keeps what it measures',
  });
}
