/**
 * define/ holds how a test is written and read. `test()` and `scenario()` here, YAML and JSON in yaml/ (whose form is
 * described once, in format/), and load-test-file.ts, which turns any file into a LoadedTest: the TestSpec, the functions
 * it names, and the place in the file of each part of it.
 */
import { UserError } from '../errors/user-error.ts';
import type { Duration, HttpSpec, ScenarioSpec, TestSpec } from '../model/test-spec.ts';
import type { User } from '../users/user.ts';
import { isScenarioBuilder, type ScenarioBuilder } from './builder/scenario-builder.ts';
import { DefinitionReading } from './definition-reading.ts';
import type { Functions } from './function-names.ts';
import type { LoadInput } from './load-input.ts';
import type { MeasureInput } from './measure-input.ts';
import type { ScenarioAdvice } from './scenarios/scenario-advice.ts';
import { isObject } from './shape/check-shape.ts';
import { withoutUndefined } from './shape/plain-json.ts';
import { WrongTestError } from './wrong-test-error.ts';

const BRAND = Symbol.for('plimsoll.test');

/** A test with the functions that it names. */
export interface TestDefinition {
  readonly spec: TestSpec;
  readonly functions: Functions;
  /** What is worth saying of the configuration that it was made from. */
  readonly advice?: readonly ScenarioAdvice[];
}

/** What one user does in one iteration; `data` is what the test's setup returned. */
export type Script<Data> = (user: User, data: Data) => unknown;

export interface HookOptions<Run> {
  readonly run: Run | ScenarioBuilder;
  /** How long it may take (60s). */
  readonly timeout?: Duration;
}

type Hook<Run> = Run | ScenarioBuilder | HookOptions<Run>;

export interface TestOptions<Data>
  extends Omit<TestSpec, 'name' | 'scenarios' | 'setup' | 'teardown' | 'load' | 'processor'> {
  /** `{ rate: [ramp(0, 200, '30s'), hold(200, '2m')] }`, `{ users: 50, duration: '1m' }`, `{ iterations: 1000, users: 10 }` */
  readonly load?: LoadInput;
  /** Runs once before all users; what it returns (plain JSON) is handed to every script. */
  readonly setup?: Hook<(user: User) => Data | Promise<Data>>;
  /** Runs once after all users. */
  readonly teardown?: Hook<(user: User, data: Data) => unknown>;
}

export interface ScenariosOptions<Data> extends TestOptions<Data> {
  readonly scenarios: readonly ScenarioInput<Data>[];
}

/** A function, a flow, or an object with settings of its own. */
export type ScenarioInput<Data> = Script<Data> | ScenarioBuilder | ScenarioOptions<Data> | FunctionScenario<Data>;

export interface ScenarioOptions<Data> extends Omit<ScenarioSpec, 'steps' | 'function' | 'load' | 'http' | 'measure'> {
  readonly run: Script<Data> | ScenarioBuilder;
  readonly call?: undefined;
  readonly load?: LoadInput;
  readonly http?: HttpSpec;
}

/** A scenario that is a plain function: it is what is tested, and given its input. */
export interface FunctionScenario<Data> extends Omit<ScenarioOptions<Data>, 'run' | 'call'> {
  // biome-ignore lint/suspicious/noExplicitAny: its argument is known where the function is
  readonly call: (input: any, data: Data) => unknown;
  /** How it is called, and what of it is measured besides time. */
  readonly measure?: MeasureInput;
  readonly run?: undefined;
}

/**
 * Defines a test: what a user does, how much load, and what must hold.
 *
 * @example
 * export default test('shop', {
 *   target: 'http://localhost:3000',
 *   load: { rate: [ramp(0, 200, '30s'), hold(200, '2m')] },
 *   limits: ['http_req_duration p95 < 200ms'],
 * }, async (user) => {
 *   await user.get('/cart');
 * });
 */
export function test<Data = undefined>(name: string, options: TestOptions<Data>, script: Script<Data>): TestDefinition;
export function test<Data = undefined>(name: string, options: ScenariosOptions<Data>): TestDefinition;
export function test(
  name: string,
  options: TestOptions<unknown> & Partial<ScenariosOptions<unknown>>,
  script?: Script<unknown>,
): TestDefinition {
  if (typeof name !== 'string' || name === '') throw invalidTest('test() needs a name as its first argument');
  if (!isObject(options)) throw invalidTest(`test('${name}', …) needs an object with options as its second argument`);
  const inputs = scenarioInputs(name, options.scenarios, script);
  const { scenarios: _scenarios, setup, teardown, ...plain } = options;
  const reading = new DefinitionReading();
  const settings = reading.settings(plain);
  const scenarios = inputs.map((input, index) => reading.scenario(input, { name, index, alone: script !== undefined }));
  const hooks = { setup: reading.hook('setup', setup), teardown: reading.hook('teardown', teardown) };
  const spec = withoutUndefined({ name, ...reading.testParts, ...settings, ...hooks, scenarios }) as TestSpec;
  const definition = define(spec, reading.functions);
  if (reading.problems.length > 0) throw new WrongTestError(reading.problems, { definition, options });
  return definition;
}

/** A test from a spec and the functions it names. */
export function define(
  spec: TestSpec,
  functions: Functions = {},
  advice: readonly ScenarioAdvice[] = [],
): TestDefinition {
  const definition: TestDefinition = advice.length === 0 ? { spec, functions } : { spec, functions, advice };
  return Object.defineProperty(definition, BRAND, { value: true });
}

/** Whether a value is a test of this or another copy of Plimsoll. */
export function isTestDefinition(value: unknown): value is TestDefinition {
  return typeof value === 'object' && value !== null && BRAND in value;
}

/** A test, or a scenario that stands for a test of its own. */
export function asTestDefinition(value: unknown): TestDefinition | undefined {
  if (isTestDefinition(value)) return value;
  return isScenarioBuilder(value) ? define(value.toSpec(), value.toFunctions()) : undefined;
}

function scenarioInputs(name: string, scenarios: unknown, script: unknown): readonly ScenarioInput<unknown>[] {
  if (scenarios !== undefined && script !== undefined) {
    throw invalidTest(`test('${name}', …) has both scenarios and a function; put the function among the scenarios`);
  }
  if (script !== undefined) return [script as ScenarioInput<unknown>];
  if (Array.isArray(scenarios) && scenarios.length > 0) return scenarios;
  throw invalidTest(
    `test('${name}', …) has nothing to do`,
    "Give a function: test(name, options, async (user) => { await user.get('/'); }), or scenarios: […].",
  );
}

function invalidTest(message: string, hint?: string): UserError {
  return new UserError(message, { code: 'INVALID_TEST', ...(hint === undefined ? {} : { hint }) });
}
