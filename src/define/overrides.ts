import { didYouMean } from '../errors/suggest.ts';
import { UserError } from '../errors/user-error.ts';
import type { LoadSpec } from '../model/load-spec.ts';
import type { ScenarioSpec, TestOverrides, TestSpec } from '../model/test-spec.ts';
import { isObject } from './shape/check-shape.ts';

/** The test as `--env NAME` makes it. */
export function applyEnvironment(spec: TestSpec, name: string): TestSpec {
  return applyNamed(spec, { name, kind: 'environment', known: spec.environments });
}

/** The test as `--profile NAME` makes it. */
export function applyProfile(spec: TestSpec, name: string): TestSpec {
  return applyNamed(spec, { name, kind: 'profile', known: spec.profiles });
}

/**
 * Lays parts over a test: objects are merged key by key, lists and values replaced. A load of another kind replaces the
 * test's, and scenarios are told apart by their names.
 */
export function applyOverrides(spec: TestSpec, overrides: TestOverrides): TestSpec {
  if (overrides.processor !== undefined && overrides.processor !== spec.processor) {
    throw new UserError(
      `'${spec.name}' can't change its processor to ${overrides.processor} in an environment or profile`,
      {
        code: 'INVALID_VALUE',
        hint: 'Export the functions of both from one processor, and name the one meant in the scenario.',
      },
    );
  }
  const { load, scenarios, setup, teardown, ...plain } = overrides;
  return {
    ...(merge(spec, plain) as TestSpec),
    ...(load === undefined ? {} : { load: mergeLoad(spec.load, load) }),
    ...(setup === undefined ? {} : { setup }),
    ...(teardown === undefined ? {} : { teardown }),
    scenarios: mergeScenarios(spec.scenarios, scenarios ?? []),
  };
}

interface Named {
  readonly name: string;
  readonly kind: 'environment' | 'profile';
  readonly known: Readonly<Record<string, TestOverrides>> | undefined;
}

function applyNamed(spec: TestSpec, { name, kind, known = {} }: Named): TestSpec {
  const overrides = Object.hasOwn(known, name) ? known[name] : undefined;
  if (overrides !== undefined) return applyOverrides(spec, overrides);
  const names = Object.keys(known);
  const listed = names.length === 0 ? `the test has no ${kind}s` : `known: ${names.join(', ')}`;
  throw new UserError(`no ${kind} '${name}' in '${spec.name}'; ${listed}`, {
    code: kind === 'environment' ? 'UNKNOWN_ENVIRONMENT' : 'UNKNOWN_PROFILE',
    hint: didYouMean(name, names) ?? `Add it to the test: ${kind}s: { ${name}: { target: … } }.`,
  });
}

function mergeLoad(base: LoadSpec | undefined, over: LoadSpec): LoadSpec {
  return base !== undefined && loadKind(base) === loadKind(over) ? ({ ...base, ...over } as LoadSpec) : over;
}

function loadKind(load: LoadSpec): string {
  if ('iterations' in load) return 'iterations';
  return 'rate' in load ? 'rate' : 'users';
}

function mergeScenarios(base: readonly ScenarioSpec[], over: readonly ScenarioSpec[]): readonly ScenarioSpec[] {
  const merged = base.map((scenario) => {
    const changes = over.find(({ name }) => name === scenario.name);
    return changes === undefined ? scenario : mergeScenario(scenario, changes);
  });
  return [...merged, ...over.filter(({ name }) => !base.some((scenario) => scenario.name === name))];
}

function mergeScenario(base: ScenarioSpec, over: ScenarioSpec): ScenarioSpec {
  const { steps, function: script, load, ...plain } = over;
  const { steps: baseSteps, function: baseScript, ...settings } = base;
  const replaced = steps !== undefined || script !== undefined;
  return {
    ...(merge(settings, plain) as ScenarioSpec),
    ...(load === undefined ? {} : { load: mergeLoad(base.load, load) }),
    ...pick({ steps: replaced ? steps : baseSteps, function: replaced ? script : baseScript }),
  };
}

function pick(
  parts: Pick<ScenarioSpec, 'steps' | 'function'> | { steps: unknown; function: unknown },
): Partial<ScenarioSpec> {
  return Object.fromEntries(Object.entries(parts).filter(([, each]) => each !== undefined));
}

function merge(base: unknown, over: unknown): unknown {
  if (!isObject(base) || !isObject(over)) return over;
  const merged = Object.entries(over).map(([key, value]) => [
    key,
    Object.hasOwn(base, key) ? merge(base[key], value) : value,
  ]);
  return { ...base, ...Object.fromEntries(merged) };
}
