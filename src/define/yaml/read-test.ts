import type { CallStep, RequestStep, Step } from '../../model/steps.ts';
import type { DataSpec, HookSpec, MetricSpec, ScenarioSpec, TestOverrides, TestSpec } from '../../model/test-spec.ts';
import { testFileShape } from '../format/test-file.ts';
import { isObject, type PathProblem } from '../shape/check-shape.ts';
import type { Path } from '../shape/path.ts';
import { isWithin, prune } from '../shape/prune.ts';
import {
  below,
  defined,
  emptyContext,
  from,
  invalid,
  listOf,
  missing,
  type Place,
  type Raw,
  type ReadContext,
  texts,
} from './read-context.ts';
import { listPlaces } from './read-expect.ts';
import { readConfigHttp, readHttp, withArtilleryHttp } from './read-http.ts';
import { readLimits } from './read-limits.ts';
import { readArtilleryPhases, readLoad } from './read-load.ts';
import { readMeasure } from './read-measure.ts';
import { readSteps } from './read-steps.ts';

export interface ReadTest {
  readonly spec: TestSpec;
  /** Everything wrong. The spec is what could be read besides. */
  readonly problems: readonly PathProblem[];
  readonly notes: readonly PathProblem[];
  /** Where in the file each object of the spec comes from. */
  readonly origins: ReadonlyMap<object, Path>;
  readonly limitOrigins: ReadonlyMap<string, Path>;
}

export interface ReadOptions {
  /** Name of a test that gives itself none. */
  readonly name: string;
  /** Functions of the processor, where they are known. */
  readonly functionNames?: ReadonlySet<string> | undefined;
}

/** The value of a YAML or JSON file as a test. */
export function readTest(value: unknown, { name, functionNames }: ReadOptions): ReadTest {
  const { value: left = {}, problems } = prune(value, testFileShape);
  const raw = left as Raw;
  const context = contextFor(raw, functionNames);
  const root: Place = { context, path: [], raw };
  const config = below(root, 'config');
  const overrides = readConfig(config);
  const spec = defined<TestSpec>({
    name,
    ...overrides,
    http: context.artillery ? withArtilleryHttp(overrides.http) : overrides.http,
    setup: readHook(root, 'before') ?? overrides.setup,
    teardown: readHook(root, 'after') ?? overrides.teardown,
    scenarios: readWholeScenarios(root),
    environments: readOverlays(config, 'environments'),
    profiles: readOverlays(config, 'profiles'),
  });
  context.origins.set(spec, config.path);
  context.origins.set(spec.scenarios, ['scenarios']);
  const further = context.problems.filter(({ path }) => !isWithin(path, problems));
  const { notes, origins, limitOrigins } = context;
  return { spec, problems: [...problems, ...further], notes, origins, limitOrigins };
}

function contextFor(raw: Raw, functionNames: ReadonlySet<string> | undefined): ReadContext {
  const config = (raw.config ?? {}) as Raw;
  const http = (config.http ?? {}) as Raw;
  const defaults = { ...(config.defaults as Raw), ...(http.defaults as Raw) };
  return {
    ...emptyContext(),
    artillery: config.phases !== undefined,
    looseCaptures: defaults.strictCapture === false,
    jitter: (defaults.think as Raw | undefined)?.jitter as string | number | undefined,
    functionNames,
  };
}

/** The configuration of a file, or of one of its environments. */
export function readConfig(config: Place): TestOverrides {
  const { raw } = config;
  if (raw.load !== undefined && raw.phases !== undefined) {
    invalid(config, "a test has one load: 'load' or 'phases', not both", 'phases');
  }
  const plain = (key: string): unknown => raw[key];
  return defined<TestOverrides>({
    name: plain('name') as string | undefined,
    kind: plain('kind') as TestSpec['kind'],
    target: plain('target') as string | undefined,
    load: raw.load === undefined ? readArtilleryPhases(config) : readLoad(below(config, 'load')),
    limits: readLimits(config),
    http: readConfigHttp(config),
    variables: plain('variables') as TestSpec['variables'],
    data: readData(config),
    metrics: readMetrics(raw.metrics),
    secrets: plain('secrets') as TestSpec['secrets'],
    env: texts(raw.env),
    allowHosts: plain('allowHosts') as TestSpec['allowHosts'],
    tags: texts(raw.tags),
    seed: plain('seed') as TestSpec['seed'],
    warmup: plain('warmup') as TestSpec['warmup'],
    gracefulStop: plain('gracefulStop') as TestSpec['gracefulStop'],
    maxDuration: plain('maxDuration') as TestSpec['maxDuration'],
    processor: plain('processor') as string | undefined,
    setup: readHook(config, 'setup'),
    teardown: readHook(config, 'teardown'),
  });
}

