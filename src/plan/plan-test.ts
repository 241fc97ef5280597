/**
 * plan/ turns a test as written (TestSpec) into a plan that can be carried out: everything checked, every default in place,
 * curves drawn, limits taken apart. Whatever is wrong is told at once, with its place in the file. Beside the plan come
 * advice (advice/) and a forecast of what it will do; cutting it into shards is in shards.ts.
 */
import { curveDurationMs } from '../load/curve.ts';
import type { Plan, PlannedKind, PlannedLevel, PlannedStream } from '../model/plan.ts';
import type { TestSpec } from '../model/test-spec.ts';
import type { Advice } from './advice/advice.ts';
import { adviseOn } from './advice/advise-on.ts';
import { plannedAgainst, withSecondHost } from './against/plan-against.ts';
import { checkData } from './check-data.ts';
import { checkSecrets } from './check-secrets.ts';
import { checkTemplates } from './check-templates.ts';
import { DEFAULTS } from './defaults.ts';
import { type Forecast, forecastOf } from './forecast.ts';
import { plannedHosts } from './hosts.ts';
import { defaultLimits } from './kinds/default-limits.ts';
import { type KindSettings, kindSettings } from './kinds/kind-settings.ts';
import { levelsOf } from './kinds/levels.ts';
import { shaped, withUsualLoad } from './kinds/planned-kind.ts';
import { plannedLimits } from './limits.ts';
import { withOverrides } from './overrides.ts';
import type { Locate, PlanInput, PlanOptions } from './plan-input.ts';
import { ProblemList } from './problem-list.ts';
import { plannedHook, plannedScenarios } from './scenarios.ts';
import { plannedSeed } from './seed.ts';
import { plannedStreams } from './streams.ts';
import { tagUniverse } from './tag-universe.ts';
import { TemplateValues } from './template-values.ts';

export interface PlanResult {
  readonly plan: Plan;
  /** Most important first. */
  readonly advice: readonly Advice[];
  readonly forecast: Forecast;
}

/**
 * Checks a test and fills in its defaults.
 *
 * @throws ProblemsError with every problem at once.
 */
export function planTest(input: PlanInput, options: PlanOptions = {}): PlanResult {
  const locate = locatorOf(input);
  const problems = new ProblemList(input.file, locate, input.problems);
  const spec = withOverrides(input.spec, options, problems);
  const plan = plannedTest({ ...input, spec }, options, problems);
  problems.throwIfAny();
  const expectedLatencyMs = options.expectedLatencyMs ?? DEFAULTS.expectedLatencyMs;
  const forecast = forecastOf(plan, expectedLatencyMs);
  const advice = adviseOn({
    values: new TemplateValues(spec.variables ?? {}, environmentOf(spec, options)),
    spec,
    plan,
    forecast,
    rowsOf: options.rowsOf,
    expectedLatencyMs,
    locate,
    given: input.advice ?? [],
  });
  return { plan, advice, forecast };
}

/** Limits that the command line adds stand in no file. */
function locatorOf(input: PlanInput): Locate {
  const written = input.spec.limits?.length ?? 0;
  return (path) => {
    const limit = /^limits\[(\d+)\]/.exec(path)?.[1];
    return limit !== undefined && Number(limit) >= written ? undefined : input.locate(path);
  };
}

