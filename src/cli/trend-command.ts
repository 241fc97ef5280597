import { type Command, command } from './command.ts';
import { trendOptions } from './options/trend-options.ts';

export const trendCommand: Command = command({
  name: 'trend',
  summary: 'tell what became of figures over many runs',
  usage: 'trend [NAME] [options]',
  about: [
    'Finds where the level of a figure changed and stayed so, over the runs that are kept of a test or suite of benchmarks: each change with its size and interval, the commits it came with and who wrote them. Single spikes are outliers; runs of different machines are not held against each other.',
    'Without a name all tests are looked at. With --points it does the same for values of any other tool.',
    'Exits with 0, or with 3 when --fail-on is given and something as grave was found.',
  ],
  arguments: { name: 'NAME', min: 0, max: 1 },
  options: trendOptions,
  examples: [
    { command: 'plimsoll trend shop', does: 'the main figures of a test' },
    {
      command: "plimsoll trend shop --metric 'http_req_duration p95' --branch main --since 90d",
      does: 'one figure of one branch',
    },
    { command: 'plimsoll trend --points series.csv --json -', does: 'values of another tool' },
    { command: "plimsoll trend shop --limit 'http_req_duration p95 < 300ms'", does: 'when a limit will be crossed' },
    { command: 'plimsoll trend shop --fail-on major', does: 'in a CI job' },
  ],
  run: async (input) => (await import('./trend.ts')).trend(input),
});
