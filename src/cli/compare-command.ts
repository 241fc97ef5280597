import { type Command, command } from './command.ts';
import { compareOptions } from './options/compare-options.ts';

export const compareCommand: Command = command({
  name: 'compare',
  summary: 'compare runs, and say what got slower',
  usage: 'compare A B… [options]',
  about: [
    'Holds runs against the first: every figure as a ratio with its 95 % interval, a verdict and how grave it is, the gravest first; then what explains them, and what else is not the same. Runs of different machines or loads are compared with a warning.',
    'A run is named by its id or the beginning of one, latest or latest~1, a file that --json wrote or another tool that measures benchmarks, a branch (its newest run), baseline or baseline:BRANCH. Several with commas between are repetitions of one side: only they show how runs of the same code differ.',
  ],
  arguments: { name: 'RUN', min: 2, max: 12 },
  options: compareOptions,
  examples: [
    { command: 'plimsoll compare latest~1 latest', does: 'the newest run with the one before' },
    {
      command: 'plimsoll compare baseline latest --fail-on major',
      does: 'with the baseline, for continuous integration',
    },
    { command: 'plimsoll compare 8f2c1a,03be77 latest~1,latest', does: 'two repetitions of each side' },
  ],
  run: async (input) => (await import('./compare.ts')).compare(input),
});
