import { UserError } from '../../errors/user-error.ts';
import type { Baseline, BaselineRun } from '../../model/comparison.ts';
import { runShape } from '../read-run/run-shape.ts';
import { isReference, type Reference, runOfReference } from './reference.ts';

export const BASELINE_SCHEMA = 'plimsoll.baseline/2';
const EARLIER_SCHEMA = 'plimsoll.baseline/1';
/** Parts whose members have a line each: what changes then shows by itself. */
const LISTED = new Set(['metrics', 'spread', 'samples', 'levels']);

/** A baseline as a file: keys in one order, one line for each metric, so that what differs can be reviewed. */
export function baselineText({ run, ...about }: Baseline): string {
  const head = sortedEntries(about, ['schema', 'name', 'branch', 'setAt', 'reason']);
  const body = sortedEntries(run, ['id', 'kind', 'name', 'startedAt', 'durationMs', 'verdict', 'environment', 'test']);
  const lines = body.map(([key, value]) => {
    if (!LISTED.has(key) || !Array.isArray(value)) return `    ${JSON.stringify(key)}: ${plain(value)}`;
    const members = value.map((each) => `      ${plain(each)}`);
    return `    ${JSON.stringify(key)}: [\n${members.join(',\n')}\n    ]`;
  });
  return `{\n${head.map(([key, value]) => `  ${JSON.stringify(key)}: ${plain(value)},\n`).join('')}  "run": {\n${lines.join(',\n')}\n  }\n}\n`;
}

/** In the order asked for, then as they come; what is undefined is left out. */
function sortedEntries(value: object, first: readonly string[]): [string, unknown][] {
  const place = (key: string) => (first.includes(key) ? first.indexOf(key) : first.length);
  return Object.entries(value)
    .filter(([, part]) => part !== undefined)
    .sort(([a], [b]) => place(a) - place(b));
}

/** Keys of tags in alphabetical order, so that the same baseline is the same text. */
function plain(value: unknown): string {
  return JSON.stringify(value, (key, part: unknown) => {
    if (key !== 'tags' || typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** Reads what `baselineText` wrote, or an earlier version did. */
export function parseBaseline(text: string, path: string): Baseline {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch (error) {
    throw unreadable(path, error instanceof Error ? error.message : String(error));
  }
  if (!isObject(found)) throw unreadable(path, `it is no ${BASELINE_SCHEMA}`);
  if (found.schema === EARLIER_SCHEMA) return earlierBaseline(found, path);
  if (found.schema !== BASELINE_SCHEMA) throw unreadable(path, `it is no ${BASELINE_SCHEMA}`);
  const { name, branch, setAt, reason, run } = found;
  if (![name, branch, setAt, reason].every((each) => typeof each === 'string'))
    throw unreadable(path, 'parts of it are missing');
  const fault = runShape(asRun(run), 'run');
  if (fault !== undefined) throw unreadable(path, `${fault.path} ${fault.reason}`);
  return found as unknown as Baseline;
}

/** With what a baseline leaves out of a run. */
function asRun(run: unknown): unknown {
  if (!isObject(run)) return run;
  const empty = { phases: [], series: [], checks: [], limits: [], errors: [], findings: [], events: [] };
  return { schema: 'plimsoll.run/1', plimsoll: { version: '' }, ...empty, ...run };
}

function earlierBaseline(found: Record<string, unknown>, path: string): Baseline {
  const { schema: _, ...reference } = found;
  if (!isReference(reference)) throw unreadable(path, 'parts of it are missing');
  const run: BaselineRun = runOfReference(reference as unknown as Reference);
  return {
    schema: BASELINE_SCHEMA,
    name: run.name,
    branch: '',
    setAt: run.startedAt,
    reason: 'made by an earlier version',
    run,
  };
}

function unreadable(path: string, reason: string): UserError {
  return new UserError(`the baseline ${path} can't be read: ${reason}`, {
    code: 'INVALID_BASELINE',
    hint: "make it anew: 'plimsoll baseline set', or 'plimsoll run FILE --kind baseline'",
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
