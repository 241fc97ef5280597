import type { Finding } from '../../model/run.ts';
import { showShare } from '../../model/show-value.ts';
import { formatDuration } from '../../model/units.ts';
import { median } from '../../stats/quantile.ts';
import { askedOf, type Sight, sumOf } from './sight.ts';
import type { Moment } from './timeline.ts';

const LEAST_MOMENTS = 6;
/** Early latency over that of the rest. */
const LEAST_TIMES = 1.5;
const LEAST_MORE_MS = 10;
/** At the very start. */
const LEAST_TIMES_AT_FIRST = 2;
/** A slow second or two are a start, and no warm-up, unless cache hits say so. */
const LEAST_LENGTH = 3;
const LEAST_LENGTH_WITH_HITS = 2;
const LEAST_ANSWERS = 30;
/** Misses become fewer by this part of all. */
const MORE_HITS = 0.2;
const LONGEST = 0.6;
/** Latency may fall because load does. */
const MOST_LOAD = 1.15;
/** What a user waits longer for until it is warm is worth more than a word. */
const COSTLY_MS = 500;

/** Latency that is high at the start, and falls to where it then stays. */
export function cacheWarmUp(sight: Sight): Finding | undefined {
  const { timeline } = sight;
  const loadOf = askedOf(sight);
  const moments = timeline.moments;
  if (moments.length < LEAST_MOMENTS) return undefined;
  const later = moments.slice(Math.floor(moments.length / 2)).flatMap(({ latency }) => latency?.mean ?? []);
  const level = median(later);
  const slow = slowStart(moments, { level, noise: Math.max(...later) });
  if (slow === undefined) return undefined;
  const early = moments.slice(0, slow);
  const rest = moments.slice(slow);
  if (sumOf(early, ({ count }) => count) < LEAST_ANSWERS) return undefined;
  if (loadOf(heaviest(early, loadOf)) > MOST_LOAD * median(rest.map(loadOf))) return undefined;
  const firstMs = Math.max(...early.map(({ latency }) => latency?.mean ?? 0));
  const [hitsBefore, hitsAfter] = [hitShare(sight, 0, slow), hitShare(sight, slow, moments.length)];
  const isKnown = hitsAfter !== undefined && hitsBefore !== undefined && hitsAfter - hitsBefore >= MORE_HITS;
  if (slow < (isKnown ? LEAST_LENGTH_WITH_HITS : LEAST_LENGTH)) return undefined;
  const lastedMs = slow * timeline.stepMs;
  return {
    kind: 'cache-warm-up',
    severity: firstMs - level >= COSTLY_MS ? 'major' : 'minor',
    title:
      `The target was cold: latency falls from ${formatDuration(firstMs)} to ${formatDuration(level)} in the first ${formatDuration(lastedMs)}` +
      (hitsAfter === undefined || hitsBefore === undefined
        ? ''
        : `, while cache hits rise from ${showShare(hitsBefore)} to ${showShare(hitsAfter)}`),
    evidence: { lastedMs, first: firstMs, level, hitsBefore: hitsBefore ?? null, hitsAfter: hitsAfter ?? null },
    advice:
      'Totals mix the two. Leave the start out with `warmup`, if it is the warm target that matters; fill caches before users come, if it is them who would wait. ' +
      'After every deployment and expiry the target is cold again.',
  };
}

/** How many moments at the start are clearly slower than the rest, ever less so. */
function slowStart(moments: readonly Moment[], { level, noise }: { level: number; noise: number }): number | undefined {
  const above = Math.max(LEAST_TIMES * level, level + LEAST_MORE_MS, noise);
  const isSlow = ({ latency }: Moment) => latency === undefined || latency.mean > above;
  const end = moments.findIndex((moment) => !isSlow(moment));
  if (end < LEAST_LENGTH_WITH_HITS || end > LONGEST * moments.length) return undefined;
  const means = moments.slice(0, end).flatMap(({ latency }) => latency?.mean ?? []);
  const first = Math.max(...means);
  if (first < LEAST_TIMES_AT_FIRST * level) return undefined;
  // Once warm it stays so.
  return moments.slice(end + 1).every((moment) => moment.latency === undefined || !isSlow(moment)) ? end : undefined;
}

function heaviest(moments: readonly Moment[], loadOf: (moment: Moment) => number): Moment {
  return [...moments].sort((a, b) => loadOf(b) - loadOf(a))[0] as Moment;
}

function hitShare({ timeline }: Sight, from: number, to: number): number | undefined {
  const part = timeline.cache.slice(from, to);
  const hits = sumOf(part, (each) => each.hits);
  const all = hits + sumOf(part, ({ misses }) => misses);
  return all === 0 ? undefined : hits / all;
}
