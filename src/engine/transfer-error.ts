import { UserError } from '../errors/user-error.ts';
import type { TransferredError } from './messages.ts';

/** An error as plain data, to cross threads with its kind kept. */
export function toTransferred(error: unknown): TransferredError {
  if (!(error instanceof Error)) return { message: String(error), stack: undefined };
  const user = error instanceof UserError ? { code: error.code, hint: error.hint } : undefined;
  return { message: error.message, stack: error.stack, user };
}

export function fromTransferred({ message, stack, user }: TransferredError): Error {
  if (user !== undefined) return new UserError(message, user);
  const error = new Error(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}
