import { OUTPUTS } from '../../data/writing/outputs.ts';
import { parseDurationMs } from '../../model/units.ts';
import { jsonSchema } from '../shape/json-schema.ts';
import { anything, choice, flag, nonEmptyText, number, scalar, text, wholeAtLeast } from '../shape/leaves.ts';
import {
  described,
  either,
  type LeafShape,
  leaf,
  list,
  type ObjectShape,
  object,
  oneOrMore,
  record,
  type Shape,
} from '../shape/shape.ts';
import { testKeys } from './parts.ts';

const SEVERITIES = ['info', 'minor', 'major', 'critical'] as const;

const above0 = leaf('a number above 0', { type: 'number', exclusiveMinimum: 0 }, (value) => isNumber(value, 0));
/** Who writes 5 means percent: a change by five times is graded by what it is anyway. */
const share: LeafShape = leaf(
  'a share such as 0.1 for 10%',
  { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 5 },
  (value) => isNumber(value, 0) && Number(value) < 5,
);
const smallShare: LeafShape = leaf(
  'a share above 0 and below 1, such as 0.05',
  { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 },
  (value) => isNumber(value, 0) && Number(value) < 1,
);
const time = leaf(
  "a duration above 0 such as '30s', '10m' or a number of seconds",
  { type: ['string', 'number'] },
  (value) => (typeof value === 'string' || typeof value === 'number') && (parseDurationMs(value) ?? 0) > 0,
);
const url = leaf(
  'a URL that starts with http:// or https://',
  { type: 'string' },
  (value) =>
    typeof value === 'string' && (value.includes('{{') || (/^https?:\/\/[^/]/i.test(value) && URL.canParse(value))),
);
const storeUrl = leaf(
  "'sqlite:FILE' or a URL that starts with postgres://",
  { type: 'string', pattern: '^(sqlite:.+|postgres(ql)?://.+)$' },
  (value) => typeof value === 'string' && /^(sqlite:.+|postgres(ql)?:\/\/.+)$/s.test(value),
);
const patterns = oneOrMore("a pattern such as 'tests/**/*.perf.ts', or a list of them", nonEmptyText);

const gradeKeys = {
  minor: described('From this share of worsening on a change is minor (0.1).', share),
  major: described('From this share on it is major (0.2).', share),
  critical: described('From this share on it is critical (0.5).', share),
};

const whenJudged = 'a budget is judged when a run has ended; put what aborts a run into the limits of its test';

const budgetLimit: Shape = either(
  "a limit such as 'http_req_duration p95 < 200ms'",
  nonEmptyText,
  object(
    { rule: described("The limit: 'http_req_duration p95 < 200ms'.", nonEmptyText) },
    { required: ['rule'], refused: { abort: whenJudged, delay: whenJudged } },
  ),
);

const budget = object(
  {
    for: described('Name of the tests or benchmarks; * stands for anything. All of them when left away.', nonEmptyText),
    limits: described('What must hold.', oneOrMore('a limit, or a list of limits', budgetLimit)),
  },
  { required: ['limits'] },
);

const dataJob = object(
  {
    preset: described("A preset, a table such as 'users', or a file with a schema.", nonEmptyText),
    out: described('Folder to write into.', nonEmptyText),
    to: described("A database instead: 'sqlite:FILE' or postgres://…", nonEmptyText),
    seed: described('All chance comes from it (1).', either('a number or a text', number, text)),
    format: described('What tables are written as.', choice(...OUTPUTS)),
    options: described("The preset's own options.", record(anything)),
  },
  { required: ['preset'] },
);

const profile = object(
  {
    users: described('Users at once, for tests with a load of users.', wholeAtLeast(1)),
    duration: described('How long.', time),
    rate: described('Iterations started per second, for tests with a load of arrivals.', above0),
  },
  { required: ['users', 'duration', 'rate'] },
);

const environment = object(
  {
    target: described("In place of the tests' target.", url),
    profile: described('Name of the load that tests get in place of their own.', nonEmptyText),
    budget: described('All that is run there may take so long.', time),
    variables: described('Template variables, over those of the tests.', record(scalar)),
  },
  { refused: { limits: 'limits for an environment are budgets, or limits of a test under its own environments' } },
);

const schedule = object(
  {
    file: described('The test or file of benchmarks, from the folder of the configuration.', nonEmptyText),
    cron: described("When: minute, hour, day of the month, month, day of the week ('0 3 * * 1-5').", nonEmptyText),
    timezone: described("In which time zone, such as 'Europe/Berlin' (the machine's).", nonEmptyText),
    environment: described('Name of an environment.', nonEmptyText),
    profile: described('Name of a load.', nonEmptyText),
  },
  { required: ['file', 'cron'] },
);

/** What `plimsoll.config.*` may say. */
export const projectConfigShape: ObjectShape = object(
  {
    $schema: described('For editors.', text),
    tests: described('Files of tests, as paths or patterns.', patterns),
    benches: described('Files of benchmarks, as paths or patterns.', patterns),
    budgets: described('Limits on the metrics of every run whose name matches.', list(budget)),
    metrics: testKeys.metrics ?? record(anything),
    data: described('Data sets that plimsoll ci makes first.', list(dataJob)),
    compare: described(
      'How grave changes are.',
      object({
        ...gradeKeys,
        metrics: described(
          "Grades of single metrics, by 'http_req_duration p99' and the like.",
          record(object(gradeKeys)),
        ),
        margin: described('Changes smaller than this share matter to nobody.', smallShare),
      }),
    ),
    gate: described(
      'What fails the gate.',
      object({
        failOn: described('From which severity on a regression fails (critical).', choice(...SEVERITIES, 'never')),
        warnOn: described('From which severity on it warns (major).', choice(...SEVERITIES)),
        acknowledged: described('File of regressions that are known (plimsoll.acknowledged.yaml).', nonEmptyText),
        confirm: described('Measure a candidate once more before it fails (true).', flag),
        confirmTime: described('All confirmations together take no longer (2m).', time),
        failOnNoise: described('What is too noisy to be judged fails (false).', flag),
        falseDiscoveries: described('Of all regressions that fail, the share that may be chance (0.05).', smallShare),
        branch: described('Whose baselines count (the default branch).', nonEmptyText),
      }),
    ),
    store: described(
      'Where runs are kept.',
      object({
        url: described('PLIMSOLL_STORE goes before it.', storeUrl),
        keep: described(
          'What is kept of old runs.',
          object({
            for: described('Runs younger than this.', time),
            runs: described('The newest of each name and branch.', wholeAtLeast(1)),
          }),
        ),
      }),
    ),
    environments: described('By name: ci, staging and production are known already.', record(environment)),
    profiles: described('Loads by name: light, moderate, stress and spike are known already.', record(profile)),
    schedules: described('Tests and benchmarks that plimsoll serve runs by itself while it is up.', list(schedule)),
  },
  {
    refused: {
      thresholds: "thresholds are budgets here: budgets: [{ for: 'shop', limits: ['http_req_duration p95 < 200ms'] }]",
      limits: "limits for all tests are budgets here: budgets: [{ limits: ['http_req_duration p95 < 200ms'] }]",
      target: 'a target stands in a test, or under environments: { ci: { target: … } }',
      env: 'environments stand under environments: { ci: { … } }',
    },
  },
);

/** JSON Schema of `plimsoll.config.json` and `.yaml`. */
export function projectConfigSchema(): object {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'urn:plimsoll:config:1',
    title: 'A Plimsoll project',
    ...jsonSchema(projectConfigShape),
  };
}

function isNumber(value: unknown, above: number): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value > above;
}
