import { UserError } from '../errors/user-error.ts';
import { ERROR_KINDS, type ErrorKind } from '../model/metrics.ts';
import { statusRanges } from '../model/status-set.ts';
import type { RetrySpec } from '../model/steps.ts';
import type { RetryPolicy } from '../protocols/http/retry.ts';
import { ms } from './think-time.ts';

/** Attempts beyond these are a mistake, or an attack. */
const MOST_ATTEMPTS = 20;
const DEFAULT_DELAY_MS = 1000;
const DEFAULT_MAX_DELAY_MS = 30_000;
/** What usually passes: a server too busy or being replaced, a connection lost. */
const DEFAULT_ON = [429, 502, 503, 504, 'refused', 'reset', 'closed', 'timeout'] as const;
/** Nothing was sent, or what comes back will be no better. */
const PERMANENT: ReadonlySet<ErrorKind> = new Set<ErrorKind>(['blocked', 'malformed', 'too-large', 'tls']);

/** A retry as written, as the protocol wants it; throws for one that makes no sense. */
export function retryPolicy(spec: RetrySpec): RetryPolicy {
  const problem = retryProblem(spec);
  if (problem !== undefined) throw new UserError(problem.message, { code: 'INVALID_RETRY', hint: problem.hint });
  const { attempts, on = DEFAULT_ON, delay, backoff = 1, maxDelay, jitter = 0, retryAfter = false } = spec;
  return {
    attempts,
    statuses: on.flatMap((each) => (isStatus(each) ? (statusRanges(each) ?? []) : [])),
    errors: new Set(on.flatMap(errorsOf)),
    delayMs: delay === undefined ? DEFAULT_DELAY_MS : ms(delay),
    backoff,
    maxDelayMs: maxDelay === undefined ? DEFAULT_MAX_DELAY_MS : ms(maxDelay),
    jitter: jitter / 100,
    retryAfter,
  };
}

/** What is wrong with a retry, its durations apart. */
export function retryProblem(spec: RetrySpec): RetryProblem | undefined {
  if (typeof spec !== 'object' || spec === null) {
    const hint = "write { attempts: 3, on: [503, 'timeout'], delay: '1s' }";
    return { message: `a retry cannot be ${show(spec)}`, hint };
  }
  const { attempts, on, backoff = 1, jitter = 0 } = spec;
  if (!Number.isInteger(attempts) || attempts < 1 || attempts > MOST_ATTEMPTS) {
    const hint = `attempts count in all, the first included: a whole number from 1 to ${MOST_ATTEMPTS}`;
    return { message: `a retry cannot make ${show(attempts)} attempts`, hint };
  }
  if (!(backoff >= 1 && backoff <= 10)) {
    const hint = 'each pause is 1 to 10 times as long as the one before';
    return { message: `a backoff cannot be ${show(backoff)}`, hint };
  }
  if (!(jitter >= 0 && jitter <= 100)) {
    return { message: `a jitter cannot be ${show(jitter)}`, hint: 'it is a spread in percent, from 0 to 100' };
  }
  return on === undefined ? undefined : onProblem(on);
}

interface RetryProblem {
  readonly message: string;
  readonly hint: string;
}

function onProblem(on: NonNullable<RetrySpec['on']>): RetryProblem | undefined {
  const isList = Array.isArray(on) && on.length > 0;
  const wrong = isList ? on.find((each) => !isStatus(each) && errorsOf(each).length === 0) : on;
  if (wrong === undefined) return undefined;
  const kinds = ERROR_KINDS.join(', ');
  const hint = `list statuses (503, '5xx') and kinds of failure (${kinds}; error for those that may pass)`;
  return { message: `a retry cannot be made on ${show(wrong)}`, hint };
}

function isStatus(each: number | string): boolean {
  return statusRanges(each) !== undefined;
}

function errorsOf(each: number | string): readonly ErrorKind[] {
  if (each === 'error') return ERROR_KINDS.filter((kind) => !PERMANENT.has(kind));
  return ERROR_KINDS.filter((kind) => kind === each);
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}
