import type { Case } from '../evidence.ts';
import type { UpperEnd } from './flatness.ts';
import { meanOf, sumOf } from './sight.ts';
import type { Moment } from './timeline.ts';

/** Where busy users are, on average, by Little's law: as many as there are arrivals a second, times the seconds each stays. */
export interface Whereabouts {
  /** With requests that were answered, from the moment they had a connection. */
  readonly answered: number;
  /** Waiting for a connection that others use. */
  readonly pool: number;
  /** With requests under way that no answer accounts for. */
  readonly unanswered: number;
  /** With no request under way: thinking, or in the script. */
  readonly outside: number;
}

/** `openingMs` is what opening a connection takes of what requests wait for one. */
export function whereabouts(moments: readonly Moment[], openingMs: number): Whereabouts {
  const waitingMs = ({ blockedMs }: Moment) => Math.max(0, blockedMs - openingMs);
  const pool = meanOf(moments, (moment) => (moment.requests * waitingMs(moment)) / 1000);
  const ended = meanOf(moments, ({ requests, responseMs }) => (requests * responseMs) / 1000);
  const open = meanOf(moments, (moment) => moment.open);
  return {
    answered: Math.max(0, ended - pool),
    pool,
    unanswered: Math.max(0, open - ended),
    outside: Math.max(0, meanOf(moments, ({ busy }) => busy) - Math.max(open, ended)),
  };
}

/** What opening a connection adds to a request on average, in milliseconds. */
export function openingMsOf({ index }: Case): number {
  return sumOf(['http_req_connecting', 'http_req_tls_handshaking'], (name) => {
    const metric = index.find(name);
    return metric?.type === 'trend' ? metric.mean : 0;
  });
}

export interface Changes {
  /** Where most of the users went that were added. */
  readonly largest: keyof Whereabouts;
  readonly before: Whereabouts;
  readonly after: Whereabouts;
}

/** Where the users are that were added between the lower and the upper part of a climb. */
export function changes({ all, moments }: UpperEnd, openingMs: number): Changes {
  const most = moments.at(-1)?.users ?? 0;
  const upper = all.filter(({ users }) => users >= 0.8 * most);
  const low = all.filter(({ users }) => users <= 0.5 * most);
  const lower = low.length > 0 ? low : all.slice(0, Math.ceil(all.length / 3));
  const [before, after] = [whereabouts(lower, openingMs), whereabouts(upper, openingMs)];
  const places = ['answered', 'pool', 'unanswered', 'outside'] as const;
  const [largest = 'answered'] = [...places].sort((a, b) => after[b] - before[b] - (after[a] - before[a]));
  return { largest, before, after };
}
