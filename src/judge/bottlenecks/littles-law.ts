import type { Finding } from '../../model/run.ts';
import { formatCount, formatDuration } from '../../model/units.ts';
import { flatEnd } from './flatness.ts';
import { LEAST_MOMENTS, latencyOf, meanOf, type Sight, settled } from './sight.ts';
import type { Moment } from './timeline.ts';
import { changes, openingMsOf, type Whereabouts, whereabouts } from './whereabouts.ts';

type Place = Exclude<keyof Whereabouts, 'answered'>;

/** A part of all busy users that can't be accounted for by less. */
const LEAST_SHARE = 0.25;
const LEAST_USERS = 3;
/** What is under way may change by this share of itself before Little's law no longer holds of it. */
const STEADY = 0.25;
/** Answers that take longer than this part of the time looked at say too little of those still to come. */
const LONGEST_ANSWER = 1 / 3;

interface Missing {
  readonly place: Place;
  readonly users: number;
  readonly busy: number;
  readonly throughput: number;
  readonly latencyMs: number;
}

/** Users that throughput and latency do not account for: they wait where no answer shows it. */
export function littlesLaw(sight: Sight): Finding | undefined {
  const missing = missingAtTop(sight) ?? missingThroughout(sight);
  if (missing === undefined) return undefined;
  const { place, users, busy, throughput, latencyMs } = missing;
  const accounted = (throughput * latencyMs) / 1000;
  return {
    kind: 'littles-law',
    severity: 'major',
    title:
      `${formatCount(throughput)} answers a second of ${formatDuration(latencyMs)} keep ${formatCount(accounted)} users busy, ` +
      `but ${formatCount(busy)} are: ${formatCount(users)} ${WAITING[place]}`,
    evidence: { place: PLACES[place], missing: users, busy, accounted, throughput, latency: latencyMs },
    advice: ADVICE[place],
  };
}

const PLACES: Readonly<Record<Place, string>> = {
  unanswered: 'hidden queue',
  pool: 'connection pool',
  outside: 'generator',
};

const WAITING: Readonly<Record<Place, string>> = {
  unanswered: 'wait for answers that do not come',
  pool: 'wait for a connection that others use',
  outside: 'are in the test itself, with no request under way',
};

const ADVICE: Readonly<Record<Place, string>> = {
  unanswered:
    "Requests wait in front of the target, where neither its own figures nor the latency of answers shows them. Look at how many connections are served at once (workers, threads, the proxy's and the load balancer's limits, the backlog), and for requests that hang.",
  pool: 'The target is not kept busy: requests wait in the generator for one of the connections allowed. Raise `connections` or `connectionsPerHost` unless the bound is what is tested; `response_time` shows what users would have felt.',
  outside:
    'The target is not kept busy. Look at what the script does between requests: what it waits for, what users share, what takes the CPU; or use more workers.',
};

/** Of users that were added without more throughput, most went where no answer shows them. */
function missingAtTop(sight: Sight): Missing | undefined {
  const end = flatEnd(sight);
  if (end === undefined) return undefined;
  const { largest, before, after } = changes(end, openingMsOf(sight.run));
  if (largest === 'answered') return undefined;
  const most = end.moments.at(-1)?.users ?? 0;
  const top = end.all.filter(({ users }) => users >= 0.8 * most);
  return missingIn(top, largest, after[largest] - before[largest]);
}

/** Under a steady load, many requests under way are never answered while others are answered quickly, or wait for a turn with a connection. */
function missingThroughout({ run, timeline }: Sight): Missing | undefined {
  const moments = settled(timeline.moments);
  const late = moments.slice(Math.floor(moments.length / 2));
  if (moments.length < LEAST_MOMENTS || !isSteady(late, timeline.model === 'users')) return undefined;
  const { unanswered, pool } = whereabouts(late, openingMsOf(run));
  const waiting = run.sharesConnections === true ? missingIn(late, 'pool', pool) : undefined;
  const longestMs = Math.max(...late.map(({ latency }) => latency?.p95 ?? 0));
  if (waiting !== undefined || longestMs > LONGEST_ANSWER * late.length * timeline.stepMs) return waiting;
  return missingIn(late, 'unanswered', unanswered);
}

/** With users the law holds of what they do; arrivals may pile up. */
function isSteady(moments: readonly Moment[], users: boolean): boolean {
  if (users) return true;
  const middle = Math.floor(moments.length / 2);
  const [before, after] = [moments.slice(0, middle), moments.slice(middle)].map((half) =>
    meanOf(half, ({ open }) => open),
  );
  return Math.abs((after ?? 0) - (before ?? 0)) <= STEADY * (before ?? 0);
}

function missingIn(moments: readonly Moment[], place: Place, users: number): Missing | undefined {
  const busy = meanOf(moments, (moment) => moment.busy);
  if (users < LEAST_USERS || users < LEAST_SHARE * busy) return undefined;
  return {
    place,
    users,
    busy,
    throughput: meanOf(moments, ({ requests }) => requests),
    latencyMs: latencyOf(moments),
  };
}
