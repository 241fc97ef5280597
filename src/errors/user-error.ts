/**
 * errors/ holds what is thrown when a user can mend something: one class, with a stable code that `docs/errors.md`
 * explains. Whatever else is thrown anywhere is a bug in Plimsoll.
 */

export interface UserErrorOptions {
  /** Stable, upper case, as listed in docs/errors.md. */
  readonly code: string;
  /** What to try. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/** An error a user can mend: says what happened with the values, and what to try. */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly code: string;
  readonly hint: string | undefined;

  constructor(message: string, options: UserErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = options.code;
    this.hint = options.hint;
  }
}
