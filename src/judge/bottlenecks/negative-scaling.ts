import type { Finding } from '../../model/run.ts';
import { showShare } from '../../model/show-value.ts';
import { formatCount, formatDuration } from '../../model/units.ts';
import { fallingEnd } from './flatness.ts';
import { figures } from './saturation.ts';
import type { Sight } from './sight.ts';
import { growingAlone } from './slow-step.ts';

/** A smaller loss from the peak is none. */
const LEAST_LOSS = 0.25;
/** A loss of this much is no longer slower service, but its breakdown. */
const COLLAPSE = 0.6;

/** Throughput that falls while users grow: each that is added takes more from the others than it brings. */
export function negativeScaling(sight: Sight): Finding | undefined {
  const end = fallingEnd(sight);
  if (end === undefined) return undefined;
  const { peak, most, topThroughput, beforeMs, afterMs } = figures(end);
  const loss = 1 - topThroughput / peak.throughput;
  if (!(loss >= LEAST_LOSS)) return undefined;
  const step = growingAlone(sight)?.name;
  return {
    kind: 'negative-scaling',
    severity: loss >= COLLAPSE ? 'critical' : 'major',
    title:
      `More users get less: throughput falls from ${formatCount(peak.throughput)}/s with ${formatCount(peak.users)} users ` +
      `to ${formatCount(topThroughput)}/s with ${formatCount(most)}${step === undefined ? '' : `, at '${step}'`}`,
    evidence: {
      peakThroughput: peak.throughput,
      peakUsers: peak.users,
      throughput: topThroughput,
      users: most,
      loss,
      latencyBefore: beforeMs,
      latencyAfter: afterMs,
      slope: end.slope.value,
      slopeLow: end.slope.low,
      slopeHigh: end.slope.high,
      step: step ?? null,
    },
    advice:
      `With more than ${formatCount(peak.users)} at once, ${showShare(loss)} of the work done is lost (latency ${formatDuration(afterMs)}). Look for a lock that many wait for, rows that ` +
      'transactions fight over, retries inside the target, memory or threads that run out. Bounding what is served at once near the peak keeps the throughput.',
  };
}
