import { formatProblem, ProblemsError, problemLines } from '../errors/problems.ts';
import { UserError } from '../errors/user-error.ts';
import { VERSION } from '../plan/version.ts';
import { paintFor } from '../reporters/terminal/text/paint.ts';
import { type Terminal, wantsColor } from './terminal.ts';

export interface PrintErrorOptions {
  readonly terminal: Terminal;
  readonly as: 'error' | 'warning';
  /** Shows where it came from. */
  readonly verbose: boolean;
}

/** Prints an error to standard error: what a user can mend with its code and hint, anything else as the bug it is. */
export function printError(error: unknown, options: PrintErrorOptions): void {
  const { stderr } = options.terminal;
  stderr.write(`${(error instanceof UserError ? mendable(error, options) : bug(error)).join('\n')}\n`);
}

function mendable(error: UserError, { terminal, as, verbose }: PrintErrorOptions): string[] {
  const paint = paintFor(wantsColor(terminal.stderr, terminal.env));
  const word = (as === 'error' ? paint.bad : paint.warn)(as);
  const lines =
    error instanceof ProblemsError
      ? [...problemLines(error.problems, (problem) => `${word} ${problem.code}: ${formatProblem(problem)}`)]
      : [`${word} ${error.code}: ${error.message}`, ...(error.hint === undefined ? [] : [`    ${error.hint}`])];
  if (error instanceof ProblemsError && error.problems.length > 1) lines.push(`${error.problems.length} problems`);
  return verbose ? [...lines, ...causes(error)] : lines;
}

function causes(error: Error): string[] {
  const lines: string[] = [];
  for (let cause = error.cause; cause !== undefined && lines.length < 10; ) {
    lines.push(`caused by ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}`);
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return lines;
}

function bug(error: unknown): string[] {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const inside = error instanceof Error && error.cause instanceof Error ? [`caused by ${error.cause.stack}`] : [];
  return [
    stack,
    ...inside,
    '',
    `This is a bug in Plimsoll ${VERSION}, not in your test. Please report it with the lines above,`,
    `the command you gave, and your system: Node ${process.version}, ${process.platform} ${process.arch}.`,
  ];
}
