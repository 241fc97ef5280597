import { type Command, command } from './command.ts';
import {
  runsDeleteOptions,
  runsExportOptions,
  runsImportOptions,
  runsListOptions,
  runsPruneOptions,
  runsRecoverOptions,
  runsShowOptions,
  runsTagOptions,
} from './options/runs-options.ts';

const IDS =
  'An id may be cut short as long as it is clear, to its last part too; latest is the newest run, latest~1 the one before it.';

/** `plimsoll runs …`: what is kept of earlier runs. */
const subcommands: readonly Command[] = [
  command({
    name: 'runs list',
    summary: 'list the runs that are kept',
    usage: 'runs list [options]',
    about: ['Lists runs, the newest first. Several filters narrow it together. plimsoll runs alone does the same.'],
    arguments: { name: '', min: 0, max: 0 },
    options: runsListOptions,
    examples: [
      { command: 'plimsoll runs list --name shop --since 7d', does: 'those of a test in the last week' },
      { command: 'plimsoll runs list --branch main --verdict failed', does: 'those that failed on a branch' },
    ],
    run: async (input) => (await import('./runs-list.ts')).runsList(input),
  }),
  command({
    name: 'runs show',
    summary: 'show a run, as it was shown at its end',
    usage: 'runs show [ID] [options]',
    about: [`Prints the summary of a run, the newest one unless told otherwise. ${IDS}`],
    arguments: { name: 'ID', min: 0, max: 1 },
    options: runsShowOptions,
    examples: [
      { command: 'plimsoll runs show', does: 'the newest run' },
      { command: 'plimsoll runs show latest~1', does: 'the one before it' },
    ],
    run: async (input) => (await import('./runs-show.ts')).runsShow(input),
  }),
  command({
    name: 'runs tag',
    summary: 'change the tags of a run',
    usage: 'runs tag ID [K=V…] [options]',
    about: [`Sets and removes tags of a run. One that is tagged keep is never pruned. ${IDS}`],
    arguments: { name: 'ID', min: 1, max: Number.POSITIVE_INFINITY },
    options: runsTagOptions,
    examples: [{ command: 'plimsoll runs tag latest release=1.4 keep', does: 'two tags, one without a value' }],
    run: async (input) => (await import('./runs-tag.ts')).runsTag(input),
  }),
  command({
    name: 'runs delete',
    summary: 'delete runs',
    usage: 'runs delete [ID…] [options]',
    about: [`Deletes the runs named, or with --yes all that the filters match. ${IDS}`],
    arguments: { name: 'ID', min: 0, max: Number.POSITIVE_INFINITY },
    options: runsDeleteOptions,
    examples: [
      { command: 'plimsoll runs delete latest', does: 'the newest run' },
      { command: 'plimsoll runs delete --name try-out --yes', does: 'all runs of a name' },
    ],
    run: async (input) => (await import('./runs-delete.ts')).runsDelete(input),
  }),
  command({
    name: 'runs export',
    summary: 'write runs to a file, to be imported elsewhere',
    usage: 'runs export [ID…] [options]',
    about: [
      `Writes runs with all that belongs to them: one as JSON (plimsoll.run/1), several as a line of JSON each, the oldest first. Without ids, all that the filters match. ${IDS}`,
    ],
    arguments: { name: 'ID', min: 0, max: Number.POSITIVE_INFINITY },
    options: runsExportOptions,
    examples: [
      { command: 'plimsoll runs export latest --out run.json', does: 'one run' },
      { command: 'plimsoll runs export --since 30d --out runs.jsonl.gz', does: 'those of a month, compressed' },
    ],
    run: async (input) => (await import('./runs-export.ts')).runsExport(input),
  }),
  command({
    name: 'runs import',
    summary: 'take in runs that were exported',
    usage: 'runs import FILE…',
    about: [
      'Takes in what runs export or --json wrote, compressed or not. The runs keep their ids; those that are there already stay as they are. Everything is checked first: where anything is wrong, nothing is imported.',
    ],
    arguments: { name: 'FILE', min: 1, max: Number.POSITIVE_INFINITY },
    options: runsImportOptions,
    examples: [{ command: 'plimsoll runs import runs.jsonl.gz', does: 'runs of another machine' }],
    run: async (input) => (await import('./runs-import.ts')).runsImport(input),
  }),
  command({
    name: 'runs prune',
    summary: 'delete old runs by rules',
    usage: 'runs prune [options]',
    about: [
      'Deletes every run that no rule keeps: neither is it young enough, nor one of the newest of its name and branch. Without options the rules are those of the project (store.keep). Runs that are baselines, and those tagged keep, always stay.',
    ],
    arguments: { name: '', min: 0, max: 0 },
    options: runsPruneOptions,
    examples: [
      { command: 'plimsoll runs prune --keep-for 90d --keep-runs 100 --dry-run', does: 'what would be deleted' },
    ],
    run: async (input) => (await import('./runs-prune.ts')).runsPrune(input),
  }),
  command({
    name: 'runs recover',
    summary: 'finish runs that were cut off',
    usage: 'runs recover [ID…] [options]',
    about: [
      'Makes a run of what was measured before its process was killed or the machine went down; it loses the last second at most, and is interrupted. Without ids and --all, lists the runs that were cut off.',
    ],
    arguments: { name: 'ID', min: 0, max: Number.POSITIVE_INFINITY },
    options: runsRecoverOptions,
    examples: [{ command: 'plimsoll runs recover --all', does: 'every run that was cut off' }],
    run: async (input) => (await import('./runs-recover.ts')).runsRecover(input),
  }),
];

export const runsCommand: Command = command({
  name: 'runs',
  summary: 'list, show, tag, move and delete the runs that are kept',
  usage: 'runs [COMMAND] [options]',
  about: ['Every run is kept. Alone, lists them, as runs list does; docs/runs.md has all of it.'],
  arguments: { name: '', min: 0, max: 0 },
  options: runsListOptions,
  subcommands,
  examples: [
    { command: 'plimsoll runs', does: 'the newest runs' },
    { command: 'plimsoll runs show', does: 'the newest run' },
  ],
  run: async (input) => (await import('./runs-list.ts')).runsList(input),
});
