import { OUTPUTS } from '../../data/writing/outputs.ts';
import { flag, value } from './option.ts';
import { choice, output, path, text, wholeNumber } from './readers.ts';

const quiet = flag('Show no progress.', { short: 'q' });

export const dataGenerateOptions = {
  out: value(
    { ...path, example: 'data' },
    { short: 'o', value: 'DIR', help: 'The folder to write into; made where it is missing.' },
  ),
  to: value(
    { ...text, takes: 'sqlite:FILE or a URL of Postgres', example: 'sqlite:shop.db' },
    { value: 'DATABASE', help: 'Write tables into a database instead: sqlite:FILE, or postgres://…' },
  ),
  seed: value(
    { ...text, takes: 'a number or a text', example: '7' },
    {
      value: 'SEED',
      help: 'All chance comes from it: the same seed makes the same bytes.',
      otherwise: '1',
    },
  ),
  format: value(choice(OUTPUTS), {
    value: 'FORMAT',
    help: `How tables are written: ${OUTPUTS.filter((each) => each !== 'files').join(', ')}; files for sets of files.`,
    otherwise: 'files; jsonl for tables',
  }),
  workers: value(wholeNumber({ min: 1, max: 256 }), {
    short: 'w',
    value: 'N',
    help: 'Threads that make files; the bytes are the same for any number.',
    otherwise: '1; for tens of thousands of files, one a core up to 4',
  }),
  force: flag('Overwrite what this command has not made.', { short: 'f' }),
  list: flag('List the presets with their options.'),
  quiet,
} as const;

export const dataVerifyOptions = {
  quiet,
  json: value(output, { value: 'FILE', help: 'Write what was found as JSON; - for standard output.' }),
} as const;

export const dataListOptions = { json: dataVerifyOptions.json } as const;

export const dataCleanOptions = {} as const;
