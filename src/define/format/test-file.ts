import {
  anything,
  choice,
  duration,
  flag,
  nonEmptyText,
  nothing,
  number,
  percent,
  scalar,
  text,
  wholeAtLeast,
} from '../shape/leaves.ts';
import {
  described,
  either,
  leaf,
  list,
  named,
  type ObjectShape,
  object,
  oneOrMore,
  record,
  type Shape,
} from '../shape/shape.ts';
import { httpKeys, tlsKeys } from './http.ts';
import { artilleryPhaseShape } from './load.ts';
import { dataShape, scenarioKeys, testKeys, textsShape } from './parts.ts';
import { flowShape } from './steps.ts';

const notYet = (key: string): string => `'${key}' is not supported yet`;

const optional = (shape: Shape): Shape => either('an object, or nothing', nothing, shape);

const hookShape = named('Hook', () =>
  object(
    {
      flow: described('Steps.', flowShape),
      function: described('Name of a function of yours, instead of steps.', nonEmptyText),
      timeout: described('How long it may take.', duration),
      engine: described('Only http.', choice('http')),
    },
    {},
  ),
);

const defaultsShape = object(
  {
    headers: described('Headers of every request.', record(scalar)),
    cookie: described('Cookies of every user.', record(scalar)),
    strictCapture: described('false: go on where a capture finds nothing.', flag),
    think: object({
      jitter: described(
        'Spread of every pause.',
        either("a share such as '20%', or a number of milliseconds", text, number),
      ),
    }),
  },
  {},
);

const artilleryHttpShape: ObjectShape = object(
  {
    ...httpKeys,
    pool: described('A shared pool of so many connections; the same as connections.', wholeAtLeast(1)),
    maxSockets: described('Connections a user may have open at once.', wholeAtLeast(1)),
    extendedMetrics: described('Always measured; kept for old files.', flag),
    defaults: described('Defaults for requests and steps.', defaultsShape),
  },
  {
    refused: {
      cookieJarOptions: notYet('cookieJarOptions'),
      distributedTracing: notYet('distributedTracing'),
      http2: 'HTTP/2 is not supported yet',
    },
  },
);

const ensureShape = object({
  thresholds: list(record(number)),
  conditions: list(object({ expression: nonEmptyText, strict: flag }, { required: ['expression'] })),
  min: number,
  max: number,
  median: number,
  p50: number,
  p75: number,
  p90: number,
  p95: number,
  p99: number,
  p999: number,
  maxErrorRate: percent,
});

const pluginsShape = object(
  {
    ensure: described('Its rules become limits.', optional(ensureShape)),
    expect: described('Expectations are always checked.', optional(record(anything))),
    'metrics-by-endpoint': described('Always measured.', optional(record(anything))),
    'fake-data': described('Fake values are always there.', optional(record(anything))),
  },
  {
    refused: Object.fromEntries(
      ['publish-metrics', 'apdex', 'slack', 'memory-inspector', 'hls', 'fuzzer', 'otel'].map((name) => [
        name,
        `the plugin '${name}' is not supported`,
      ]),
    ),
  },
);

/** What may stand below `config:`, and in each environment. */
const configKeys: Readonly<Record<string, Shape>> = {
  ...testKeys,
  http: described('How requests are made.', artilleryHttpShape),
  phases: described(
    "Artillery's load: phases of arrivals, each a new user.",
    oneOrMore('a list of phases', artilleryPhaseShape),
  ),
  mode: described('How arrivals are spaced.', choice('uniform', 'poisson')),
  payload: described("Artillery's data: rows from CSV files, one at random for each user.", dataShape),
  tls: described(
    'TLS settings.',
    object({ ...tlsKeys, rejectUnauthorized: described('false: accept any certificate.', flag) }),
  ),
  defaults: described('Old place of http.defaults.', defaultsShape),
  timeout: described('Old place of http.timeout.', duration),
  ensure: described('Its rules become limits.', ensureShape),
  plugins: described("Artillery's plugins, as far as they are built in.", pluginsShape),
  setup: described('Runs once before all users.', hookShape),
  teardown: described('Runs once after all users.', hookShape),
  engines: described(
    'Only http.',
    object(
      { http: optional(record(anything)) },
      {
        refused: Object.fromEntries(
          ['ws', 'socketio', 'playwright'].map((name) => [name, `the engine '${name}' is not supported yet`]),
        ),
      },
    ),
  ),
  statsInterval: described('Does nothing; kept for old files.', scalar),
  includeFiles: described('Does nothing; kept for old files.', anything),
  bundling: described('Does nothing; kept for old files.', anything),
  pluginsScope: described('Does nothing; kept for old files.', anything),
};

const refusedConfig = {
  ws: "the engine 'ws' is not supported yet",
  socketio: "the engine 'socketio' is not supported yet",
  apdex: notYet('apdex'),
};

const overridesShape = named('Overrides', () =>
  object(
    { ...configKeys, scenarios: described('Parts of scenarios, by name.', list(scenarioOverridesShape)) },
    { refused: refusedConfig },
  ),
);

const scenarioOverridesShape = object(
  {
    name: described('Name of the scenario.', nonEmptyText),
    ...scenarioKeys,
    flow: described('What each user does: steps.', flowShape),
    function: described('Name of a function of yours, instead of a flow.', nonEmptyText),
  },
  { required: ['name'] },
);

const overlays = (what: string): Shape =>
  described(what, record(either('parts of the configuration', nothing, overridesShape)));

const configShape = named('Config', () =>
  described(
    'Target, load and limits.',
    object(
      {
        ...configKeys,
        environments: overlays('Parts of the configuration that --env NAME lays over it.'),
        profiles: overlays('Parts of the configuration that --profile NAME lays over it.'),
      },
      { refused: refusedConfig },
    ),
  ),
);

const scenarioShape = named('Scenario', () =>
  described(
    'What one user does.',
    object(
      {
        name: described('Name of the scenario in reports.', nonEmptyText),
        ...scenarioKeys,
        flow: described('Steps.', flowShape),
        function: described('Name of a function of yours, instead of a flow.', nonEmptyText),
        engine: described(
          'Only http.',
          leaf("'http', the only engine so far", { const: 'http' }, (value) => value === 'http'),
        ),
        beforeScenario: described('Functions of yours called first.', textsShape),
        afterScenario: described('Functions of yours called last.', textsShape),
        beforeRequest: described('Functions of yours called before each request.', textsShape),
        afterResponse: described('Functions of yours called with each response.', textsShape),
      },
      {
        refused: {
          onError: notYet('onError'),
          socketio: "the engine 'socketio' is not supported yet",
          testFunction: "the engine 'playwright' is not supported yet",
          flowFunction: "the engine 'playwright' is not supported yet",
        },
      },
    ),
  ),
);

/** A whole test as YAML or JSON. */
export const testFileShape: ObjectShape = object(
  {
    $schema: described('For editors.', text),
    config: configShape,
    scenarios: described('What users do.', oneOrMore('a list of scenarios', scenarioShape)),
    before: described('Runs once before all users.', hookShape),
    after: described('Runs once after all users.', hookShape),
  },
  {
    required: ['scenarios'],
    freePrefix: 'x-',
    refused: Object.fromEntries(
      [...Object.keys(configKeys), 'environments', 'profiles'].map((key) => [key, `'${key}' belongs below 'config'`]),
    ),
  },
);
