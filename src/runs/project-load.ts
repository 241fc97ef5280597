import { applyEnvironment, applyProfile } from '../define/overrides.ts';
import { didYouMean } from '../errors/suggest.ts';
import { UserError } from '../errors/user-error.ts';
import type { LoadSpec } from '../model/load-spec.ts';
import type { EnvironmentConfig, LoadProfile, ProjectConfig } from '../model/project-config.ts';
import type { TestSpec } from '../model/test-spec.ts';
import type { PlanOptions } from '../plan/plan-input.ts';

export interface Overlay {
  readonly environment?: string | undefined;
  readonly profile?: string | undefined;
  /** In place of `environment`, for tests of a suite. */
  readonly suite?: string | undefined;
}

export interface Overlaid {
  readonly spec: TestSpec;
  /** What is laid over it besides: the load of a profile of the project's. */
  readonly options: PlanOptions;
}

export interface Project {
  readonly config: ProjectConfig;
  /** By the command line, or a calling program. */
  readonly asked: PlanOptions;
}

/**
 * A test as `--env` and `--profile` make it. Of an environment that both the project and the test have, the test's parts go over the
 * project's; a profile that the test has itself is the one that is meant. What is asked for on the command line goes over all.
 */
export function overlaid(
  spec: TestSpec,
  { environment, profile, suite }: Overlay,
  { config, asked }: Project,
): Overlaid {
  const place = environment ?? suite;
  const own = place === undefined ? undefined : ownEnvironment(config, place);
  const placed =
    place === undefined ? spec : inEnvironment(spec, place, { own, isOptional: environment === undefined });
  const name = profile ?? (hasLoad(asked) ? undefined : own?.profile);
  if (name === undefined) return { spec: placed, options: asked };
  if (isOf(placed.profiles, name)) return { spec: applyProfile(placed, name), options: asked };
  const load = profileNamed(name, placed, config);
  if (suite !== undefined && !takesProfile(placed)) return { spec: placed, options: asked };
  return withProfile(placed, load, asked);
}

interface Environment {
  readonly own: EnvironmentConfig | undefined;
  readonly isOptional: boolean;
}

function inEnvironment(spec: TestSpec, name: string, { own, isOptional }: Environment): TestSpec {
  const isKnown = isOf(spec.environments, name);
  if (own === undefined) return isKnown || !isOptional ? applyEnvironment(spec, name) : spec;
  const placed: TestSpec = {
    ...spec,
    ...(own.target === undefined ? {} : { target: own.target }),
    variables: { ...spec.variables, ...own.variables },
  };
  return isKnown ? applyEnvironment(placed, name) : placed;
}

/** Whether one load can stand in for the test's: not where it counts iterations, or where scenarios have loads of their own. */
function takesProfile({ kind, load, scenarios }: TestSpec): boolean {
  const type = typeof kind === 'object' ? kind.type : kind;
  const loads = [load, ...scenarios.map((scenario) => scenario.load)].filter((each) => each !== undefined);
  return type !== 'smoke' && loads.length < 2 && loads.every((each) => !('iterations' in each));
}

/** One that says what is other there; time for a suite is nothing to a single test. */
function ownEnvironment({ environments = {} }: ProjectConfig, name: string): EnvironmentConfig | undefined {
  const found = isOf(environments, name) ? environments[name] : undefined;
  const says = found?.target !== undefined || found?.variables !== undefined || found?.profile !== undefined;
  return says ? found : undefined;
}

function profileNamed(name: string, spec: TestSpec, { profiles = {} }: ProjectConfig): LoadProfile {
  const found = isOf(profiles, name) ? profiles[name] : undefined;
  if (found !== undefined) return found;
  const known = [...Object.keys(spec.profiles ?? {}), ...Object.keys(profiles)];
  throw new UserError(`no profile '${name}' in '${spec.name}' or the project; known: ${known.join(', ')}`, {
    code: 'UNKNOWN_PROFILE',
    hint:
      didYouMean(name, known) ??
      `Add it to the test, profiles: { ${name}: { load: … } }, or to plimsoll.config.ts: profiles: { ${name}: { users: 10, duration: '1m', rate: 20 } }.`,
  });
}

/** A test of arrivals gets the profile's rate, any other its users. Iterations give way to users for its time. */
function withProfile(spec: TestSpec, { users, rate, duration }: LoadProfile, asked: PlanOptions): Overlaid {
  const load = soleLoad(spec);
  const isOpen = load !== undefined && 'rate' in load;
  const counted = load !== undefined && 'iterations' in load && asked.iterations === undefined;
  return {
    spec: counted ? withoutLoad(spec) : spec,
    options: { duration, ...(isOpen ? { rate } : { users }), ...asked },
  };
}

/** The load that scenarios share, or that of the one that has one of its own. */
function soleLoad({ load, scenarios }: TestSpec): LoadSpec | undefined {
  return load ?? scenarios.find((scenario) => scenario.load !== undefined)?.load;
}

function withoutLoad({ load: _, ...spec }: TestSpec): TestSpec {
  return { ...spec, scenarios: spec.scenarios.map(({ load: _own, ...scenario }) => scenario) };
}

function hasLoad({ users, rate, duration, iterations }: PlanOptions): boolean {
  return [users, rate, duration, iterations].some((each) => each !== undefined);
}

function isOf(entries: Readonly<Record<string, unknown>> | undefined, name: string): boolean {
  return entries !== undefined && Object.hasOwn(entries, name);
}
