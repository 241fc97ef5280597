import { randomBytes } from 'node:crypto';
import { ProblemsError } from '../../errors/problems.ts';
import { UserError } from '../../errors/user-error.ts';
import type { ApiError } from '../../model/dashboard-api.ts';
import { type DocumentAnswer, json } from './answer.ts';
import { MethodRefused } from './router.ts';

/** What HTTP calls it; 400 for all others that a user can mend. */
const STATUSES: Readonly<Record<string, number>> = {
  TOKEN_REQUIRED: 401,
  REQUEST_REFUSED: 403,
  NO_SUCH_PAGE: 404,
  NO_SUCH_RUN: 404,
  NO_SUCH_LIVE_RUN: 404,
  NO_SUCH_JOB: 404,
  NO_BASELINE: 404,
  METHOD_NOT_ALLOWED: 405,
  AMBIGUOUS_RUN: 409,
  TOO_MANY_JOBS: 429,
  REQUEST_TOO_LARGE: 413,
  DASHBOARD_BUSY: 503,
  JOBS_CLOSED: 503,
  TOO_MANY_STREAMS: 503,
};
/** The store is at fault, not the request. */
const UNAVAILABLE =
  /^(?:DATABASE_\w+|CANNOT_OPEN_\w+|CANNOT_READ_RUN|STORE_\w+|DISK_FULL|INVALID_CONFIG|INVALID_BASELINE)$/;

export function statusOf(code: string): number {
  if (UNAVAILABLE.test(code)) return 503;
  return (Object.hasOwn(STATUSES, code) ? STATUSES[code] : undefined) ?? 400;
}

/** Told on the terminal alone; whoever asked gets the reference. */
export type OnBug = (reference: string, error: unknown) => void;

/** Any error as an answer. What is no `UserError` is a bug, of which nothing but a reference goes out. */
export function problemAnswer(error: unknown, onBug: OnBug): DocumentAnswer {
  if (!(error instanceof UserError)) {
    const reference = randomBytes(4).toString('hex');
    onBug(reference, error);
    const message = `something went wrong in Plimsoll itself (reference ${reference})`;
    return json(errorOf('INTERNAL_ERROR', message, 'the terminal that serves says more'), 500);
  }
  const status = statusOf(error.code);
  const answer = json(apiError(error), status);
  const headers: Record<string, string> = {};
  if (error instanceof MethodRefused) headers.allow = error.allowed;
  if (status === 401) headers['www-authenticate'] = 'Bearer realm="plimsoll"';
  if (status === 503) headers['retry-after'] = '2';
  return { ...answer, headers };
}

function apiError(error: UserError): ApiError {
  const [first] = error instanceof ProblemsError ? error.problems : [];
  if (first === undefined || !(error instanceof ProblemsError)) {
    const { error: told } = errorOf(error.code, error.message, error.hint);
    return { error: 'field' in error && typeof error.field === 'string' ? { ...told, field: error.field } : told };
  }
  const messages = error.problems.map(({ path = '', message }) => (path === '' ? message : `${path}: ${message}`));
  return errorOf(first.code, messages.slice(0, 10).join('; '), first.hint);
}

function errorOf(code: string, message: string, hint?: string): ApiError {
  return { error: { code, message, ...(hint === undefined ? {} : { hint }) } };
}
