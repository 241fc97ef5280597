import { type Command, command } from './command.ts';
import { gateOptions } from './options/gate-options.ts';

export const gateCommand: Command = command({
  name: 'gate',
  summary: 'decide whether what was measured may pass',
  usage: 'gate [RUN…|FILE…] [options]',
  about: [
    'Decides from what runs say of themselves, from their baselines, and from the budgets of plimsoll.config.ts: a line for each reason, failures first. Exits with 0, or with 3 when one of them fails.',
    'Without arguments it takes the latest run of each test on this commit; where there is none, the last run of each test. A regression that would fail is measured once more before it does. What is known, in plimsoll.acknowledged.yaml, does not fail until its day has passed.',
    "'plimsoll gate publish FILE' tells GitHub what another job has decided and written with --json.",
  ],
  arguments: { name: 'RUN', min: 0, max: Number.POSITIVE_INFINITY },
  options: gateOptions,
  examples: [
    { command: 'plimsoll gate', does: 'the latest runs of this commit' },
    { command: 'plimsoll gate run.json --fail-on major', does: 'a run from a file, and a stricter rule' },
    { command: 'plimsoll gate --json gate.json --sarif gate.sarif', does: 'the decision for machines' },
  ],
  run: async (input) => (await import('./gate.ts')).gate(input),
});
