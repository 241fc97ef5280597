import type { Problem } from '../../errors/problems.ts';
import { didYouMean } from '../../errors/suggest.ts';
import { UserError } from '../../errors/user-error.ts';
import type { Step } from '../../model/steps.ts';
import type { LimitSpec } from '../../model/test-spec.ts';
import { isScenarioBuilder, type ScenarioBuilder, scenarioFrom } from '../builder/scenario-builder.ts';
import type { Functions } from '../function-names.ts';
import { checkShape, isObject, type PathProblem } from '../shape/check-shape.ts';
import { formatPath } from '../shape/path.ts';
import { withoutUndefined } from '../shape/plain-json.ts';
import { define, type TestDefinition, test } from '../test-definition.ts';
import { WrongTestError } from '../wrong-test-error.ts';
import { adviseOnScenario } from './advise-on-scenario.ts';
import { builtIn, type TemplateConfigs, type TemplateName } from './built-in.ts';
import { allEndpointProblems, configShape } from './config-shape.ts';
import { type FilledConfig, filled, partsOf } from './parts.ts';
import type { ScenarioAdvice } from './scenario-advice.ts';
import { set } from './steps.ts';
import {
  type AnyTemplateSpec,
  isTemplate,
  type ScenarioConfig,
  type Template,
  type TemplateParts,
  type TemplateScenario,
} from './template.ts';

import { usualLimits } from './usual-limits.ts';

const HOOK_TIMEOUT = '5m';

/** Everything to say about a configuration. */
export interface ScenarioCheck {
  /** The test can't be made. */
  readonly errors: readonly Problem[];
  /** Results are likely to mislead. */
  readonly warnings: readonly ScenarioAdvice[];
  /** They could be better. */
  readonly suggestions: readonly ScenarioAdvice[];
}

/**
 * Makes a test from a template, by its name or the template itself.
 *
 * @throws ProblemsError with everything that is wrong in the configuration.
 * @example export default createScenario('database', { target: 'http://localhost:3000', records: 'large' });
 */
export function createScenario<N extends TemplateName>(name: N, config?: TemplateConfigs[N]): TestDefinition;
export function createScenario<C extends ScenarioConfig>(template: Template<C>, config?: C): TestDefinition;
export function createScenario(given: string | Template, config: ScenarioConfig = {}): TestDefinition {
  const { definition, problems } = readScenario(templateOf(given).spec, config);
  if (problems.length > 0) throw new WrongTestError(problems, { definition, options: config });
  return definition;
}

/** What is wrong with a configuration, and what is worth saying about it; makes nothing. */
export function checkScenario<N extends TemplateName>(name: N, config?: TemplateConfigs[N]): ScenarioCheck;
export function checkScenario<C extends ScenarioConfig>(template: Template<C>, config?: C): ScenarioCheck;
export function checkScenario(given: string | Template, config: ScenarioConfig = {}): ScenarioCheck {
  const { definition, problems } = readScenario(templateOf(given).spec, config);
  const advice = definition.advice ?? [];
  return {
    errors: problems,
    warnings: advice.filter(({ severity }) => severity === 'warning'),
    suggestions: advice.filter(({ severity }) => severity === 'suggestion'),
  };
}

function templateOf(given: unknown): Template {
  if (isTemplate(given)) return given;
  const name = String(given);
  const found = Object.hasOwn(builtIn, name) ? builtIn[name as TemplateName] : undefined;
  if (found !== undefined) return found as Template;
  throw unknownTemplate(name, Object.keys(builtIn));
}

export function unknownTemplate(name: string, known: readonly string[]): UserError {
  return new UserError(`there is no template '${name}'`, {
    code: 'UNKNOWN_TEMPLATE',
    hint: didYouMean(name, known) ?? `there are ${known.join(', ')}; \`plimsoll init --list\` says what for`,
  });
}

interface ReadScenario {
  readonly definition: TestDefinition;
  readonly problems: readonly Problem[];
}

type Raw = Readonly<Record<string, unknown>>;

