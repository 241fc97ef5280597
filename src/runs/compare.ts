import type { CompareOptions } from '../judge/compare/compare-runs.ts';
import type { MeasuredRun } from '../judge/compare/measured-run.ts';
import type { RunComparison } from '../model/comparison.ts';
import type { ProjectConfig } from '../model/project-config.ts';
import { betweenRunsIn } from './baselines/earlier.ts';
import { asksForUpdates, type BaselineUpdate, updateBaseline } from './baselines/update-baseline.ts';
import { type ProjectBaselines, withBaselines } from './baselines/with-baselines.ts';
import { findSides, type Side } from './find-sides.ts';

/** A run, or what it is called: an id, `latest`, a file, a branch, `baseline`; several are repetitions of one side. */
export type ComparedInput = string | MeasuredRun | readonly (string | MeasuredRun)[];

export interface CompareInputOptions extends CompareOptions {
  /** Folder of the project. */
  readonly cwd?: string;
}

/** Compares runs, however they are named, with the grades that the project's configuration says. */
export async function compareInputs(
  before: ComparedInput,
  after: ComparedInput,
  { cwd = process.cwd(), ...options }: CompareInputOptions = {},
): Promise<RunComparison> {
  const [was, is] = [listOf(before), listOf(after)];
  const isGiven = (each: string | MeasuredRun): each is MeasuredRun => typeof each !== 'string';
  if (was.every(isGiven) && is.every(isGiven)) {
    const { compareRepeated } = await import('../judge/compare/compare-runs.ts');
    return compareRepeated(was, is, options);
  }
  return withBaselines(cwd, {}, async (place) => {
    const texts = [...was, ...is].filter((each) => typeof each === 'string');
    const sides = await findSides(texts, { ...place, typedIn: cwd });
    const found = new Map(sides.map(({ text, runs }) => [text, runs]));
    const runsOf = (list: readonly (string | MeasuredRun)[]) =>
      list.flatMap((each) => (isGiven(each) ? [each] : (found.get(each) ?? [])));
    const all = { ...configured(place.config), ...options };
    return compareSeen(runsOf(was), runsOf(is), { place, options: all });
  });
}

function listOf(input: ComparedInput): readonly (string | MeasuredRun)[] {
  return Array.isArray(input) ? input : [input as string | MeasuredRun];
}

/** What the project says of comparisons. */
export function configured({ compare }: ProjectConfig): CompareOptions {
  if (compare === undefined) return {};
  const { metrics, margin, minor, major, critical } = compare;
  const grades = Object.fromEntries(
    Object.entries({ minor, major, critical }).filter(([, share]) => share !== undefined),
  );
  return {
    grades,
    ...(metrics === undefined ? {} : { metricGrades: metrics }),
    ...(margin === undefined ? {} : { margin }),
  };
}

/** Every side but the first against the first. */
export interface ComparedSides {
  readonly sides: readonly Side[];
  readonly comparisons: readonly RunComparison[];
  /** What became of baselines, where UPDATE_BASELINES asks for it. */
  readonly updates: readonly BaselineUpdate[];
}

export async function compareSides(
  texts: readonly string[],
  { cwd, ...options }: CompareInputOptions & { readonly cwd: string },
): Promise<ComparedSides> {
  return withBaselines(cwd, {}, async (place) => {
    const sides = await findSides(texts, { ...place, typedIn: cwd });
    const [first, ...others] = sides;
    const all = merged(configured(place.config), options);
    const comparisons: RunComparison[] = [];
    for (const { runs } of others) {
      comparisons.push(await compareSeen(first?.runs ?? [], runs, { place, options: all }));
    }
    return { sides, comparisons, updates: await updatesOf(sides, place, all) };
  });
}

/** With what earlier runs show of how runs of the test differ, where neither side was repeated. */
export async function compareSeen(
  before: readonly MeasuredRun[],
  after: readonly MeasuredRun[],
  { place, options }: { readonly place: ProjectBaselines; readonly options: CompareOptions },
): Promise<RunComparison> {
  const { compareRepeated } = await import('../judge/compare/compare-runs.ts');
  const [was, is] = [before.at(-1), after.at(-1)];
  const isSingle = before.length === 1 && after.length === 1 && was !== undefined && is !== undefined;
  const betweenRuns = isSingle ? await betweenRunsIn(place.store, [was, is]) : undefined;
  return compareRepeated(before, after, betweenRuns === undefined ? options : { betweenRuns, ...options });
}

function merged(project: CompareOptions, asked: CompareOptions): CompareOptions {
  return {
    ...project,
    ...asked,
    grades: { ...project.grades, ...asked.grades },
    metricGrades: { ...project.metricGrades, ...asked.metricGrades },
  };
}

/** Only what was compared with a baseline may take its place. */
async function updatesOf([first, ...others]: readonly Side[], place: ProjectBaselines, options: CompareOptions) {
  if (!asksForUpdates(place.env) || first === undefined || !/^baseline(:|$)/.test(first.text)) return [];
  const updates: BaselineUpdate[] = [];
  for (const run of others.flatMap(({ runs }) => runs)) {
    const whole = await place.store?.get(run.id);
    if (whole !== undefined) updates.push(await updateBaseline(whole, place, options));
  }
  return updates;
}
