/** What is wrong with a rule, and where in its text. */
export interface LimitProblem {
  readonly message: string;
  readonly hint: string;
  /** Characters before the mistake. */
  readonly offset: number;
  /** A word that isn't known, and those that are, for a "did you mean". */
  readonly mistyped?: { readonly word: string; readonly known: readonly string[] };
}

/** Ends the reading of a rule. */
export class LimitMistake extends Error {
  readonly problem: LimitProblem;

  constructor(problem: LimitProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

/** Where the reading of a limit has come to. */
export class LimitReader {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** The next match of a sticky pattern, white space before it skipped; reads nothing when there is none. */
  take(pattern: RegExp): string | undefined {
    this.skipSpace();
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  skipSpace(): void {
    while (this.at < this.text.length && /\s/.test(this.text.charAt(this.at))) this.at++;
  }

  get done(): boolean {
    this.skipSpace();
    return this.at >= this.text.length;
  }

  /** What stands here, for a message. */
  get here(): string {
    const rest = this.text.slice(this.at).trim();
    return rest.length > 30 ? `${rest.slice(0, 30)}…` : rest;
  }

  fail(message: string, hint: string, mistyped?: LimitProblem['mistyped']): never {
    const problem = { message, hint, offset: this.at };
    throw new LimitMistake(mistyped === undefined ? problem : { ...problem, mistyped });
  }
}
