import { ProblemsError } from '../errors/problems.ts';
import { UserError } from '../errors/user-error.ts';
import type { EnvironmentConfig } from '../model/project-config.ts';
import { formatDuration, parseDurationMs } from '../model/units.ts';
import { readAcknowledged } from '../runs/acknowledged.ts';
import { historyIn } from '../runs/ci/history.ts';
import { checkData } from '../runs/ci/make-data.ts';
import type { LeftOut } from '../runs/ci/run-suite.ts';
import { suiteFiles } from '../runs/ci/suite-files.ts';
import { type FoundTest, type PlannedSuite, planSuite } from '../runs/ci/suite-plan.ts';
import { testTypeOf } from '../runs/ci/test-type.ts';
import { confirmMsOf } from '../runs/gate.ts';
import { requireBaseline } from '../runs/kinds/baseline-file.ts';
import { type PreparedTest, type PrepareOptions, prepareTest } from '../runs/prepare-test.ts';
import type { ReadProject } from '../runs/project-config.ts';
import { USUAL_BUDGET } from '../runs/project-defaults.ts';
import { environmentNamed } from './ci-files.ts';
import { collected } from './collected.ts';
import type { CommandInput } from './command.ts';
import type { ciOptions } from './options/ci-options.ts';
import { overridesOf } from './plan-options.ts';
import { printError } from './print-error.ts';
import type { Terminal } from './terminal.ts';

export type CiOptions = CommandInput<typeof ciOptions>['options'];

/** What is to be run, known and checked before anything is sent. */
export interface PreparedSuite {
  readonly environment: string;
  readonly project: ReadProject;
  readonly planned: PlannedSuite;
  /** Files that can't be run at all, and why. */
  readonly leftOut: readonly LeftOut[];
  prepare(file: string, lengthMs?: number): Promise<PreparedTest>;
}

export interface AskedSuite {
  readonly environment: string;
  readonly project: ReadProject;
  readonly options: CiOptions;
  readonly terminal: Terminal;
}

/** Finds and checks all that is to be run, and decides what of it fits. */
export async function preparedSuite(asked: AskedSuite): Promise<PreparedSuite> {
  const { environment, project, options, terminal } = asked;
  const settings = environmentNamed(environment, project);
  // Read again by the gate: what is wrong in it is to be known before anything is measured.
  await readAcknowledged(acknowledging(project, options));
  const files = await suiteFiles(project, options.only);
  for (const note of files.notes) terminal.stderr.write(`${note}\n`);
  const common = prepareOptions(asked);
  const prepare = (file: string, lengthMs?: number): Promise<PreparedTest> => {
    return prepareTest(file, lengthMs === undefined ? common : { ...common, duration: `${Math.round(lengthMs)}ms` });
  };
  await checkData(project.config.data ?? [], { dir: project.dir, ...options });
  const { testType = 'all' } = options;
  const leftOut: LeftOut[] = [];
  const found = await collected(files.tests, async (file): Promise<FoundTest | undefined> => {
    const prepared = await prepare(file);
    tellNotes(prepared, terminal);
    const why = await lacksBaseline(prepared, project.dir);
    if (why !== undefined && testType !== 'all' && testTypeOf(prepared.plan) !== testType) return undefined;
    if (why !== undefined) leftOut.push({ file, name: prepared.plan.name, why });
    return why === undefined ? { file, prepared } : undefined;
  });
  const planned = await planSuite({
    tests: found.filter((each) => each !== undefined),
    benches: files.benches,
    budgetMs: budgetOf(options, settings),
    confirmMs: options.noConfirm || project.config.gate?.confirm === false ? 0 : confirmMsOf(project.config),
    testType,
    history: await historyOf(project),
    shortened: (test, lengthMs) => prepare(test.file, lengthMs),
  });
  return { environment, project, planned, leftOut, prepare };
}

function acknowledging({ config, dir }: ReadProject, { acknowledged }: CiOptions): ReadProject {
  return acknowledged === undefined
    ? { config, dir }
    : { dir, config: { ...config, gate: { ...config.gate, acknowledged } } };
}

function prepareOptions({ environment, project, options }: AskedSuite): PrepareOptions {
  const { changeCount, fileSizes, profile, target, setEnv, seed, timeoutMultiplier, tag } = options;
  const asked = overridesOf({ target, setEnv, seed, timeoutMultiplier, tag, limit: [] });
  const env = {
    ...(changeCount === undefined ? {} : { CHANGE_COUNT: String(changeCount) }),
    ...(fileSizes === undefined ? {} : { FILE_SIZES: fileSizes.join(',') }),
    ...asked.env,
  };
  return {
    ...asked,
    env,
    suite: environment,
    project: project.config,
    cwd: project.dir,
    ...(profile === undefined ? {} : { profile }),
  };
}

function tellNotes({ notes }: PreparedTest, terminal: Terminal): void {
  if (notes.length > 0) printError(new ProblemsError(notes), { terminal, as: 'warning', verbose: false });
}

/** A test of the kind regression says nothing before its baseline was made. */
async function lacksBaseline({ plan }: PreparedTest, dir: string): Promise<string | undefined> {
  try {
    await requireBaseline(plan, dir);
    return undefined;
  } catch (error) {
    if (error instanceof UserError && error.code === 'NO_BASELINE') return 'it has no baseline to be compared with yet';
    throw error;
  }
}

function budgetOf({ budget }: CiOptions, settings: EnvironmentConfig): number {
  return parseDurationMs(budget ?? settings.budget ?? USUAL_BUDGET) ?? 0;
}

async function historyOf({ dir }: ReadProject) {
  const { hasStore, openStore } = await import('../runs/open-store.ts');
  if (!(await hasStore({ cwd: dir }))) return historyIn(undefined);
  const store = await openStore({ cwd: dir });
  try {
    return await historyIn(store);
  } finally {
    await store.close();
  }
}

/** How long a suite may take, in words for its first line. */
export function budgetText({ planned, environment }: Pick<PreparedSuite, 'planned' | 'environment'>): string {
  return `environment ${environment}, ${formatDuration(planned.budgetMs)} for all of it`;
}
