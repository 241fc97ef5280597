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

/** Far more than a run has. */
const MOST_DEPTH = 1000;

/** A parser needs many times the memory of a text that opens lists and never closes them, and whoever walks them a deep stack. */
export function refuseDeep(text: string, name: string): void {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === OPEN_LIST || code === OPEN_OBJECT) depth++;
    else if (code === CLOSE_LIST || code === CLOSE_OBJECT) depth--;
    if (depth > MOST_DEPTH) throw invalid(name, `its lists and objects lie more than ${MOST_DEPTH} deep in each other`);
  }
}

const [QUOTE, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d];

function endOfString(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && text.charCodeAt(at) !== QUOTE) at += text.charCodeAt(at) === BACKSLASH ? 2 : 1;
  return at;
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
