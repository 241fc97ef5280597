import { type Command, command } from './command.ts';
import { dataCleanOptions, dataGenerateOptions, dataListOptions, dataVerifyOptions } from './options/data-options.ts';

/** `plimsoll data …`: test data. */
const subcommands: readonly Command[] = [
  command({
    name: 'data generate',
    summary: 'make test data from a preset or a schema',
    usage: 'data generate PRESET|SCHEMA --out DIR [options]',
    about: [
      'Makes files or tables from a preset, or records from a file with a schema. The same seed makes the same bytes on every machine, with any number of workers.',
      'Each file is whole or not there. What was interrupted, by Ctrl-C, a full disk or a kill, goes on when the same command is given again. Nothing that this command has not made is overwritten without --force.',
    ],
    arguments: { name: 'PRESET', min: 0, max: 1 },
    options: dataGenerateOptions,
    choices: async () => (await import('./data-choices.ts')).presetChoices(),
    examples: [
      {
        command: 'plimsoll data generate records --out shop --count 500 --format csv',
        does: 'tables of a shop with 500 users',
      },
      {
        command: 'plimsoll data generate users --to sqlite:people.db --count 100',
        does: 'one table, into a database',
      },
      {
        command: 'plimsoll data generate changes --out changes --count 50 --git',
        does: 'change proposals, and a Git repository of how they came about',
      },
      {
        command: 'plimsoll data generate projects --out projects --sizes small',
        does: 'source projects to try analysers on',
      },
      {
        command: 'plimsoll data generate benchmark --out benchmark --parts pages',
        does: 'data with expected results, limits and tests',
      },
      {
        command: 'plimsoll data generate files --out big --sizes 1MB,5MB --kinds json,csv',
        does: 'files of exactly these sizes',
      },
      { command: 'plimsoll data generate --list', does: 'all presets with their options' },
    ],
    run: async (input) => (await import('./data-generate.ts')).dataGenerate(input),
  }),
  command({
    name: 'data verify',
    summary: 'compare a data set with its manifest, byte by byte',
    usage: 'data verify DIR [options]',
    about: [
      'Reads every file of a set again, and tells which are missing, changed or there besides. Exits with 3 when anything differs.',
    ],
    arguments: { name: 'DIR', min: 1, max: 1 },
    options: dataVerifyOptions,
    examples: [{ command: 'plimsoll data verify big', does: 'hash every file and compare' }],
    run: async (input) => (await import('./data-verify.ts')).dataVerify(input),
  }),
  command({
    name: 'data list',
    summary: 'list the data sets in a folder and below it',
    usage: 'data list [DIR] [options]',
    about: ['Lists the sets that plimsoll data generate has written, with preset, seed, files and bytes.'],
    arguments: { name: 'DIR', min: 0, max: 1 },
    options: dataListOptions,
    examples: [{ command: 'plimsoll data list', does: 'the sets in the current folder and below it' }],
    run: async (input) => (await import('./data-list.ts')).dataList(input),
  }),
  command({
    name: 'data clean',
    summary: 'remove a data set, and nothing else',
    usage: 'data clean DIR',
    about: [
      'Removes the files that the manifest of a set lists, and folders that are empty by it. Files that were changed or added since are kept; links are not followed.',
    ],
    arguments: { name: 'DIR', min: 1, max: 1 },
    options: dataCleanOptions,
    examples: [{ command: 'plimsoll data clean big', does: 'remove the set in the folder big' }],
    run: async (input) => (await import('./data-clean.ts')).dataClean(input),
  }),
];

export const dataCommand: Command = command({
  name: 'data',
  summary: 'make, verify, list and remove test data',
  usage: 'data COMMAND …',
  about: [
    'Makes test data from presets and schemas, tells whether they are as they were made, and removes them again. docs/data.md has all of it.',
  ],
  arguments: { name: '', min: 0, max: 0 },
  options: {},
  subcommands,
  examples: [
    { command: 'plimsoll data generate --list', does: 'what there is to make' },
    { command: 'plimsoll data generate changes --help', does: 'everything about one preset' },
  ],
  run: async ({ terminal }) => {
    const { commandHelp } = await import('./help-text.ts');
    const { lookOf } = await import('./terminal.ts');
    terminal.stderr.write(commandHelp(dataCommand, lookOf(terminal.stderr, terminal.env)));
    return 2;
  },
});
