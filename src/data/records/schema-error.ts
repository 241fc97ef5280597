import { UserError } from '../../errors/user-error.ts';

/** What is wrong at one place of a description. */
export class SchemaError extends UserError {
  /** The names that lead there, from the outermost inwards. */
  readonly at: readonly string[];

  constructor(
    place: { readonly shown: string; readonly at: readonly string[] },
    problem: string,
    { code, hint }: { readonly code: string; readonly hint?: string | undefined },
  ) {
    super(`${place.shown}: ${problem}`, { code, ...(hint === undefined ? {} : { hint }) });
    this.at = place.at;
  }
}
