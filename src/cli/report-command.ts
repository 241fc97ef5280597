import { type Command, command } from './command.ts';
import { reportCommandOptions } from './options/report-options.ts';

export const reportCommand: Command = command({
  name: 'report',
  summary: 'write a report of runs: one page that needs nothing beside itself',
  usage: 'report [RUN…] [options]',
  about: [
    'Writes runs that are kept, or files that --json wrote, as an HTML file that opens from a disk, an e-mail or the artifacts of continuous integration: verdict, findings, charts over time, distributions, steps, errors. It also says what has changed against the baseline; of several runs of one test, against the first of them.',
    'A run is named by its id or the beginning of one, latest or latest~1, or by a file: of a run, of a suite, or of another tool that measures benchmarks. The newest run unless told otherwise.',
  ],
  arguments: { name: 'RUN', min: 0, max: 50 },
  options: reportCommandOptions,
  examples: [
    { command: 'plimsoll report', does: 'the newest run, as a page named after it' },
    { command: 'plimsoll report latest --html report.html --open', does: 'and shown in the browser' },
    { command: 'plimsoll report latest~1 latest --html report.html', does: 'two runs, and what lies between them' },
    { command: 'plimsoll report results.json --html report.html', does: 'from a file that --json wrote' },
  ],
  run: async (input) => (await import('./report.ts')).report(input),
});
