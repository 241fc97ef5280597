/**
 * scenarios/ holds templates of tests: each a table of options, endpoints with what they send and expect, and a function that
 * makes steps of them. `create-scenario.ts` turns a template and a configuration into a test; built-in ones are listed in
 * built-in.ts, the user's own are found by find-templates.ts, and write-template.ts writes either as a file to edit.
 */
import type { Step } from '../../model/steps.ts';
import type { HttpSpec, LimitSpec, MetricSpec, ScenarioSpec } from '../../model/test-spec.ts';
import type { ScenarioBuilder } from '../builder/scenario-builder.ts';
import type { Functions } from '../function-names.ts';
import type { LoadInput } from '../load-input.ts';
import type { PathProblem } from '../shape/check-shape.ts';
import type { TestOptions } from '../test-definition.ts';
import type { Endpoint, EndpointInput, SendOptions } from './endpoint.ts';
import type { OptionValues, TemplateOptions } from './option.ts';
import type { ScenarioAdvice } from './scenario-advice.ts';

/** What any template's configuration may hold: the options of a test, and the pause between operations. */
export interface ScenarioConfig extends Omit<TestOptions<never>, 'setup' | 'teardown'> {
  /** Name of the test; the template's unless told otherwise. */
  readonly name?: string;
  /** Pause before each operation, which spreads the first ones too: `'1s..3s'`. */
  readonly think?: string | number;
}

/** The configuration that a template takes. */
export type TemplateConfig<O extends TemplateOptions, E extends string> = ScenarioConfig &
  Partial<OptionValues<O>> & { readonly endpoints?: Readonly<Partial<Record<E, EndpointInput>>> };

/** What a template does with its configuration. */
export interface TemplateSpec<O extends TemplateOptions, E extends string> {
  readonly name: string;
  /** What it is for, in one line. */
  readonly about: string;
  readonly options: O;
  /** Where each operation goes unless told otherwise. */
  readonly endpoints: Readonly<Record<E, Endpoint>>;
  /** The variables that the endpoints may name, for the comment in written files. */
  readonly variables?: string;
  readonly load: LoadInput;
  readonly think?: string;
  readonly limits: readonly LimitSpec[];
  /** Some steps are functions, so that the test can't be written as YAML. */
  readonly holdsFunctions?: boolean;
  build(config: BuildConfig<O>, operations: Operations<E>): TemplateParts;
  /** What is wrong with a configuration whose values are of the right form. */
  check?(config: BuildConfig<O>): readonly PathProblem[];
  advise?(config: BuildConfig<O>): readonly ScenarioAdvice[];
  /** The configuration with which it holds no functions. */
  forYaml?(config: BuildConfig<O>): BuildConfig<O>;
  /** Files that belong beside the test. */
  companions?(config: BuildConfig<O>): Promise<readonly CompanionFile[]>;
}

export interface CompanionFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The configuration with everything filled in. */
export type BuildConfig<O> = OptionValues<O> & {
  readonly think: string | number;
  readonly load: LoadInput;
  readonly target: string;
};

/** The operations, each a step to be put where it belongs. */
export interface Operations<E extends string> {
  /** The step, or none where the operation is left out. */
  send(operation: E, options?: SendOptions): readonly Step[];
  /** Undefined where it is left out. */
  endpoint(operation: E): Endpoint | undefined;
}

/** A scenario as data, with a line on what it does. */
export interface TemplateScenario extends ScenarioSpec {
  readonly about?: string;
}

/** What a template makes; load, limits and the rest of the test are the configuration's. */
export interface TemplateParts {
  readonly scenarios: readonly (TemplateScenario | ScenarioBuilder)[];
  /** Once before all users. The variable `run`, by which what the test makes can be told, is set already. */
  readonly setup?: readonly Step[];
  /** Once after all users: removes what was made. */
  readonly teardown?: readonly Step[];
  /** Those that steps name. */
  readonly functions?: Functions;
  readonly metrics?: Readonly<Record<string, MetricSpec>>;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly http?: HttpSpec;
  /** Those that follow from options; they hold whatever other limits are given. */
  readonly limits?: readonly LimitSpec[];
}

/** A template whose types are of no interest. */
export type AnyTemplateSpec = Omit<
  TemplateSpec<TemplateOptions, string>,
  'build' | 'check' | 'advise' | 'forYaml' | 'companions'
> & {
  // biome-ignore lint/suspicious/noExplicitAny: each template knows the types of its own options
  build(config: any, operations: Operations<any>): TemplateParts;
  // biome-ignore lint/suspicious/noExplicitAny: each template knows the types of its own options
  check?(config: any): readonly PathProblem[];
  // biome-ignore lint/suspicious/noExplicitAny: each template knows the types of its own options
  advise?(config: any): readonly ScenarioAdvice[];
  // biome-ignore lint/suspicious/noExplicitAny: each template knows the types of its own options
  forYaml?(config: any): any;
  // biome-ignore lint/suspicious/noExplicitAny: each template knows the types of its own options
  companions?(config: any): Promise<readonly CompanionFile[]>;
};

const BRAND = Symbol.for('plimsoll.template');

/** A template: `createScenario(template, configuration)` makes a test of it. */
export interface Template<C extends ScenarioConfig = ScenarioConfig> {
  readonly spec: AnyTemplateSpec;
  /** The type of its configuration; there is no such value. */
  readonly config?: C;
}

/**
 * Defines a template of your own.
 *
 * @example
 * export default defineTemplate({
 *   name: 'greeting',
 *   about: 'greets whoever is named',
 *   options: { names: option.texts(['ada', 'bob'], 'Who is greeted.') },
 *   endpoints: { greet: { path: '/hello?name={{ name }}', expect: { status: 200 } } },
 *   load: { users: 10, duration: '1m' },
 *   limits: ['checks rate > 99%'],
 *   build: ({ names, think }, { send }) => ({
 *     scenarios: [{ name: 'greet', variables: { name: names }, steps: [...send('greet'), { kind: 'think', duration: think }] }],
 *   }),
 * });
 */
export function defineTemplate<const O extends TemplateOptions, E extends string>(
  spec: TemplateSpec<O, E>,
): Template<TemplateConfig<O, E>> {
  return Object.defineProperty({ spec }, BRAND, { value: true });
}

/** Whether a value is a template of this or another copy of Plimsoll. */
export function isTemplate(value: unknown): value is Template {
  return typeof value === 'object' && value !== null && BRAND in value;
}
