import { type Command, command } from './command.ts';
import { benchOptions } from './options/bench-options.ts';

export const benchCommand: Command = command({
  name: 'bench',
  summary: 'measure functions, and compare them',
  usage: 'bench [FILE…] [options]',
  about: [
    "Measures the functions that files tell of with bench('name', () => work()): those named, in folders every *.bench.ts, .js, …, and without any all below this folder.",
    'Each file is measured in several fresh processes, as one process tells nothing of the next. Functions that are compared run side by side, batch by batch in random order. Faster and slower mean that the interval excludes no change; what is unclear says how much longer it would take.',
    'Ctrl-C ends it and reports what was measured. A function that throws, or does not keep to its requirements, exits with 3.',
  ],
  arguments: { name: 'FILE', min: 0, max: Number.POSITIVE_INFINITY },
  options: benchOptions,
  examples: [
    { command: 'plimsoll bench', does: 'every *.bench.ts below this folder' },
    { command: 'plimsoll bench src/parse.bench.ts --quick', does: 'one file, a first look' },
    { command: 'plimsoll bench --filter parse --budget 20s', does: 'some of them, within 20 seconds' },
    { command: 'plimsoll bench --compare main', does: 'this folder against the branch main' },
    { command: 'plimsoll bench --compare old/..new/ --fail-on minor', does: 'two folders; slower by 10% exits with 3' },
  ],
  run: async (input) => (await import('./bench.ts')).bench(input),
});
