import type { Finding } from '../../model/run.ts';
import { formatCount, formatDuration } from '../../model/units.ts';
import { flatEnd, type UpperEnd } from './flatness.ts';
import { latencyOf, meanOf, type Sight, seeksTheBound } from './sight.ts';
import { changes, openingMsOf } from './whereabouts.ts';

/** Latency that grew by less has not swallowed the users that were added. */
const LEAST_GROWTH = 1.2;

/** Throughput that stays while users grow, whose time then goes into waiting for answers. */
export function saturation(sight: Sight): Finding | undefined {
  const end = flatEnd(sight);
  if (end === undefined || changes(end, openingMsOf(sight.run)).largest !== 'answered') return undefined;
  const { fewest, most, throughput, beforeMs, afterMs } = figures(end);
  if (afterMs < LEAST_GROWTH * beforeMs) return undefined;
  const atOnce = Math.max(1, Math.round((throughput * fastestMs(end)) / 1000));
  return {
    kind: 'saturation',
    severity: seeksTheBound(sight) ? 'minor' : 'major',
    title:
      `Throughput stays at ${formatCount(throughput)}/s from ${formatCount(fewest)} to ${formatCount(most)} users, ` +
      `while latency grows from ${formatDuration(beforeMs)} to ${formatDuration(afterMs)}`,
    evidence: {
      throughput,
      fromUsers: fewest,
      toUsers: most,
      latencyBefore: beforeMs,
      latencyAfter: afterMs,
      slope: end.slope.value,
      slopeLow: end.slope.low,
      slopeHigh: end.slope.high,
      servedAtOnce: atOnce,
    },
    advice:
      `Something in the target is used up: it works as if ${atOnce === 1 ? 'one request were' : `${formatCount(atOnce)} requests were`} served at a time, and the others wait. ` +
      'Look for what is busy all the time at this load: the CPU, a pool of connections or workers, a disk, a service behind. More users only wait longer.',
  };
}

/** What the upper end is described by. */
export function figures({ moments, all }: UpperEnd) {
  const [first, last] = [moments[0], moments.at(-1)];
  const top = moments.filter(({ users }) => users >= 0.9 * (last?.users ?? 0));
  const bottom = moments.filter(({ users }) => users <= 1.1 * (first?.users ?? 0));
  return {
    fewest: Math.round(first?.users ?? 0),
    most: Math.round(last?.users ?? 0),
    throughput: meanOf(moments, ({ requests }) => requests),
    topThroughput: meanOf(top, ({ requests }) => requests),
    peak: peakOf(all),
    beforeMs: latencyOf(bottom),
    afterMs: latencyOf(top),
  };
}

/** The highest throughput of two neighbours, so that one stray second is none. */
function peakOf(all: UpperEnd['all']): { readonly throughput: number; readonly users: number } {
  let peak = { throughput: 0, users: 0 };
  for (const [i, moment] of all.entries()) {
    const next = all[i + 1] ?? all[i - 1] ?? moment;
    const throughput = (moment.requests + next.requests) / 2;
    if (throughput > peak.throughput) peak = { throughput, users: Math.round((moment.users + next.users) / 2) };
  }
  return peak;
}

function fastestMs({ all }: UpperEnd): number {
  return Math.min(...all.map(({ latency }) => latency?.p50 ?? Number.POSITIVE_INFINITY));
}
