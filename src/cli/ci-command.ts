import { type Command, command } from './command.ts';
import { ciOptions } from './options/ci-options.ts';

export const ciCommand: Command = command({
  name: 'ci',
  summary: 'run all that a project has as one suite, and decide',
  usage: 'ci [options]',
  about: [
    'Runs the tests and benchmarks of plimsoll.config.ts, or, where it names none, every file that ends in .perf, .load, .smoke, .stress, .spike, .soak or .bench, within the time that the environment allows. Then it decides as plimsoll gate does.',
    'What it runs is planned before it starts: short tests first and those with a baseline; long ones are made shorter, and what does not fit is left out, which is told. Ctrl-C keeps what was measured.',
    'With UPDATE_BASELINES=true, after a gate that passed on the default branch, verified improvements become the new baselines.',
  ],
  arguments: { name: '', min: 0, max: 0 },
  options: ciOptions,
  examples: [
    { command: 'plimsoll ci --dry-run', does: 'the plan, with times' },
    { command: 'plimsoll ci --env staging', does: 'within half an hour' },
    {
      command: "plimsoll ci --start 'npm start' --ready http://localhost:3000/health --junit junit.xml",
      does: 'start the target first, and write a report',
    },
  ],
  run: async (input) => (await import('./ci.ts')).ci(input),
});
