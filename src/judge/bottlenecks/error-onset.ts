import type { Finding } from '../../model/run.ts';
import { showShare } from '../../model/show-value.ts';
import { formatCount, formatDuration } from '../../model/units.ts';
import { wilsonInterval } from '../../stats/intervals.ts';
import type { Case } from '../evidence.ts';
import { askedOf, latencyOf, roughly, type Sight, sumOf } from './sight.ts';
import type { Moment } from './timeline.ts';

/** Loads that differ by less all count as the same, so that only time can tell failures apart. */
const LEAST_SPREAD = 1.3;
const LEAST_SHARE = 0.01;
/** Before, at most this part of the share after. */
const MOST_BEFORE = 0.2;
const LEAST_FAILED = 10;
const CONFIDENCE = 0.99;
/** A part of the moments after that must have failures: one bad second is no onset. */
const LASTING = 0.6;
const LATENCY_GREW = 2;

/** The load, or the time, from which on requests fail that did not before. */
export function errorOnset(sight: Sight): Finding | undefined {
  const { moments } = sight.timeline;
  const loadOf = askedOf(sight);
  const loads = moments.map(loadOf);
  const least = Math.min(...loads.filter((load) => load > 0));
  const byLoad = sight.timeline.model !== 'other' && Math.max(...loads) >= LEAST_SPREAD * least;
  const split = bestSplit(byLoad ? [...moments].sort((a, b) => loadOf(a) - loadOf(b)) : moments);
  if (split === undefined) return undefined;
  const { before, after, shareBefore, shareAfter } = split;
  const first = after[0] as Moment;
  const unit = sight.timeline.model === 'arrivals' ? '/s' : ' users';
  const grew = latencyOf(before) > 0 ? latencyOf(after) / latencyOf(before) : 1;
  const failure = mostFrequentFailure(sight.run);
  const where = byLoad
    ? `beyond ${formatCount(roughly(loadOf(first)))}${unit}`
    : `after ${formatDuration(first.startMs)}`;
  return {
    kind: 'error-onset',
    severity: 'major',
    title: `Requests fail ${where}: ${showShare(shareAfter)} of them (${failure}), and ${showShare(shareBefore)} before`,
    evidence: {
      load: byLoad ? loadOf(first) : null,
      unit: byLoad ? (sight.timeline.model === 'arrivals' ? 'arrivals/s' : 'users') : null,
      atMs: Math.min(...after.map(({ startMs }) => startMs)),
      shareBefore,
      shareAfter,
      failed: sumOf(after, ({ failed }) => failed),
      failure,
      latencyRatio: grew,
    },
    advice: byLoad
      ? `${grew >= LATENCY_GREW ? 'Latency had grown as well: the target was full, and turned away or gave up on what it could not serve.' : 'Latency stayed as it was: the target turns requests away, as a rate limit, a full queue or a quota does.'} Look at which part answers so, and whether its bound is meant; keep the load below it, or raise it.`
      : "The load was the same before and after: look into the target's log at this moment, for a restart, a full disk, an expired token, or something that ran out.",
  };
}

interface Split {
  readonly before: readonly Moment[];
  readonly after: readonly Moment[];
  readonly shareBefore: number;
  readonly shareAfter: number;
}

/** The place that tells moments with failures best from those without. */
function bestSplit(moments: readonly Moment[]): Split | undefined {
  let best: Split | undefined;
  let most = 0;
  for (let at = 1; at < moments.length; at++) {
    const split = splitAt(moments, at);
    const likelihood = split === undefined ? 0 : likelihoodOf(split);
    if (likelihood > most) [best, most] = [split, likelihood];
  }
  return best !== undefined && isOnset(best) ? (splitAt(moments, beginningOf(moments, best)) ?? best) : undefined;
}

/** Failures that become more with load begin before the place that tells most from few. */
function beginningOf(moments: readonly Moment[], { before }: Split): number {
  let at = before.length;
  while (at > 1 && isFailing(moments[at - 1] as Moment)) at--;
  return at;
}

function isFailing({ failed, count }: Moment): boolean {
  return failed >= 2 && failed >= LEAST_SHARE * count;
}

function splitAt(moments: readonly Moment[], at: number): Split | undefined {
  const [before, after] = [moments.slice(0, at), moments.slice(at)];
  if (countOf(before) === 0 || countOf(after) === 0) return undefined;
  return {
    before,
    after,
    shareBefore: failedOf(before) / countOf(before),
    shareAfter: failedOf(after) / countOf(after),
  };
}

function isOnset({ before, after, shareBefore, shareAfter }: Split): boolean {
  const isMaterial = shareAfter >= LEAST_SHARE && failedOf(after) >= LEAST_FAILED && after.length >= 2;
  if (!isMaterial || before.length < 2 || shareBefore > MOST_BEFORE * shareAfter) return false;
  const lasting = after.filter(({ failed, count }) => failed >= 0.25 * shareAfter * count && failed > 0).length;
  if (lasting < LASTING * after.length) return false;
  const high = wilsonInterval(failedOf(before), countOf(before), CONFIDENCE).high;
  return high < wilsonInterval(failedOf(after), countOf(after), CONFIDENCE).low;
}

/** How much better two shares explain the failures than one. */
function likelihoodOf({ before, after }: Split): number {
  const all = [...before, ...after];
  return entropy(before) + entropy(after) - entropy(all);
}

function entropy(moments: readonly Moment[]): number {
  const [count, failed] = [countOf(moments), failedOf(moments)];
  const part = (n: number) => (n > 0 ? n * Math.log(n / count) : 0);
  return part(failed) + part(count - failed);
}

function countOf(moments: readonly Moment[]): number {
  return sumOf(moments, ({ count }) => count);
}

function failedOf(moments: readonly Moment[]): number {
  return sumOf(moments, ({ failed }) => failed);
}

/** A status, or a kind of failure. */
export function mostFrequentFailure({ index }: Case): string {
  const statuses = index
    .sub('http_req_failed', 'status')
    .map(({ value, metric }) => ({ what: `status ${value}`, count: metric.type === 'rate' ? metric.passes : 0 }))
    .filter(({ what }) => what !== 'status 0');
  const errors = index
    .sub('http_reqs', 'error')
    .map(({ value, metric }) => ({ what: value, count: metric.type === 'counter' ? metric.total : 0 }));
  return [...statuses, ...errors].sort((a, b) => b.count - a.count)[0]?.what ?? 'failed';
}
