import { type Command, command } from './command.ts';
import { baselineOptions, baselineSetOptions } from './options/compare-options.ts';

const PLACE = 'A baseline belongs to a test and a branch; a branch without one uses that of main or master.';

/** `plimsoll baseline …`: what later runs are compared with. */
const subcommands: readonly Command[] = [
  command({
    name: 'baseline set',
    summary: 'make a run the baseline of its test',
    usage: 'baseline set [RUN] [options]',
    about: [`Makes a run that passed what later ones are compared with: the newest unless told otherwise. ${PLACE}`],
    arguments: { name: 'RUN', min: 0, max: 1 },
    options: baselineSetOptions,
    examples: [
      { command: 'plimsoll baseline set', does: 'the newest run, in the store' },
      { command: 'plimsoll baseline set latest~1 --file', does: 'as a file of the repository, to be committed' },
    ],
    run: async (input) => (await import('./baseline.ts')).baselineSet(input),
  }),
  command({
    name: 'baseline show',
    summary: 'show the baseline of a test',
    usage: 'baseline show [NAME] [options]',
    about: ['Shows which run it is, why, and its main figures; of the test of the newest run unless told otherwise.'],
    arguments: { name: 'NAME', min: 0, max: 1 },
    options: baselineOptions,
    examples: [{ command: 'plimsoll baseline show --branch main', does: 'that of the main branch' }],
    run: async (input) => (await import('./baseline.ts')).baselineShow(input),
  }),
  command({
    name: 'baseline promote',
    summary: 'make the newest run the baseline if it is better',
    usage: 'baseline promote [NAME]',
    about: [
      'Compares the newest run of a test with its baseline. It becomes the baseline if something is surely better and nothing is surely worse, on the same kind of machine and under the same load, and says so or why not. A run that did not pass never does.',
      'Where UPDATE_BASELINES=true, comparisons with a baseline do so too, once the next run confirms it.',
    ],
    arguments: { name: 'NAME', min: 0, max: 1 },
    options: {},
    examples: [{ command: 'plimsoll baseline promote', does: 'the newest run' }],
    run: async (input) => (await import('./baseline.ts')).baselinePromote(input),
  }),
  command({
    name: 'baseline list',
    summary: 'list the baselines there are',
    usage: 'baseline list [options]',
    about: ['Lists those of the repository and those of the store.'],
    arguments: { name: '', min: 0, max: 0 },
    options: { json: baselineOptions.json },
    examples: [{ command: 'plimsoll baseline list', does: 'all of them' }],
    run: async (input) => (await import('./baseline.ts')).baselineList(input),
  }),
  command({
    name: 'baseline remove',
    summary: 'remove the baseline of a test',
    usage: 'baseline remove NAME [options]',
    about: ['Removes the baseline of a test and branch. The run itself stays.'],
    arguments: { name: 'NAME', min: 1, max: 1 },
    options: { branch: baselineOptions.branch },
    examples: [{ command: 'plimsoll baseline remove shop', does: 'that of the current branch' }],
    run: async (input) => (await import('./baseline.ts')).baselineRemove(input),
  }),
];

export const baselineCommand: Command = command({
  name: 'baseline',
  summary: 'set, show, promote, list and remove baselines',
  usage: 'baseline COMMAND …',
  about: ['Keeps what later runs are compared with, by test and branch. docs/compare.md has all of it.'],
  arguments: { name: '', min: 0, max: 0 },
  options: {},
  subcommands,
  examples: [
    { command: 'plimsoll baseline set', does: 'make the newest run the baseline of its test' },
    { command: 'plimsoll compare baseline latest', does: 'compare the newest run with it' },
  ],
  run: async ({ terminal }) => {
    const { commandHelp } = await import('./help-text.ts');
    const { lookOf } = await import('./terminal.ts');
    terminal.stderr.write(commandHelp(baselineCommand, lookOf(terminal.stderr, terminal.env)));
    return 2;
  },
});
