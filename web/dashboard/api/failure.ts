import type { ApiError } from '../../../src/model/dashboard-api.ts';

/** What the server answered when it could not do what was asked, or that it did not answer. */
export class Failure extends Error {
  /** 0: no answer came. */
  readonly status: number;
  readonly code: string;
  readonly hint: string | undefined;
  /** Which of the fields sent is meant. */
  readonly field: string | undefined;

  constructor(status: number, told: ApiError['error']) {
    super(told.message);
    this.status = status;
    this.code = told.code;
    this.hint = told.hint;
    this.field = told.field;
  }
}

/** From the body of an answer that is no success; whatever stands between server and page may have written it. */
export function failureOf(status: number, body: unknown): Failure {
  if (isApiError(body)) return new Failure(status, body.error);
  return new Failure(status, { code: 'NO_ANSWER', message: `The server answered with status ${status}.` });
}

export function noAnswer(): Failure {
  return new Failure(0, {
    code: 'NO_ANSWER',
    message: 'The server does not answer.',
    hint: 'Is plimsoll serve still running? This page goes on by itself once it is back.',
  });
}

function isApiError(body: unknown): body is ApiError {
  if (typeof body !== 'object' || body === null || !('error' in body)) return false;
  const { error } = body;
  return typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string';
}
