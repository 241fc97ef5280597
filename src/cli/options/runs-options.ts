import type { Run, Verdict } from '../../model/run.ts';
import { parseDurationMs } from '../../model/units.ts';
import { flag, list, type OptionValues, value } from './option.ts';
import { choice, duration, output, path, type Reader, text, wholeNumber } from './readers.ts';

const VERDICTS: readonly Verdict[] = ['passed', 'failed', 'inconclusive', 'aborted', 'interrupted'];
const KINDS: readonly Run['kind'][] = ['load', 'capacity', 'bench', 'leak', 'watch', 'slo'];

export const store = value(
  { ...text, takes: 'sqlite:FILE or a URL of Postgres', example: 'sqlite:runs.db' },
  { value: 'URL', help: 'Another store: sqlite:FILE or postgres://…', otherwise: '.plimsoll/store.db' },
);

const json = value(output, { value: 'FILE', help: 'Write what was found or done as JSON; - for standard output.' });

/** Which runs. */
const filters = {
  name: value(text, { value: 'NAME', help: 'Only runs of this name; * stands for anything.' }),
  kind: value(choice(KINDS), { value: 'KIND', help: `Only runs of this kind: ${KINDS.join(', ')}.` }),
  tag: list(text, { value: 'K[=V]', help: 'Only runs with this tag.' }),
  branch: value(text, { value: 'BRANCH', help: 'Only runs of this branch; * stands for anything.' }),
  commit: value(text, { value: 'COMMIT', help: 'Only runs of this commit, or one that begins so.' }),
  verdict: value(choice(VERDICTS), { value: 'VERDICT', help: `Only runs with this verdict: ${VERDICTS.join(', ')}.` }),
  since: value(moment('begin'), { value: 'WHEN', help: 'Only runs from then on: 7d ago, or a date.' }),
  until: value(moment('end'), { value: 'WHEN', help: 'Only runs up to then.' }),
} as const;

export const runsListOptions = {
  ...filters,
  limit: value(wholeNumber({ min: 1, max: 1_000_000 }), {
    value: 'N',
    help: 'The newest so many.',
    otherwise: '25; all of them as JSON',
  }),
  json,
  store,
} as const;

export const runsShowOptions = { json, store } as const;

export const runsTagOptions = {
  remove: list(text, { value: 'K', help: 'Take this tag away.' }),
  json,
  store,
} as const;

export const runsDeleteOptions = {
  ...filters,
  yes: flag('Delete all that match, without ids.', { short: 'y' }),
  json,
  store,
} as const;

export const runsExportOptions = {
  ...filters,
  out: value(
    { ...path, takes: 'a file, or - for standard output', example: 'runs.jsonl.gz' },
    { short: 'o', value: 'FILE', help: 'Where to; compressed where it ends in .gz.', otherwise: 'standard output' },
  ),
  json,
  store,
} as const;

export const runsImportOptions = { json, store } as const;

export const runsPruneOptions = {
  keepFor: value(duration, { value: 'TIME', help: 'Keep runs that are younger than this.' }),
  keepRuns: value(wholeNumber({ min: 0 }), { value: 'N', help: 'Keep the newest so many of each name and branch.' }),
  dryRun: flag('Say what would be deleted, and delete nothing.', { short: 'n' }),
  json,
  store,
} as const;

export const runsRecoverOptions = {
  all: flag('Every run that was cut off.', { short: 'a' }),
  json,
  store,
} as const;

export type RunFilterOptions = OptionValues<typeof filters>;

const DAY_MS = 86_400_000;

/** A date, a time, or how long ago; as ISO 8601. Of a day alone its beginning or its end is meant, by the clock at hand. */
function moment(edge: 'begin' | 'end'): Reader<string> {
  return {
    takes: 'how long ago (7d, 12h), or a date such as 2026-03-14 or 2026-03-14T09:30',
    example: '7d',
    read: (given) => {
      const agoMs = /[a-z]/i.test(given) && /^[\d.]+\s*[a-z]/i.test(given) ? parseDurationMs(given) : undefined;
      const atMs = agoMs === undefined ? dateMs(given, edge) : Date.now() - agoMs;
      return Number.isNaN(new Date(atMs).getTime()) ? undefined : new Date(atMs).toISOString();
    },
  };
}

function dateMs(given: string, edge: 'begin' | 'end'): number {
  if (!/^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/i.test(given))
    return Number.NaN;
  if (given.length > 10) return Date.parse(given.replace(' ', 'T'));
  const dayMs = Date.parse(`${given}T00:00`);
  return edge === 'begin' ? dayMs : dayMs + DAY_MS - 1;
}
