import { isScenarioBuilder } from '../../builder/scenario-builder.ts';
import { checkShape, type PathProblem } from '../../shape/check-shape.ts';
import { anything } from '../../shape/leaves.ts';
import { object, record } from '../../shape/shape.ts';
import { allEndpointProblems, configShape } from '../config-shape.ts';
import { entriesOf, mixProblems, wholeWeights } from '../mix.ts';
import { option, type TemplateOption, type TemplateOptions } from '../option.ts';
import { filledPart, partsOf } from '../parts.ts';
import {
  type AnyTemplateSpec,
  type BuildConfig,
  defineTemplate,
  type ScenarioConfig,
  type TemplateConfig,
  type TemplateParts,
  type TemplateScenario,
  type TemplateSpec,
} from '../template.ts';
import { authenticationSpec } from './authentication.ts';
import { computedSpec } from './computed.ts';
import { databaseSpec } from './database.ts';
import { filesSpec } from './files.ts';
import { functionsSpec } from './functions.ts';
import { realtimeSpec } from './realtime.ts';

const PARTS = {
  authentication: authenticationSpec,
  database: databaseSpec,
  realtime: realtimeSpec,
  files: filesSpec,
  computed: computedSpec,
  functions: functionsSpec,
} as const;

type Part = keyof typeof PARTS;

/** The configuration of one part: options and endpoints of its template. */
type PartConfig<S> =
  S extends TemplateSpec<infer O extends TemplateOptions, infer E extends string>
    ? Omit<TemplateConfig<O, E>, keyof ScenarioConfig>
    : never;

function part<P extends Part>(name: P): TemplateOption<PartConfig<(typeof PARTS)[P]>> {
  return option.of(
    record(anything),
    {} as PartConfig<(typeof PARTS)[P]>,
    `Options and endpoints of the template ${name}.`,
  );
}

const options = {
  shares: option.mix(
    { authentication: 20, database: 40, realtime: 20, files: 10, computed: 5, functions: 5 },
    'Share of the iterations that each part has.',
  ),
  authentication: option.of<PartConfig<typeof authenticationSpec>>(
    record(anything),
    { ratios: { login: 1, validate: 2, refresh: 1, logout: 1 } },
    'Options and endpoints of the template authentication.',
  ),
  database: part('database'),
  realtime: part('realtime'),
  files: part('files'),
  computed: part('computed'),
  functions: part('functions'),
};

type Config = BuildConfig<typeof options>;

const mixedSpec: TemplateSpec<typeof options, never> = {
  name: 'mixed',
  about: 'authentication, database, realtime, files, computed attributes and stored functions at once, by shares',
  options,
  endpoints: {},
  load: { users: 100, duration: '5m' },
  limits: [
    'http_req_failed rate < 1%',
    'checks rate > 99%',
    'http_req_duration{type:api} p95 < 1s',
    'http_req_duration{type:database} p95 < 500ms',
    'http_req_duration{type:file} p95 < 2s',
  ],
  holdsFunctions: true,
  check: (config) => [
    ...mixProblems(config.shares, 'shares'),
    ...(Object.keys(PARTS) as Part[]).flatMap((name) => partProblems(name, config)),
  ],
  advise: (config) =>
    entriesOf(config.shares).flatMap(([name]) => {
      const spec: AnyTemplateSpec = PARTS[name];
      const advice = spec.advise?.(filledPart(spec, config[name], config)) ?? [];
      return advice.map((each) => (each.path === undefined ? each : { ...each, path: `${name}.${each.path}` }));
    }),
  forYaml: (config) => ({ ...config, files: { picture: 'picture.png', ...config.files } }),
  companions: async ({ files }) => (await filesSpec.companions?.(filledPart(filesSpec, files, {}) as never)) ?? [],
  build(config) {
    const names = entriesOf(config.shares);
    const built = names.map(([name]) => partsOf(PARTS[name], filledPart(PARTS[name], config[name], config)));
    const weights = wholeWeights(
      names.map(([, share], index) => ({ share, parts: (built[index]?.scenarios ?? []).map(weightOf) })),
    );
    return {
      setup: built.flatMap(({ setup = [] }) => setup),
      teardown: built.flatMap(({ teardown = [] }) => teardown),
      functions: Object.assign({}, ...built.map(({ functions }) => functions)),
      scenarios: built.flatMap((parts, index) => {
        const [name = ''] = names[index] ?? [];
        return parts.scenarios.flatMap((scenario, at) => {
          if (isScenarioBuilder(scenario)) return [];
          return [partScenario(scenario as TemplateScenario, { name, parts, weight: weights[index]?.[at] ?? 0 })];
        });
      }),
    };
  },
};

export const mixed = defineTemplate(mixedSpec);

interface Place {
  readonly name: string;
  readonly parts: TemplateParts;
  readonly weight: number;
}

/** What a part asks of all its requests is asked of its own scenarios alone. */
function partScenario(scenario: TemplateScenario, { name, parts, weight }: Place): TemplateScenario {
  return {
    ...scenario,
    name: `${name}: ${scenario.name}`,
    weight,
    tags: { ...scenario.tags, part: name },
    ...(parts.http === undefined ? {} : { http: { ...parts.http, ...scenario.http } }),
  };
}

function weightOf(scenario: TemplateParts['scenarios'][number]): number {
  return isScenarioBuilder(scenario) ? 0 : ((scenario as TemplateScenario).weight ?? 1);
}

function partProblems(name: Part, config: Config): PathProblem[] {
  const spec: AnyTemplateSpec = PARTS[name];
  const given = config[name] as Readonly<Record<string, unknown>>;
  const { keys } = configShape(spec);
  const own = object(
    Object.fromEntries(
      [...Object.keys(spec.options), 'endpoints'].flatMap((key) => {
        const shape = keys[key];
        return shape === undefined ? [] : [[key, shape]];
      }),
    ),
  );
  const wrong = checkShape(given, own);
  const found =
    wrong.length > 0
      ? wrong
      : [...(spec.check?.(filledPart(spec, given, config)) ?? []), ...allEndpointProblems(given.endpoints)];
  return found.map((problem) => ({ ...problem, path: [name, ...problem.path] }));
}