export function readOverlays(config: Place, key: string): TestSpec['environments'] {
  const overlays = config.raw[key];
  if (!isObject(overlays)) return undefined;
  return Object.fromEntries(
    Object.keys(overlays).map((name) => {
      const place = below(config, key, name);
      const scenarios =
        place.raw.scenarios === undefined ? undefined : listPlaces(place, 'scenarios').map(readScenario);
      return [name, from(place, defined<TestOverrides>({ ...readConfig(place), scenarios }))];
    }),
  );
}

/** Rows of Artillery's payload come at random where nothing else is said. */
function readData(config: Place): readonly DataSpec[] | undefined {
  const own = listOf<DataSpec>(config.raw.data);
  const payload = listOf<DataSpec>(config.raw.payload)?.map((each): DataSpec => ({ order: 'random', ...each }));
  return own === undefined && payload === undefined ? undefined : [...(own ?? []), ...(payload ?? [])];
}

function readMetrics(metrics: unknown): Readonly<Record<string, MetricSpec>> | undefined {
  if (!isObject(metrics)) return undefined;
  const entries = Object.entries(metrics).map(([name, spec]) => [
    name,
    typeof spec === 'string' ? { type: spec } : spec,
  ]);
  return Object.fromEntries(entries) as Readonly<Record<string, MetricSpec>>;
}

function readHook(parent: Place, key: string): HookSpec | undefined {
  if (parent.raw[key] === undefined) return undefined;
  const place = below(parent, key);
  return from(
    place,
    defined<HookSpec>({
      steps: place.raw.flow === undefined ? undefined : readSteps(place, 'flow'),
      function: place.raw.function as string | undefined,
      timeout: place.raw.timeout as HookSpec['timeout'],
    }),
  );
}

/** The scenarios of a file, each with something to do. */
function readWholeScenarios(root: Place): readonly ScenarioSpec[] {
  const places = listPlaces(root, 'scenarios');
  if (places.length === 0) invalid(root, 'needs at least one scenario', 'scenarios');
  for (const place of places) {
    if (place.raw.flow === undefined && place.raw.function === undefined) missing(place, 'flow');
  }
  return places.map(readScenario);
}

/** A scenario; those of `test()` bring what they do by themselves. */
export function readScenario(place: Place, index: number): ScenarioSpec {
  const { raw } = place;
  if (raw.flow !== undefined && raw.function !== undefined)
    invalid(place, "a scenario has 'flow' or 'function', not both", 'function');
  return from(
    place,
    defined<ScenarioSpec>({
      name: (raw.name as string | undefined) ?? `scenario ${index + 1}`,
      steps: raw.flow === undefined ? undefined : readFlow(place),
      function: raw.function as string | undefined,
      measure: readMeasure(raw.measure),
      weight: raw.weight as number | undefined,
      load: raw.load === undefined ? undefined : readLoad(below(place, 'load')),
      start: raw.start as ScenarioSpec['start'],
      env: texts(raw.env),
      variables: raw.variables as ScenarioSpec['variables'],
      tags: texts(raw.tags),
      http: raw.http === undefined ? undefined : readHttp(below(place, 'http')),
      gracefulStop: raw.gracefulStop as ScenarioSpec['gracefulStop'],
    }),
  );
}

/** The flow, with the functions that Artillery calls around a scenario and around each of its requests. */
function readFlow(place: Place): readonly Step[] {
  const { raw } = place;
  const calls = (key: string): CallStep[] =>
    (listOf<string>(raw[key]) ?? []).map((name) => ({ kind: 'call', function: name }));
  const hooks: Hooks = { before: listOf<string>(raw.beforeRequest), after: listOf<string>(raw.afterResponse) };
  const steps = readSteps(place, 'flow').map((step) => withHooks(step, hooks, place));
  return [...calls('beforeScenario'), ...steps, ...calls('afterScenario')];
}

interface Hooks {
  readonly before: readonly string[] | undefined;
  readonly after: readonly string[] | undefined;
}

function withHooks(step: Step, hooks: Hooks, place: Place): Step {
  if (hooks.before === undefined && hooks.after === undefined) return step;
  const origin = place.context.origins.get(step) ?? place.path;
  return from({ ...place, path: origin }, hooked(step, hooks, place));
}

function hooked(step: Step, hooks: Hooks, place: Place): Step {
  const each = (steps: readonly Step[]): readonly Step[] => steps.map((inner) => withHooks(inner, hooks, place));
  switch (step.kind) {
    case 'request':
      return defined<RequestStep>({
        ...step,
        beforeRequest: joined(hooks.before, step.beforeRequest),
        afterResponse: joined(hooks.after, step.afterResponse),
      });
    case 'loop':
    case 'parallel':
    case 'group':
      return { ...step, steps: each(step.steps) };
    case 'if':
      return { ...step, steps: each(step.steps), ...(step.else === undefined ? {} : { else: each(step.else) }) };
    default:
      return step;
  }
}

function joined(
  first: readonly string[] | undefined,
  last: readonly string[] | undefined,
): readonly string[] | undefined {
  return first === undefined ? last : [...first, ...(last ?? [])];
}
