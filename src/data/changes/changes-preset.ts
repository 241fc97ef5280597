/**
 * changes/ makes change repositories: folders of proposals, specifications, deltas and checklists as teams keep them beside
 * their code. In go a seed and a number of changes, out come files; each change follows from the seed and its number alone,
 * and whatever several files say about it comes from one description (`change.ts`).
 */
import type { DataFile, DataSet, Preset, PresetOption } from '../sets/data-set.ts';
import { OptionValues } from '../sets/option-values.ts';
import { changeFiles } from './change-files.ts';
import { countChange, indexContent, noCounts } from './change-index.ts';
import { type ChangeSettings, type ChangesOptions, changeSettings, changeSizes } from './change-settings.ts';
import { gitFinish } from './git-repository.ts';
import { readmeText } from './readme.ts';

const MOST_CHANGES = 10_000_000;
/** Means over several seeds: README and index aside, attachments by themselves. */
const FILES_A_CHANGE = { small: 5, medium: 6, large: 9, mixed: 5.7 } as const;
const BYTES_A_CHANGE = { small: 5_000, medium: 15_000, large: 50_000, mixed: 13_000 } as const;
const ATTACHMENTS_A_CHANGE = { none: 0, some: 0.55, many: 4 } as const;
const ATTACHMENT_BYTES = 4_200;
const INDEX_BYTES = 590;

const DAY = 'a day like 2026-01-31, from 1980 to 2099';
const sizeChoices = [...changeSizes, 'mixed'] as const;
const attachmentChoices = ['none', 'some', 'many'] as const;

const options: Readonly<Record<keyof ChangesOptions, PresetOption>> = {
  count: { type: 'integer', help: 'how many changes', fallback: '1200' },
  sizes: {
    type: 'choice',
    help: 'how large the changes are, by requirements and tasks',
    fallback: 'mixed',
    choices: sizeChoices,
  },
  name: { type: 'text', help: 'what the product is called', fallback: 'Meridian' },
  attachments: {
    type: 'choice',
    help: 'pictures, logs, tables and documents, to three changes in ten or to all',
    fallback: 'some',
    choices: attachmentChoices,
  },
  until: { type: 'text', help: 'the day by which everything has happened', fallback: '2026-01-01' },
  git: { type: 'flag', help: 'also a Git repository with the history of all changes', fallback: 'false' },
};

export const changesPreset: Preset<ChangesOptions> = {
  name: 'changes',
  summary: 'a repository of change proposals with specifications, tasks, deltas and attachments',
  options,
  open: (seed, given) => openChanges(seed, readOptions(given)),
};

function openChanges(seed: number, chosen: ChangesOptions): DataSet {
  const settings = changeSettings(seed, chosen);
  return {
    preset: changesPreset.name,
    seed,
    options: { ...chosen },
    files: () => files(settings),
    expected: {
      files: Math.round(chosen.count * (FILES_A_CHANGE[chosen.sizes] + ATTACHMENTS_A_CHANGE[chosen.attachments])) + 2,
      bytes:
        chosen.count * (BYTES_A_CHANGE[chosen.sizes] + ATTACHMENTS_A_CHANGE[chosen.attachments] * ATTACHMENT_BYTES),
    },
    ...(chosen.git ? { finish: gitFinish(settings) } : {}),
  };
}

function* files(settings: ChangeSettings): Generator<DataFile> {
  const counts = noCounts(settings);
  yield* changeFiles(settings, (change) => countChange(counts, change));
  yield { path: 'README.md', expectedBytes: 2500, content: () => [Buffer.from(readmeText(settings, counts))] };
  const expectedBytes = 1000 + settings.count * INDEX_BYTES;
  yield { path: 'index.json', expectedBytes, content: () => indexContent(settings, counts) };
}

function readOptions(given: Partial<ChangesOptions>): ChangesOptions {
  const values = new OptionValues('changes', given, options);
  const until = values.text('until', '2026-01-01', { pattern: /^(19[89]|20\d)\d-\d\d-\d\d$/, what: DAY });
  if (new Date(`${until}T00:00:00Z`).toJSON()?.startsWith(until) !== true) {
    throw values.error('until', until, DAY);
  }
  return {
    count: values.integer('count', 1200, [1, MOST_CHANGES]),
    sizes: values.choice('sizes', 'mixed', sizeChoices),
    name: values.text('name', 'Meridian', { pattern: /^[^\p{Cc}]{1,100}$/u, what: 'a name of 1 to 100 characters' }),
    attachments: values.choice('attachments', 'some', attachmentChoices),
    until,
    git: values.flag('git', false),
  };
}
