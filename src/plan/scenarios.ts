import type { PlannedHook, PlannedScenario } from '../model/plan.ts';
import type { HookSpec, ScenarioSpec, TestSpec } from '../model/test-spec.ts';
import { checkHttp } from './check-http.ts';
import { checkMeasure } from './check-measure.ts';
import { checkFunction, checkSteps, plain, type StepContext } from './check-steps.ts';
import { DEFAULTS } from './defaults.ts';
import { httpSettings, mergeHttp } from './http-settings.ts';
import type { ProblemList } from './problem-list.ts';
import { measureFunctions } from './step-walk.ts';

interface ScenarioContext extends StepContext {
  /** Stretches the settings' timeouts; those of single requests are stretched as they are made. */
  readonly timeoutMultiplier: number;
  /** Over those of test and scenario. */
  readonly env: Readonly<Record<string, string>>;
}

/** The scenarios with test-wide settings laid under their own. */
export function plannedScenarios(spec: TestSpec, context: ScenarioContext): PlannedScenario[] {
  const { problems } = context;
  checkHttp(spec.http, 'http', context);
  if (spec.scenarios.length === 0) {
    problems.add('scenarios', 'the test has no scenario', {
      code: 'EMPTY_TEST',
      hint: 'a scenario says what one user does',
    });
  }
  checkNames(spec.scenarios, problems);
  return spec.scenarios.map((scenario, index): PlannedScenario => {
    const path = `scenarios[${index}]`;
    checkHttp(scenario.http, `${path}.http`, context);
    const measure = checkedMeasure(scenario, `${path}.measure`, context);
    const what = checkedBody(scenario, path, { ...context, noun: `scenario '${scenario.name}'` });
    return {
      name: scenario.name,
      ...what,
      ...(measure === undefined ? {} : { measure }),
      variables: { ...spec.variables, ...scenario.variables },
      env: { ...spec.env, ...scenario.env, ...context.env },
      tags: textValues({ ...spec.tags, ...scenario.tags }),
      http: httpSettings(mergeHttp(spec.http, scenario.http), context.timeoutMultiplier),
    };
  });
}

export function plannedHook(
  spec: TestSpec,
  key: 'setup' | 'teardown',
  context: ScenarioContext,
): PlannedHook | undefined {
  const hook = spec[key];
  if (hook === undefined) return undefined;
  const what = checkedBody(hook, key, { ...context, noun: key });
  const timeoutMs = context.problems.duration(hook.timeout, `${key}.timeout`, { what: 'timeout', min: 1 });
  return {
    ...what,
    timeoutMs: (timeoutMs ?? DEFAULTS.hookTimeoutMs) * context.timeoutMultiplier,
    http: httpSettings(mergeHttp(spec.http), context.timeoutMultiplier),
  };
}

function checkNames(scenarios: readonly ScenarioSpec[], problems: ProblemList): void {
  const seen = new Map<string, number>();
  for (const [index, { name }] of scenarios.entries()) {
    const path = `scenarios[${index}].name`;
    if (typeof name !== 'string' || name.trim() === '') {
      problems.add(path, 'a scenario has no name', {
        code: 'INVALID_NAME',
        hint: 'name it after what the user does: browse, checkout',
      });
    } else if (seen.has(name)) {
      const message = `two scenarios are called '${name}' (also scenarios[${seen.get(name)}])`;
      problems.add(path, message, { code: 'DUPLICATE_NAME', hint: 'results are told apart by name; rename one' });
    } else seen.set(name, index);
  }
}

/** How the function that a scenario is is measured. */
function checkedMeasure({ measure, steps }: ScenarioSpec, path: string, context: ScenarioContext) {
  if (measure === undefined) return undefined;
  if (steps !== undefined) {
    const hint = "measure goes with 'function', or with the step that calls one";
    return context.problems.add(path, 'only a function can be measured', { code: 'INVALID_MEASURE', hint });
  }
  checkMeasure(measure, path, context);
  for (const named of measureFunctions(measure, path)) checkFunction(named, plain(context));
  return measure;
}

interface BodyContext extends ScenarioContext {
  readonly noun: string;
}

function checkedBody(
  spec: ScenarioSpec | HookSpec,
  path: string,
  context: BodyContext,
): Pick<PlannedScenario, 'steps' | 'function'> {
  const { steps, function: name } = spec;
  const { noun, problems } = context;
  if (name !== undefined) {
    if (steps !== undefined) {
      const hint = "keep one; a step { call: 'name' } calls a function from a flow";
      problems.add(path, `${noun} has both steps and a function`, { code: 'INVALID_SCENARIO', hint });
    }
    const isPlain = 'measure' in spec && spec.measure !== undefined;
    checkFunction({ name, path: `${path}.function` }, isPlain ? plain(context) : context);
    return { function: name };
  }
  if (steps === undefined || steps.length === 0) {
    problems.add(path, `${noun} does nothing`, { code: 'EMPTY_SCENARIO', hint: 'give it steps, or a function' });
    return { steps: [] };
  }
  checkSteps(steps, `${path}.steps`, context);
  return { steps };
}

/** Tags are texts, also where YAML read a number. */
function textValues(tags: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, String(value)]));
}
