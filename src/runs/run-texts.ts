import { isTooDeep, MOST_DEPTH } from '../bench/imports/json-depth.ts';
import { UserError } from '../errors/user-error.ts';
import type { Run } from '../model/run.ts';
import { ownRun } from './read-run-file.ts';

/** What an id may be made of: it is typed, where `latest` means another, and names files. */
const ID = /^(?!latest(?:~|$))\w[\w.-]{0,99}$/i;

/** The run that a text is, checked as far as a store relies on it. `name` is what errors call the text. */
export function storableRun(text: string, name: string): Run {
  return checkedRun(parsed(text, name), name);
}

/** The same of what was parsed already. */
export function checkedRun(value: unknown, name: string): Run {
  const run = ownRun(value, name);
  if (!ID.test(run.id)) throw invalid(name, 'its id is none');
  if (Number.isNaN(Date.parse(run.startedAt))) throw invalid(name, 'startedAt is no time');
  return run;
}

export function refuseDeep(text: string, name: string): void {
  if (isTooDeep(text)) throw invalid(name, `its lists and objects lie more than ${MOST_DEPTH} deep in each other`);
}

export function parsed(text: string, name: string): unknown {
  refuseDeep(text, name);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw invalid(name, `it is no JSON: ${cause instanceof Error ? cause.message : cause}`);
  }
}

export function invalid(name: string, reason: string): UserError {
  return new UserError(`${name} is no run: ${reason}`, {
    code: 'INVALID_RUN_FILE',
    hint: 'a run is what plimsoll writes with --json or runs export, whole and unchanged',
  });
}
