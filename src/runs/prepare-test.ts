import { loadGeneratedRows } from '../data/generated-rows.ts';
import { loadRows } from '../data/rows.ts';
import { schemaNamed } from '../data/sets/schema-file.ts';
import type { ScenarioBuilder } from '../define/builder/scenario-builder.ts';
import { type LoadedTest, loadDefinition, loadTestFile } from '../define/load-test-file.ts';
import type { TestDefinition } from '../define/test-definition.ts';
import { asTestDefinition } from '../define/test-definition.ts';
import type { Problem } from '../errors/problems.ts';
import { UserError } from '../errors/user-error.ts';
import type { PlannedData } from '../model/plan.ts';
import type { ProjectConfig } from '../model/project-config.ts';
import type { TestSpec } from '../model/test-spec.ts';
import type { PlanOptions } from '../plan/plan-input.ts';
import { type PlanResult, planTest } from '../plan/plan-test.ts';
import type { LoadOptions } from './load.ts';
import { loadModule } from './load-module.ts';
import type { Overlaid, Overlay } from './project-load.ts';

/** A test: the file it is in, what `test()` returned, or a scenario by itself. */
export type TestInput = string | TestDefinition | ScenarioBuilder;

export interface PrepareOptions extends PlanOptions {
  /** One of the test's `environments`, or of the project's. */
  readonly environment?: string;
  /** One of the test's `profiles`, or of the project's; laid over the environment. */
  readonly profile?: string;
  /** In place of `environment`, for tests of a suite: one that does not know it stays as it is, and so does one without such a load. */
  readonly suite?: string;
  /** What the project says; read where it is needed. */
  readonly project?: ProjectConfig;
  /** Folder that paths count from (that of the process). */
  readonly cwd?: string;
}

export interface PreparedTest extends PlanResult {
  /** Worth telling about the file, but no reason to stop. */
  readonly notes: readonly Problem[];
  /** The test's functions, where they live in the calling program. */
  readonly functions?: LoadOptions['functions'];
}

/** Reads a test and plans it; throws with everything that is wrong. */
export async function prepareTest(input: TestInput, options: PrepareOptions = {}): Promise<PreparedTest> {
  const { environment, profile, suite, project, cwd = process.cwd(), ...asked } = options;
  const loaded = await load(input, cwd, asked);
  const { spec, options: planOptions } = await overlaidTest(loaded.spec, {
    environment,
    profile,
    suite,
    project,
    cwd,
    asked,
  });
  const planned = planTest({ ...loaded, spec }, { rowsOf: rowCounter(loaded.baseDir), ...planOptions });
  const data = await Promise.all(planned.plan.data.map((each) => withSchema(each, loaded.baseDir)));
  const isInProgram = loaded.code === undefined && Object.keys(loaded.functions).length > 0;
  return {
    ...planned,
    plan: { ...planned.plan, data },
    notes: loaded.notes,
    ...(isInProgram ? { functions: loaded.functions } : {}),
  };
}

/** What rows are made from is read and checked before anything is sent. */
async function withSchema(data: PlannedData, cwd: string): Promise<PlannedData> {
  if (data.generate === undefined) return data;
  const schema = await schemaNamed(data.generate, { cwd, loadModule });
  const planned = schema === undefined ? data : { ...data, schema };
  await loadGeneratedRows(planned);
  return planned;
}

async function load(input: TestInput, cwd: string, { env }: PlanOptions): Promise<LoadedTest> {
  if (typeof input === 'string') return loadTestFile(input, { cwd, ...(env === undefined ? {} : { env }) });
  const definition = asTestDefinition(input);
  if (definition !== undefined) return loadDefinition(definition, { cwd });
  throw new UserError('what is to be run is not a test', {
    code: 'INVALID_TEST',
    hint: 'pass the path of a file, or what test() or scenario() returned',
  });
}

interface Overlays extends Overlay {
  readonly project: ProjectConfig | undefined;
  readonly cwd: string;
  readonly asked: PlanOptions;
}

/** The project's configuration is read only where something is asked for that it may have. */
async function overlaidTest(spec: TestSpec, { project, cwd, asked, ...overlay }: Overlays): Promise<Overlaid> {
  if (Object.values(overlay).every((name) => name === undefined)) return { spec, options: asked };
  const [{ readProjectConfig }, { overlaid }] = await Promise.all([
    import('./project-config.ts'),
    import('./project-load.ts'),
  ]);
  const config = project ?? (await readProjectConfig(cwd)).config;
  return overlaid(spec, overlay, { config, asked });
}

/** How many rows a file has, for advice alone: what is wrong with it is told when it is checked. */
function rowCounter(baseDir: string): NonNullable<PlanOptions['rowsOf']> {
  return (data) => {
    try {
      return data.generate === undefined ? loadRows(data, baseDir).size : data.count;
    } catch (error) {
      if (error instanceof UserError) return undefined;
      throw error;
    }
  };
}
