import type { ErrorKind } from '../../model/metrics.ts';
import { parseCookieDate } from './cookie-date.ts';
import type { HttpResponse } from './response.ts';

/** When a request is sent again. */
export interface RetryPolicy {
  /** In all, the first included. */
  readonly attempts: number;
  /** Inclusive ranges of statuses, and kinds of failure. */
  readonly statuses: readonly (readonly [number, number])[];
  readonly errors: ReadonlySet<ErrorKind>;
  readonly delayMs: number;
  /** Each pause is so many times as long as the one before. */
  readonly backoff: number;
  readonly maxDelayMs: number;
  /** Share of a pause that it may be shorter or longer by. */
  readonly jitter: number;
  readonly retryAfter: boolean;
}

interface Attempt {
  readonly response: HttpResponse;
  /** Which one it was, from 1. */
  readonly attempt: number;
  /** From 0 to 1. */
  readonly chance: () => number;
  readonly wallMs: () => number;
}

/** How long to wait before the next attempt; undefined when this was the last. */
export function retryDelayMs(policy: RetryPolicy, last: Attempt): number | undefined {
  const { response, attempt } = last;
  if (attempt >= policy.attempts || !isToBeRetried(policy, response)) return undefined;
  const asked = policy.retryAfter ? retryAfterMs(response.header('retry-after'), last.wallMs()) : undefined;
  // Spread once it is bounded: at the bound, too, not all are to come back at one moment.
  const pauseMs = Math.min(policy.delayMs * policy.backoff ** (attempt - 1), policy.maxDelayMs);
  const spread = policy.jitter === 0 ? 1 : 1 + policy.jitter * (2 * last.chance() - 1);
  return Math.min(asked ?? pauseMs * spread, policy.maxDelayMs);
}

function isToBeRetried({ errors, statuses }: RetryPolicy, { error, status }: HttpResponse): boolean {
  if (error !== undefined) return errors.has(error);
  return statuses.some(([low, high]) => status >= low && status <= high);
}

/** Seconds, or a date (RFC 9110, 10.2.3); undefined for anything else, which is no word to come back at once. */
function retryAfterMs(value: string | undefined, nowMs: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d+(?:\.\d+)?$/.test(value)) return Number(value) * 1000;
  const atMs = DATE.test(value) ? parseCookieDate(value) : undefined;
  return atMs === undefined ? undefined : Math.max(0, atMs - nowMs);
}

/** All three forms of a date begin with the day of the week, and are in UTC. */
const DATE = /^(?:mon|tue|wed|thu|fri|sat|sun)/i;
