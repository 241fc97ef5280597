import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ProblemsError } from '../../errors/problems.ts';
import { UserError } from '../../errors/user-error.ts';
import { OWN_FOLDER } from '../installation.ts';

/** Where an error comes from in the user's files. */
interface UserLine {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** What a user's file threw while it was being loaded, with the line of the user's that it came from. */
export function loadingError(error: unknown, file: string): UserError {
  const at = userLine(error);
  if (error instanceof ProblemsError) {
    return new ProblemsError(
      error.problems.map((problem) => ({ file, ...at, ...problem })),
      error,
    );
  }
  const place = at === undefined ? file : `${at.file}:${at.line}:${at.column}`;
  if (error instanceof UserError) {
    const hint = error.hint === undefined ? {} : { hint: error.hint };
    return new UserError(`${place}: ${error.message}`, { code: error.code, cause: error, ...hint });
  }
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new UserError(`${place}: the file threw while it was being loaded: ${text}`, {
    code: 'SCRIPT_THREW',
    cause: error,
  });
}

/** The innermost line of a stack that is the user's own: not Node's, a package's or Plimsoll's. */
function userLine(error: unknown): UserLine | undefined {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  for (const [, place = '', line, column] of stack.matchAll(/^\s+at (?:.*\()?(.+?):(\d+):(\d+)\)?$/gm)) {
    const path = place.startsWith('file://') ? fileURLToPath(place) : place;
    if (
      /^node:|[\\/]node_modules[\\/]|[\\/]plimsoll-[^\\/]+[\\/]\w{64}\.mjs$/.test(path) ||
      path.startsWith(OWN_FOLDER)
    )
      continue;
    return { file: relative(process.cwd(), path) || path, line: Number(line), column: Number(column) };
  }
  return undefined;
}
