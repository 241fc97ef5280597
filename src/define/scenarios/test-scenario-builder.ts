import type { ThinkStep } from '../../model/steps.ts';
import type { DataSpec, HttpSpec, LimitSpec, MetricSpec, TestOverrides, TestSpec } from '../../model/test-spec.ts';
import type { Nested } from '../builder/flow.ts';
import { type ScenarioBuilder, scenario } from '../builder/scenario-builder.ts';
import { exportJson, exportYaml } from '../export-test.ts';
import type { LoadInput } from '../load-input.ts';
import {
  type ScenarioInput,
  type ScenariosOptions,
  type TestDefinition,
  type TestOptions,
  test,
} from '../test-definition.ts';

type Options = Omit<ScenariosOptions<unknown>, 'scenarios'>;

/**
 * Builds a test call by call: a face on `test()` and `scenario()` for those who look for a builder. Each method returns the
 * builder itself.
 *
 * @example
 * export default new TestScenarioBuilder('shop')
 *   .target('http://localhost:3000')
 *   .load({ users: 20, duration: '1m' })
 *   .step('browse', (flow) => flow.get('/items').expect({ status: 200 }))
 *   .think('1s..3s')
 *   .limit('http_req_duration p95 < 200ms')
 *   .build();
 */
export class TestScenarioBuilder {
  readonly #name: string;
  readonly #scenarios: ScenarioInput<unknown>[] = [];
  #options: Options = {};
  #flow: ScenarioBuilder;
  #hasSteps = false;

  constructor(name: string) {
    this.#name = name;
    this.#flow = scenario(name);
  }

  /** Base URL that paths are added to. */
  target(target: string): this {
    return this.#with({ target });
  }

  /** How much load: `{ users: 20, duration: '1m' }`, `{ rate: 100, duration: '1m' }`, `{ iterations: 1000, users: 10 }`. */
  load(load: LoadInput): this {
    return this.#with({ load });
  }

  /** What the test sets out to learn: `'spike'`, or `{ type: 'spike', peak: 10 }`. */
  kind(kind: NonNullable<TestSpec['kind']>): this {
    return this.#with({ kind });
  }

  /** What must hold for the test to pass; added to those there are. */
  limit(...limits: readonly LimitSpec[]): this {
    return this.#with({ limits: [...(this.#options.limits ?? []), ...limits] });
  }

  /** How requests are made. */
  http(http: HttpSpec): this {
    return this.#with({ http: { ...this.#options.http, ...http } });
  }

  /** Headers of every request. */
  headers(headers: Readonly<Record<string, string>>): this {
    return this.http({ headers: { ...this.#options.http?.headers, ...headers } });
  }

  variables(variables: Readonly<Record<string, unknown>>): this {
    return this.#with({ variables: { ...this.#options.variables, ...variables } });
  }

  /** Files with rows, one for each iteration. */
  data(...data: readonly DataSpec[]): this {
    return this.#with({ data: [...(this.#options.data ?? []), ...data] });
  }

  /** A metric of the test's own, that limits may name. */
  metric(name: string, metric: MetricSpec): this {
    return this.#with({ metrics: { ...this.#options.metrics, [name]: metric } });
  }

  /** A tag of everything that is measured. */
  tag(name: string, value: string): this {
    return this.#with({ tags: { ...this.#options.tags, [name]: value } });
  }

  /** Parts laid over the test by `--env`. */
  environment(name: string, overrides: TestOverrides): this {
    return this.#with({ environments: { ...this.#options.environments, [name]: overrides } });
  }

  /** Once before all users. */
  setup(hook: NonNullable<TestOptions<unknown>['setup']>): this {
    return this.#with({ setup: hook });
  }

  /** Once after all users. */
  teardown(hook: NonNullable<TestOptions<unknown>['teardown']>): this {
    return this.#with({ teardown: hook });
  }

  /** What a user does next, measured under this name. */
  step(name: string, steps: Nested): this {
    this.#flow = this.#flow.group(name, steps);
    this.#hasSteps = true;
    return this;
  }

  /** A pause: `'1s..3s'`. */
  think(duration: ThinkStep['duration']): this {
    this.#flow = this.#flow.think(duration);
    this.#hasSteps = true;
    return this;
  }

  /** A further scenario beside what the steps make: a function, a flow, or an object with settings of its own. */
  scenario(input: ScenarioInput<unknown>): this {
    this.#scenarios.push(input);
    return this;
  }

  /** @throws ProblemsError with everything that is wrong. */
  build(): TestDefinition {
    const own = this.#hasSteps ? [this.#flow] : [];
    return test(this.#name, { ...this.#options, scenarios: [...own, ...this.#scenarios] });
  }

  /** The test as YAML, where it holds no functions. */
  toYaml(): string {
    return exportYaml(this.build());
  }

  toJson(): string {
    return exportJson(this.build());
  }

  #with(options: Options): this {
    this.#options = { ...this.#options, ...options };
    return this;
  }
}
