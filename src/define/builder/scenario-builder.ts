import type { Step, ThinkStep } from '../../model/steps.ts';
import type { DataSpec, Duration, HttpSpec, LimitSpec, ScenarioSpec, TestSpec } from '../../model/test-spec.ts';
import type { UserFunction } from '../../users/program.ts';
import { exportJson, exportYaml } from '../export-test.ts';
import type { Functions } from '../function-names.ts';
import { type LoadInput, loadOf } from '../load-input.ts';
import type { MeasureInput } from '../measure-input.ts';
import { type CaptureInput, type CaptureOptions, captureOf } from './captures.ts';
import {
  type Draft,
  invalidStep,
  withCall,
  withCondition,
  withLast,
  withLoop,
  withReceive,
  withRequest,
  withStep,
  withSubscribe,
} from './draft.ts';
import { type ExpectInput, expectationsOf } from './expectations.ts';
import type {
  ConditionInput,
  Flow,
  FlowMethods,
  FlowReceiveOptions,
  FlowRequestOptions,
  FlowSubscribeOptions,
  LoopInput,
  Nested,
} from './flow.ts';

const BRAND = Symbol.for('plimsoll.scenario');

/**
 * Begins a scenario as a flow of steps.
 *
 * @example
 * scenario('browse')
 *   .get('/items').capture('id', '$.items[0].id')
 *   .think('1s..3s')
 *   .get('/items/{{ id }}').expect({ status: 200 })
 */
export function scenario(name: string): ScenarioBuilder {
  if (typeof name !== 'string' || name === '') throw invalidStep('scenario() needs a name');
  return new ScenarioBuilder({ scenario: { name }, steps: [], functions: {}, test: {} });
}

/** A scenario with the steps and settings of one from a file. */
export function scenarioFrom({ steps = [], function: script, ...rest }: ScenarioSpec): ScenarioBuilder {
  if (script !== undefined) throw invalidStep(`the scenario '${rest.name}' is the function '${script}', not a flow`);
  return new ScenarioBuilder({ scenario: rest, steps, functions: {}, test: {} });
}

/** Whether a value is a scenario of this or another copy of Plimsoll. */
export function isScenarioBuilder(value: unknown): value is ScenarioBuilder {
  return typeof value === 'object' && value !== null && BRAND in value;
}

/** A scenario being written. It never changes: each method returns a new one. */
export class ScenarioBuilder implements FlowMethods<ScenarioBuilder> {
  readonly [BRAND] = true;
  readonly #draft: Draft;

  constructor(draft: Draft) {
    this.#draft = draft;
  }

  get(url: string, options?: FlowRequestOptions): ScenarioBuilder {
    return this.request('GET', url, options);
  }

  post(url: string, options?: FlowRequestOptions): ScenarioBuilder {
    return this.request('POST', url, options);
  }

  put(url: string, options?: FlowRequestOptions): ScenarioBuilder {
    return this.request('PUT', url, options);
  }

  patch(url: string, options?: FlowRequestOptions): ScenarioBuilder {
    return this.request('PATCH', url, options);
  }

  delete(url: string, options?: FlowRequestOptions): ScenarioBuilder {
    return this.request('DELETE', url, options);
  }

  head(url: string, options?: FlowRequestOptions): ScenarioBuilder {
    return this.request('HEAD', url, options);
  }

  options(url: string, options?: FlowRequestOptions): ScenarioBuilder {
    return this.request('OPTIONS', url, options);
  }

