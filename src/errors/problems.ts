import { UserError } from './user-error.ts';

/** One thing wrong in a file: where it stands, what is wrong, and what to do. */
export interface Problem {
  /** Stable code, as in docs/errors.md. */
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  /** Where in the test: `scenarios[0].flow[2].get.url`. */
  readonly path?: string;
  readonly file?: string;
  /** 1-based. */
  readonly line?: number;
  readonly column?: number;
}

/** Every problem of an input at once. */
export class ProblemsError extends UserError {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[], cause?: unknown) {
    const first = problems[0];
    super(problemLines(problems, formatProblem).join('\n'), { code: first?.code ?? 'INVALID_TEST', cause });
    this.problems = problems;
  }
}

/** Orders problems as they stand, file by file; those without a line come first in theirs. */
export function byPlace(a: Problem, b: Problem): number {
  const [fileA, fileB] = [a.file ?? '', b.file ?? ''];
  if (fileA !== fileB) return fileA < fileB ? -1 : 1;
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}

/** More of them help nobody: they come of one mistake, or of a file that is no test. */
const MOST_SHOWN = 50;

/** Each problem as text; of very many the first, and how many more there are. */
export function problemLines(problems: readonly Problem[], format: (problem: Problem) => string): readonly string[] {
  const more = problems.length - MOST_SHOWN;
  const lines = problems.slice(0, MOST_SHOWN).map(format);
  return more > 0 ? [...lines, `… and ${more} more`] : lines;
}

/** `file:line:column  path: message` with the hint on a line of its own. */
export function formatProblem(problem: Problem): string {
  const position = [problem.file, problem.line, problem.column].filter((part) => part !== undefined).join(':');
  const where = [position, problem.path].filter((part) => part !== undefined && part !== '').join('  ');
  const head = where === '' ? problem.message : `${where}: ${problem.message}`;
  return problem.hint === undefined ? head : `${head}\n    ${problem.hint}`;
}