function plannedTest(input: PlanInput, options: PlanOptions, problems: ProblemList): Plan {
  const { spec, baseDir, functions } = input;
  const timeoutMultiplier = multiplierOf(options, problems);
  const env = environmentOf(spec, options);
  const values = new TemplateValues(spec.variables ?? {}, env);
  checkSecrets(spec, env, problems);
  checkData(spec.data, baseDir, problems);
  checkTemplates(input, presentIn(env), problems);
  const fromProcessor = spec.processor !== undefined;
  const inFile = input.code !== undefined;
  const context = { problems, functions, fromProcessor, inFile, baseDir, timeoutMultiplier, env: options.env ?? {} };
  const scenarios = plannedScenarios(spec, context);
  const setup = plannedHook(spec, 'setup', context);
  const teardown = plannedHook(spec, 'teardown', context);
  const { settings, ...load } = plannedLoads(spec, options, problems);
  const { streams } = load;
  const { target, allowHosts } = plannedHosts(spec, values, problems);
  const against = plannedAgainst(options, { target, streams, settings, problems });
  const loadMs = loadEndMs(streams);
  const own = plannedLimits(spec, { problems, durationMs: loadMs, tags: tagUniverse(spec, target) });
  const brought = settings === undefined ? [] : defaultLimits(settings, own, streams).limits;
  const maxDurationMs = problems.duration(spec.maxDuration, 'maxDuration', { what: 'maxDuration', min: 1 });
  return {
    name: nameOf(spec, problems),
    source: input.file,
    baseDir,
    seed: plannedSeed(spec.seed, problems),
    ...(target === undefined ? {} : { target }),
    scenarios,
    ...load,
    ...(setup === undefined ? {} : { setup }),
    ...(teardown === undefined ? {} : { teardown }),
    variables: spec.variables ?? {},
    data: spec.data ?? [],
    limits: [...own, ...brought],
    metrics: spec.metrics ?? {},
    secrets: spec.secrets ?? [],
    env: spec.env ?? {},
    tags: Object.fromEntries(Object.entries(spec.tags ?? {}).map(([name, value]) => [name, String(value)])),
    allowHosts: withSecondHost(allowHosts, against),
    warmupMs: warmupOf(spec, loadMs, problems),
    ...(maxDurationMs === undefined ? {} : { maxDurationMs }),
    timeoutMultiplier,
    ...(input.code === undefined ? {} : { code: input.code }),
    ...(against === undefined ? {} : { against }),
  };
}

interface PlannedLoads {
  readonly streams: readonly PlannedStream[];
  readonly levels: readonly PlannedLevel[];
  readonly kind?: PlannedKind;
  readonly settings?: KindSettings;
}

/** The load as the test draws it, or in the shape of its kind. */
function plannedLoads(spec: TestSpec, options: PlanOptions, problems: ProblemList): PlannedLoads {
  const settings = kindSettings(spec.kind, problems);
  if (settings === undefined) return { streams: plannedStreams(spec, problems), levels: [] };
  const streams = plannedStreams(withUsualLoad(spec, settings), problems);
  const test = shaped(streams, settings, { problems, always: options.kind !== undefined });
  return { ...test, levels: levelsOf(test.streams), settings };
}

function environmentOf(
  spec: TestSpec,
  { processEnv = process.env }: PlanOptions,
): Readonly<Record<string, string | undefined>> {
  return { ...processEnv, ...spec.env };
}

function multiplierOf({ timeoutMultiplier }: PlanOptions, problems: ProblemList): number {
  const bounds = { what: 'the timeout multiplier', min: 0.01, max: 1000 };
  return problems.number(timeoutMultiplier, '', bounds) ?? 1;
}

function nameOf(spec: TestSpec, problems: ProblemList): string {
  if (typeof spec.name === 'string' && spec.name.trim() !== '') return spec.name;
  problems.add('name', 'the test has no name', { code: 'INVALID_NAME', hint: 'results are kept and compared by name' });
  return '';
}

function warmupOf(spec: TestSpec, loadMs: number | undefined, problems: ProblemList): number {
  const warmupMs = problems.duration(spec.warmup, 'warmup', { what: 'warmup' }) ?? 0;
  if (loadMs !== undefined && warmupMs > 0 && warmupMs >= loadMs) {
    const message = `the warm-up of ${warmupMs / 1000}s leaves nothing of a load of ${loadMs / 1000}s`;
    problems.add('warmup', message, { code: 'INVALID_DURATION', hint: 'shorten the warm-up or lengthen the load' });
  }
  return warmupMs;
}

/** When the last stream's load ends; undefined where that depends on how fast the target is. */
function loadEndMs(streams: readonly PlannedStream[]): number | undefined {
  const ends = streams.map(({ startMs, load }) =>
    load.model === 'iterations' ? undefined : startMs + curveDurationMs(load.curve),
  );
  return ends.length === 0 || ends.includes(undefined) ? undefined : Math.max(...ends.map((end) => end ?? 0));
}

function presentIn(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