/** The test, of a wrong configuration as far as it can be read, and all that is wrong. */
function readScenario(spec: AnyTemplateSpec, given: unknown): ReadScenario {
  if (!isObject(given)) {
    throw new UserError(`the template '${spec.name}' takes an object with options`, { code: 'INVALID_TEST' });
  }
  const written = withoutUndefined(given) as Raw;
  const wrongForm = checkShape(written, configShape(spec));
  const readable = without(written, wrongForm);
  const wrong = [...(spec.check?.(filled(spec, readable)) ?? []), ...allEndpointProblems(readable.endpoints)];
  const right = without(readable, wrong);
  const config = filled(spec, right);
  const made = testOf(spec, config, right);
  const advice = [...adviseOnScenario(spec, config, made.definition.spec), ...(spec.advise?.(config) ?? [])];
  return {
    definition: define(made.definition.spec, made.definition.functions, advice),
    problems: [...[...wrongForm, ...wrong].map(placed), ...made.problems],
  };
}

function placed({ path, ...problem }: PathProblem): Problem {
  return { ...problem, path: formatPath(path) };
}

/** What is wrong falls back to what is usual, so that the rest can be read and checked as well. */
function without(config: Raw, problems: readonly PathProblem[]): Raw {
  const wrong = new Set(problems.map(({ path }) => path[0]));
  return Object.fromEntries(Object.entries(config).filter(([key]) => !wrong.has(key)));
}

function testOf(spec: AnyTemplateSpec, config: FilledConfig, given: Raw): ReadScenario {
  const parts = partsOf(spec, config);
  const { name = spec.name, think: _think, endpoints: _endpoints, ...rest } = given;
  const settings = Object.fromEntries(Object.entries(rest).filter(([key]) => !Object.hasOwn(spec.options, key)));
  const scenarios = parts.scenarios.map(asBuilder);
  const options = {
    target: config.target,
    load: config.load,
    ...settings,
    limits: [
      ...(given.limits === undefined ? usualLimits(spec, parts) : [given.limits as LimitSpec | LimitSpec[]].flat()),
      ...(parts.limits ?? []),
    ],
    ...merged('metrics', parts.metrics, settings),
    ...merged('variables', parts.variables, settings),
    ...merged('http', parts.http, settings),
    ...hooksOf(parts),
    scenarios,
  };
  const { definition, problems } = attempt(() =>
    test(String(name), options as Parameters<typeof test>[1] & { scenarios: ScenarioBuilder[] }),
  );
  const functions: Functions = { ...definition.functions, ...parts.functions };
  return { definition: { spec: definition.spec, functions }, problems };
}

function attempt(make: () => TestDefinition): ReadScenario {
  try {
    return { definition: make(), problems: [] };
  } catch (error) {
    if (error instanceof WrongTestError) return { definition: error.definition, problems: error.problems };
    throw error;
  }
}

function asBuilder(scenario: TemplateScenario | ScenarioBuilder): ScenarioBuilder {
  if (isScenarioBuilder(scenario)) return scenario;
  const { about: _about, ...spec } = scenario as TemplateScenario;
  return scenarioFrom(spec);
}

/** The template's own below the user's. */
function merged(key: string, own: object | undefined, settings: Raw): Raw {
  return own === undefined ? {} : { [key]: { ...own, ...(settings[key] as object | undefined) } };
}

/** What tells this run's things from those of others: a name that no other run has, whatever its seed. */
const RUN = 'plimsoll-{{ $timestamp() }}-{{ $randomHex(6) }}';

function hooksOf({ setup = [], teardown = [] }: TemplateParts): Raw {
  if (setup.length + teardown.length === 0) return {};
  const hook = (name: string, steps: readonly Step[]) => ({
    run: scenarioFrom({ name, steps }),
    timeout: HOOK_TIMEOUT,
  });
  return {
    setup: hook('setup', [set({ run: RUN }), ...setup]),
    ...(teardown.length === 0 ? {} : { teardown: hook('teardown', teardown) }),
  };
}
