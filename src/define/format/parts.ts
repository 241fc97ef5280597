import { TEST_KINDS } from '../../model/test-kinds.ts';
import {
  amount,
  anything,
  choice,
  duration,
  flag,
  nonEmptyText,
  number,
  scalar,
  text,
  wholeAtLeast,
} from '../shape/leaves.ts';
import { described, either, list, named, object, oneOrMore, record, type Shape } from '../shape/shape.ts';
import { httpShape } from './http.ts';
import { loadShape } from './load.ts';
import { measureShape } from './measure.ts';

export const variablesShape: Shape = described(
  'Template variables; of a list, one value at random for each iteration.',
  record(anything),
);
export const textsShape: Shape = oneOrMore('a name, or a list of names', nonEmptyText);
export const tagsShape: Shape = described('Tags of every measurement.', record(scalar));
const envShape: Shape = described('Values for {{ $env.NAME }}, over those of the process.', record(scalar));

const dataFileShape = object({
  path: described('CSV or JSON file, relative to this one.', nonEmptyText),
  generate: described("In place of a file: a table such as 'users', a preset, or a file with a schema.", nonEmptyText),
  table: described('Of what is generated, one table; the first when left away.', nonEmptyText),
  count: described('How many rows are generated.', wholeAtLeast(1)),
  seed: described('What the generated rows follow from; 1 when left away.', wholeAtLeast(0)),
  name: described('With a name, a row is the variable of this name.', nonEmptyText),
  format: described("By the file's ending when left away.", choice('csv', 'json', 'ndjson')),
  fields: described('Names of the columns; the first row has them when left away.', list(nonEmptyText)),
  order: described('Which row next.', choice('sequence', 'random', 'shuffle', 'unique')),
  skipHeader: described('The first row is no data.', flag),
  delimiter: described('Between columns.', nonEmptyText),
  cast: described('Turn numbers and true/false into what they are.', flag),
  skipEmptyLines: described('Leave empty lines out.', flag),
  loadAll: described('Hand over all rows as a list.', flag),
  options: described('Passed to csv-parse.', record(anything)),
});

export const dataShape = described(
  'Rows from files or made from a seed, one for each iteration.',
  oneOrMore(
    'a data file, or a list of them',
    named('DataFile', () => dataFileShape),
  ),
);

const limitShape = named('Limit', () =>
  described(
    "A limit, such as 'http_req_duration p95 < 200ms'.",
    either(
      "a limit such as 'http_req_duration p95 < 200ms'",
      nonEmptyText,
      object(
        {
          rule: described("The limit: 'http_req_duration p95 < 200ms'.", nonEmptyText),
          abort: described('Stop the test when it is crossed.', flag),
          delay: described('Do not stop before so long.', duration),
        },
        { required: ['rule'] },
      ),
    ),
  ),
);

const kindName = choice(...TEST_KINDS, 'endurance');

/** What a test sets out to learn. */
const kindShape = named('Kind', () =>
  described(
    "What the test sets out to learn: its load's shape and how it is judged follow from it.",
    either(
      "a kind such as 'spike', or an object with its type and settings",
      kindName,
      object(
        {
          type: kindName,
          peak: described('load, stress, spike: the highest load, as a multiple of the nominal one.', amount),
          base: described('spike: load before and after, as a multiple of the nominal one (1).', amount),
          steps: described('stress, scalability: how many levels.', wholeAtLeast(2)),
          levels: described('scalability: the levels themselves.', list(amount)),
          variable: described('scalability: the variable to vary in place of the load.', nonEmptyText),
          hold: described('How long each level or spike is held.', duration),
          spikes: described('spike: how many.', wholeAtLeast(1)),
          recovery: described('stress, spike: how long the target may take to recover.', duration),
          defaultLimits: described('false: only the limits stated here hold.', flag),
        },
        { required: ['type'] },
      ),
    ),
  ),
);

const metricType = choice('counter', 'gauge', 'rate', 'trend');

/** What the configuration of a file and the options of `test()` have in common. */
export const testKeys: Readonly<Record<string, Shape>> = {
  name: described("Name of the test; the file's name when left away.", nonEmptyText),
  kind: kindShape,
  target: described('Base URL that paths are added to.', nonEmptyText),
  load: loadShape,
  limits: described('What must hold for the test to pass.', oneOrMore('a limit, or a list of limits', limitShape)),
  http: httpShape,
  variables: variablesShape,
  data: dataShape,
  metrics: described(
    'Metrics of your own that limits may name.',
    record(
      either(
        "'counter', 'gauge', 'rate' or 'trend', or an object with type and unit",
        metricType,
        object({ type: metricType, unit: described("'ms' for times.", text) }, { required: ['type'] }),
      ),
    ),
  ),
  secrets: described('Environment variables whose values are masked everywhere.', list(nonEmptyText)),
  env: envShape,
  allowHosts: described("Hosts besides the target's that traffic may go to.", list(nonEmptyText)),
  tags: tagsShape,
  seed: described('The same seed makes the same requests.', either('a number or a text', number, text)),
  warmup: described('Measurements of this first part do not count.', duration),
  gracefulStop: described('How long iterations may take to finish at the end (30s).', duration),
  maxDuration: described('The whole test is stopped after this.', duration),
  processor: described('JavaScript or TypeScript file with the functions that steps name.', nonEmptyText),
};

/** What a scenario has besides what it does. */
export const scenarioKeys: Readonly<Record<string, Shape>> = {
  weight: described("Share of the test's load (1).", amount),
  load: loadShape,
  start: described("Delay before this scenario's own load begins.", duration),
  env: envShape,
  variables: variablesShape,
  tags: tagsShape,
  http: httpShape,
  gracefulStop: described('How long iterations may take to finish at the end (30s).', duration),
  measure: measureShape,
};
