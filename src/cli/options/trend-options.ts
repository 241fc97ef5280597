import { TREND_MODES } from '../../model/history.ts';
import { BENCHER_MODELS } from '../../stats/change-points/bencher.ts';
import { list, value } from './option.ts';
import { amount, choice, limit, output, path, type Reader, share, text, wholeNumber } from './readers.ts';
import { runsListOptions } from './runs-options.ts';

/** A number, below zero too. */
const boundary: Reader<number> = {
  takes: 'a number',
  example: '0.98',
  read: (given) => (/^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(given) ? Number(given) : undefined),
};

const { branch, tag, since, store } = runsListOptions;

export const trendOptions = {
  metric: list(
    { ...text, takes: 'a metric', example: "'http_req_duration p95'" },
    { value: 'METRIC', help: "Only this: 'http_req_duration', 'http_req_duration{name:login} p95'." },
  ),
  points: value(
    { ...path, example: 'series.csv' },
    { value: 'FILE', help: 'Values of another tool, as CSV or JSON, instead of kept runs.' },
  ),
  branch,
  tag,
  since,
  runs: value(wholeNumber({ min: 1, max: 10_000 }), {
    value: 'N',
    help: 'The newest so many runs.',
    otherwise: '10,000',
  }),
  limit: list(limit, { value: 'RULE', help: "Forecast when it will be crossed; the newest run's limits without." }),
  worse: value(choice(['higher', 'lower']), {
    value: 'WAY',
    help: 'Whether higher or lower is worse, of --points.',
    otherwise: 'as the name of the figure says',
  }),
  mode: value(choice(TREND_MODES), {
    value: 'MODE',
    help: 'Find changes as another tool does: otava, perfherder, bencher.',
    otherwise: 'default',
  }),
  falseAlarms: value(share, {
    value: 'SHARE',
    help: 'How many series without a change may be given one.',
    otherwise: '0.014',
  }),
  minChange: value(share, { value: 'SHARE', help: 'Leave smaller changes out: 0.02 for 2 %. Also of otava.' }),
  season: value(
    {
      takes: 'how many values a cycle has, or none',
      example: '7',
      read: (given) => (given === 'none' ? 0 : /^[2-9]$|^[1-9]\d{1,3}$/.test(given) ? Number(given) : undefined),
    },
    { value: 'N|none', help: 'The cycle to take out, in values.', otherwise: 'what is found' },
  ),
  maxP: value(share, { value: 'P', help: 'Of otava: the p-value that counts.', otherwise: '0.001' }),
  window: value(wholeNumber({ min: 2, max: 1000 }), {
    value: 'N',
    help: 'Of otava: its window; of perfherder: values on each side.',
    otherwise: '50; 12',
  }),
  threshold: value(amount('7'), { value: 'T', help: 'Of perfherder: the t that counts.', otherwise: '7' }),
  model: value(choice(BENCHER_MODELS), {
    value: 'MODEL',
    help: `Of bencher: ${BENCHER_MODELS.join(', ')}.`,
    otherwise: 't-test',
  }),
  lower: value(boundary, { value: 'N', help: 'Of bencher: its lower boundary.' }),
  upper: value(boundary, {
    value: 'N',
    help: 'Of bencher: its upper boundary.',
    otherwise: '0.98 without a lower one',
  }),
  samples: value(wholeNumber({ min: 2, max: 10_000 }), {
    value: 'N',
    help: 'Of bencher: how many values it looks back.',
    otherwise: '64',
  }),
  failOn: value(choice(['info', 'minor', 'major', 'critical']), {
    value: 'SEVERITY',
    help: 'Exit with 3 when something is found that is that grave or graver, and a change among the newest runs.',
  }),
  recent: value(wholeNumber({ min: 1, max: 10_000 }), {
    value: 'N',
    help: 'Changes further back than so many runs do not fail.',
    otherwise: '20',
  }),
  json: value(output, { value: 'FILE', help: 'Write all that was found as JSON; - for standard output.' }),
  csv: value(output, { value: 'FILE', help: 'Write every value with its changes as CSV.' }),
  markdown: value(output, { value: 'FILE', help: 'Write a summary for a page of CI.' }),
  store,
} as const;