  request(method: string, url: string, options?: FlowRequestOptions): ScenarioBuilder {
    return new ScenarioBuilder(withRequest(this.#draft, { method, url }, options));
  }

  capture(as: string, from: CaptureInput, options?: CaptureOptions): ScenarioBuilder {
    const added = captureOf(as, from, options);
    const after = { kinds: ['request', 'receive'], what: `capture('${as}', …) must follow a request` } as const;
    return new ScenarioBuilder(
      withLast(this.#draft, after, (step) => ({ ...step, capture: [...(step.capture ?? []), added] })),
    );
  }

  expect(expected: ExpectInput): ScenarioBuilder {
    const added = expectationsOf(expected);
    const after = { kinds: ['request', 'receive'], what: 'expect(…) must follow a request' } as const;
    return new ScenarioBuilder(
      withLast(this.#draft, after, (step) => ({ ...step, expect: [...(step.expect ?? []), ...added] })),
    );
  }

  subscribe(url: string, options?: FlowSubscribeOptions): ScenarioBuilder {
    return new ScenarioBuilder(withSubscribe(this.#draft, url, options));
  }

  receive(from?: string, options?: FlowReceiveOptions): ScenarioBuilder {
    return new ScenarioBuilder(withReceive(this.#draft, from, options));
  }

  unsubscribe(from?: string): ScenarioBuilder {
    return this.#with({ kind: 'unsubscribe', ...(from === undefined ? {} : { from }) });
  }

  name(name: string): ScenarioBuilder {
    const after = {
      kinds: ['request', 'subscribe', 'receive'],
      what: `name('${name}') must follow a request`,
    } as const;
    return new ScenarioBuilder(withLast(this.#draft, after, (step) => ({ ...step, name })));
  }

  tag(name: string, value: string): ScenarioBuilder {
    const after = {
      kinds: ['request', 'subscribe'],
      what: `tag('${name}', …) must follow a request; tags() are the scenario's`,
    } as const;
    return new ScenarioBuilder(
      withLast(this.#draft, after, (step) => ({ ...step, tags: { ...step.tags, [name]: value } })),
    );
  }

  check(name: string, condition: ConditionInput): ScenarioBuilder {
    const { draft, condition: written } = withCondition(this.#draft, condition);
    return new ScenarioBuilder(withStep(draft, { kind: 'check', name, condition: written }));
  }

  think(duration: ThinkStep['duration'], { jitter }: { readonly jitter?: number } = {}): ScenarioBuilder {
    return this.#with({ kind: 'think', duration, ...(jitter === undefined ? {} : { jitter }) });
  }

  pace(every: Duration): ScenarioBuilder {
    return this.#with({ kind: 'pace', every });
  }

  loop(times: LoopInput, steps: Nested): ScenarioBuilder {
    const { draft, head } = withLoop(this.#draft, times);
    const inner = nested(draft, steps);
    return new ScenarioBuilder(withStep(inner.draft, { ...head, steps: inner.steps }));
  }

  parallel(steps: Nested, { limit }: { readonly limit?: number } = {}): ScenarioBuilder {
    const inner = nested(this.#draft, steps);
    const bound = limit === undefined ? {} : { limit };
    return new ScenarioBuilder(withStep(inner.draft, { kind: 'parallel', ...bound, steps: inner.steps }));
  }

  when(condition: ConditionInput, steps: Nested): ScenarioBuilder {
    const { draft, condition: written } = withCondition(this.#draft, condition);
    const inner = nested(draft, steps);
    return new ScenarioBuilder(withStep(inner.draft, { kind: 'if', condition: written, steps: inner.steps }));
  }

  otherwise(steps: Nested): ScenarioBuilder {
    const inner = nested(this.#draft, steps);
    const after = { kinds: ['if'], what: 'otherwise(…) must follow when(…)' } as const;
    return new ScenarioBuilder(withLast(inner.draft, after, (step) => ({ ...step, else: inner.steps })));
  }

  group(name: string, steps: Nested): ScenarioBuilder {
    const inner = nested(this.#draft, steps);
    return new ScenarioBuilder(withStep(inner.draft, { kind: 'group', name, steps: inner.steps }));
  }

  log(message: string): ScenarioBuilder {
    return this.#with({ kind: 'log', message });
  }

  call(run: UserFunction, options: { readonly measure?: true | MeasureInput } = {}): ScenarioBuilder {
    return new ScenarioBuilder(withCall(this.#draft, run, options.measure));
  }

  set(variables: Readonly<Record<string, unknown>>): ScenarioBuilder {
    return this.#with({ kind: 'set', variables });
  }

  /** Share of the test's load (1). */
  weight(weight: number): ScenarioBuilder {
    return this.#settings({ weight });
  }

  /** A load of the scenario's own; `start` delays it. */
  load(load: LoadInput, { start }: { readonly start?: Duration } = {}): ScenarioBuilder {
    return this.#settings({ load: loadOf(load), ...(start === undefined ? {} : { start }) });
  }

  variables(variables: Readonly<Record<string, unknown>>): ScenarioBuilder {
    return this.#settings({ variables: { ...this.#draft.scenario.variables, ...variables } });
  }

  env(env: Readonly<Record<string, string>>): ScenarioBuilder {
    return this.#settings({ env: { ...this.#draft.scenario.env, ...env } });
  }

  /** Tags of all that the scenario measures. */
  tags(tags: Readonly<Record<string, string>>): ScenarioBuilder {
    return this.#settings({ tags: { ...this.#draft.scenario.tags, ...tags } });
  }

  /** How the scenario's requests are made. */
  http(http: HttpSpec): ScenarioBuilder {
    return this.#settings({ http: { ...this.#draft.scenario.http, ...http } });
  }

  /** Headers of every request of the scenario. */
  headers(headers: Readonly<Record<string, string>>): ScenarioBuilder {
    return this.http({ headers: { ...this.#draft.scenario.http?.headers, ...headers } });
  }

  /** Files with rows for the test's users. */
  data(...data: readonly DataSpec[]): ScenarioBuilder {
    const { test } = this.#draft;
    return new ScenarioBuilder({ ...this.#draft, test: { ...test, data: [...(test.data ?? []), ...data] } });
  }

  /** Base URL of a test that has only this scenario. */
  target(target: string): ScenarioBuilder {
    return new ScenarioBuilder({ ...this.#draft, test: { ...this.#draft.test, target } });
  }

  /** Limits of a test that has only this scenario. */
  limits(...limits: readonly LimitSpec[]): ScenarioBuilder {
    const { test } = this.#draft;
    return new ScenarioBuilder({ ...this.#draft, test: { ...test, limits: [...(test.limits ?? []), ...limits] } });
  }

  /** A test with this scenario alone. */
  toSpec(): TestSpec {
    const { scenario: settings, steps, test } = this.#draft;
    return { name: settings.name, ...test, scenarios: [{ ...settings, steps }] };
  }

  /** The functions that the steps name. */
  toFunctions(): Functions {
    return this.#draft.functions;
  }

  toYaml(): string {
    return exportYaml({ spec: this.toSpec(), functions: this.#draft.functions });
  }

  toJson(): string {
    return exportJson({ spec: this.toSpec(), functions: this.#draft.functions });
  }

  #with(step: Step): ScenarioBuilder {
    return new ScenarioBuilder(withStep(this.#draft, step));
  }

  #settings(settings: Partial<ScenarioSpec>): ScenarioBuilder {
    return new ScenarioBuilder({ ...this.#draft, scenario: { ...this.#draft.scenario, ...settings } });
  }

  static draftOf(builder: ScenarioBuilder): Draft {
    return builder.#draft;
  }
}

/** The steps that a callback adds, and the draft with the functions they name. */
function nested(draft: Draft, write: Nested): { readonly draft: Draft; readonly steps: readonly Step[] } {
  if (typeof write !== 'function')
    throw invalidStep('steps within steps are written in a function: (flow) => flow.get(…)');
  const written: Flow = write(new ScenarioBuilder({ ...draft, steps: [] }));
  if (!(written instanceof ScenarioBuilder))
    throw invalidStep('the function that writes steps must return the flow: (flow) => flow.get(…)');
  const inner = ScenarioBuilder.draftOf(written);
  return { draft: { ...draft, functions: inner.functions }, steps: inner.steps };
}
