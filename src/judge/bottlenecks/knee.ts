import type { Finding } from '../../model/run.ts';
import { showShare } from '../../model/show-value.ts';
import { formatCount } from '../../model/units.ts';
import { findKnee } from '../../stats/knee.ts';
import { askedOf, climb, LEAST_MOMENTS, meanOf, roughly, type Sight, seeksTheBound, settled, sumOf } from './sight.ts';
import type { Moment } from './timeline.ts';

/**
 * Where the throughput at the highest load is at least this share of what it would be had it followed, there is no knee worth
 * a word: arrivals come through or pile up, while users may get a little less each without harm.
 */
const STILL_FOLLOWS = { arrivals: 0.85, users: 0.65 };
/** Of the bend; what is missing beyond it is tested by itself. */
const SIGNIFICANCE = 0.05;
/** Variance of a count over its mean: 1 where arrivals come by chance, next to nothing where they come evenly. */
const LEAST_DISPERSION = 0.25;
/** Deviations of a count by chance that the missing answers are more than. */
const BEYOND_CHANCE = 3.5;
/** A knee this close to the highest load was hardly passed. */
const LEAST_BEYOND = 1.2;

/** The load up to which throughput follows it. */
export function knee(sight: Sight): Finding | undefined {
  const { model } = sight.timeline;
  if (model === 'other') return undefined;
  const loadOf = askedOf(sight);
  const moments = climb(settled(sight.timeline.moments), loadOf);
  const found = findKnee([NO_LOAD, ...moments.map((moment) => measuredAt(moment, loadOf(moment)))], {
    shape: 'bend-down',
    significance: SIGNIFICANCE,
  });
  const highest = Math.max(0, ...moments.map(loadOf));
  if (found === undefined || highest < LEAST_BEYOND * found.load) return undefined;
  const reached = reachedAt(moments, { loadOf, knee: found.load });
  if (reached === undefined || reached > STILL_FOLLOWS[model]) return undefined;
  const unit = model === 'arrivals' ? '/s' : ' users';
  return {
    kind: 'knee',
    severity: model === 'arrivals' && !seeksTheBound(sight) ? 'major' : 'minor',
    title:
      `Throughput follows the load up to ${formatCount(roughly(found.load))}${unit} and no further: ` +
      `at ${formatCount(roughly(highest))}${unit} it is ${showShare(reached)} of what it would have to be`,
    evidence: {
      load: found.load,
      low: found.low,
      high: found.high,
      unit: model === 'arrivals' ? 'arrivals/s' : 'users',
      throughput: found.value,
      slopeBefore: found.slopeBefore,
      slopeAfter: found.slopeAfter,
      highestLoad: highest,
      reached,
      openAtEnd: openAtEnd(moments),
    },
    advice:
      model === 'arrivals'
        ? 'Beyond this load more comes than is served, and what is left over piles up. Find what is used up there (CPU, a pool, a lock, a service behind), or keep the load below it; `plimsoll capacity` finds the highest load within all limits.'
        : 'Beyond this load each user gets less. Look for what they share: a lock, a pool of connections, one busy core. A test of kind `scalability` tells contention from coordination.',
  };
}

/** Without load there is no throughput, which nobody has to measure. */
const NO_LOAD = { load: 0, value: 0, standardError: 1 };

/** With the error of a count, and that of a machine that is not alone. */
function measuredAt({ requests, count }: Moment, load: number) {
  const relative = Math.hypot(0.03, 1 / Math.sqrt(Math.max(1, count)));
  return { load, value: requests, standardError: Math.max(1, requests) * relative };
}

/** Throughput at the highest load as a share of what it would be at the rate, for each unit of load, before the knee; undefined where chance explains what is missing. */
function reachedAt(moments: readonly Moment[], { loadOf, knee: at }: Bend): number | undefined {
  const before = moments.filter((moment) => loadOf(moment) <= at);
  const beyond = moments.filter((moment) => loadOf(moment) > at);
  const counted = sumOf(before, ({ count }) => count);
  const each = counted / sumOf(before, loadOf);
  const expected = each * sumOf(beyond, loadOf);
  const squares = meanOf(
    before,
    (moment) => (moment.count - each * loadOf(moment)) ** 2 / Math.max(1, each * loadOf(moment)),
  );
  const dispersion = before.length < LEAST_MOMENTS ? 1 : Math.max(LEAST_DISPERSION, 1.5 * squares);
  const chance = Math.sqrt(dispersion * expected * (1 + expected / Math.max(1, counted)));
  if (!(expected - sumOf(beyond, ({ count }) => count) > BEYOND_CHANCE * chance)) return undefined;
  const highest = Math.max(...beyond.map(loadOf));
  const top = beyond.filter((moment) => loadOf(moment) >= 0.85 * highest);
  return sumOf(top, ({ count }) => count) / (each * sumOf(top, loadOf));
}

interface Bend {
  readonly loadOf: (moment: Moment) => number;
  readonly knee: number;
}

function openAtEnd(moments: readonly Moment[]): number {
  return moments.at(-1)?.open ?? 0;
}
