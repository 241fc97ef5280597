import type { LoadSpec } from '../model/load-spec.ts';
import type { ScenarioSpec, TestSpec } from '../model/test-spec.ts';
import { replaceLoad } from './load-override.ts';
import type { PlanOptions } from './plan-input.ts';
import type { ProblemList } from './problem-list.ts';

/**
 * The test with the command line laid over it. `users`, `rate`, `duration` and `iterations` replace the load that scenarios
 * share, or that of the one scenario with a load of its own; where several have loads of their own and none is shared, it is
 * unclear which is meant.
 */
export function withOverrides(spec: TestSpec, options: PlanOptions, problems: ProblemList): TestSpec {
  const { target, kind, seed, maxDuration, limits = [], maxUsers } = options;
  const changed: TestSpec = {
    ...spec,
    ...(target === undefined ? {} : { target }),
    ...(kind === undefined ? {} : { kind: kindOver(spec.kind, kind) }),
    ...(seed === undefined ? {} : { seed }),
    ...(maxDuration === undefined ? {} : { maxDuration }),
    env: { ...spec.env, ...options.env },
    variables: { ...spec.variables, ...options.variables },
    tags: { ...spec.tags, ...options.tags },
    limits: [...(spec.limits ?? []), ...limits],
  };
  const loaded = withLoad(changed, options, problems);
  return maxUsers === undefined ? loaded : withMaxUsers(loaded, maxUsers);
}

/** A kind by its name alone keeps what the test says of that kind. */
function kindOver(written: TestSpec['kind'], asked: NonNullable<TestSpec['kind']>): TestSpec['kind'] {
  const isSame = typeof written === 'object' && written !== null && written.type === asked;
  return isSame ? written : asked;
}

function withLoad(spec: TestSpec, options: PlanOptions, problems: ProblemList): TestSpec {
  const given = (['users', 'rate', 'duration', 'iterations'] as const).filter((key) => options[key] !== undefined);
  if (given.length === 0) return spec;
  const own = spec.scenarios.filter((scenario) => scenario.load !== undefined);
  const shared = spec.load !== undefined || own.length < spec.scenarios.length;
  if (!shared && own.length > 1) {
    problems.add(
      'scenarios',
      `it is unclear which load is meant with ${flags(given)}: ${names(own)} have loads of their own`,
      {
        code: 'AMBIGUOUS_LOAD',
        hint: 'give the test a load that scenarios share by weight, or use a profile that sets each load',
      },
    );
    return spec;
  }
  const [only] = own;
  if (shared || only === undefined) return { ...spec, load: replaceLoad(spec.load, options, problems) ?? spec.load };
  const load = replaceLoad(only.load, options, problems);
  const scenarios = spec.scenarios.map((scenario) =>
    scenario === only && load !== undefined ? { ...only, load } : scenario,
  );
  return { ...spec, scenarios };
}

function withMaxUsers(spec: TestSpec, maxUsers: number): TestSpec {
  const bound = (load: LoadSpec | undefined): LoadSpec | undefined =>
    load !== undefined && 'rate' in load ? { ...load, maxUsers } : load;
  const scenarios = spec.scenarios.map((scenario): ScenarioSpec => {
    const load = bound(scenario.load);
    return load === undefined ? scenario : { ...scenario, load };
  });
  const load = bound(spec.load);
  return { ...spec, scenarios, ...(load === undefined ? {} : { load }) };
}

function flags(keys: readonly string[]): string {
  return keys.map((key) => `--${key}`).join(' and ');
}

function names(scenarios: readonly ScenarioSpec[]): string {
  return scenarios.map(({ name }) => `'${name}'`).join(', ');
}
