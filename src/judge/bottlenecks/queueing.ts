import type { Finding } from '../../model/run.ts';
import { showShare } from '../../model/show-value.ts';
import { formatCount, formatDuration } from '../../model/units.ts';
import { testDrift } from '../../stats/drift.ts';
import { median } from '../../stats/quantile.ts';
import { LEAST_MOMENTS, meanOf, type Sight, settled } from './sight.ts';
import type { Moment } from './timeline.ts';

/** Loads within this share of each other are the same. */
const SAME = 0.03;
const LEAST_GROWTH = 2;
const LEAST_GROWTH_MS = 10;
/** Latency still grows at the end by this much from one third of the time to the next. */
const STILL_GROWS = 1.15;
/** Arrivals that are not served as they come, as a share of all. */
const LEAST_LEFT_OVER = 0.01;
const LEAST_BACKLOG = 5;
const LEAST_TAU = 0.7;

/** More comes than is served, under a load that stays the same: the queue, and with it the latency, grows for as long as it lasts. */
export function queueing({ timeline }: Sight): Finding | undefined {
  if (timeline.model !== 'arrivals') return undefined;
  const found = stretches(settled(timeline.moments)).flatMap((stretch) => {
    const queue = queueIn(stretch);
    return queue === undefined ? [] : [queue];
  });
  const [worst] = found.sort((a, b) => b.afterMs - a.afterMs);
  if (worst === undefined) return undefined;
  const { arrivals, served, beforeMs, afterMs, backlog, seconds } = worst;
  return {
    kind: 'queueing',
    severity: 'major',
    title:
      `More comes than is served: of ${formatCount(arrivals)} arrivals a second ${formatCount(served)} are, ` +
      `and latency grows from ${formatDuration(beforeMs)} to ${formatDuration(afterMs)} in ${formatDuration(seconds * 1000)}`,
    evidence: {
      arrivals,
      served,
      leftOver: 1 - served / arrivals,
      latencyBefore: beforeMs,
      latencyAfter: afterMs,
      backlog,
      seconds,
    },
    advice:
      `The load stays the same, but ${showShare(1 - served / arrivals)} of it is left over each second and waits. Latency depends on how long the test lasts, and says little. ` +
      `Find what is used up at ${formatCount(served)}/s, or keep the load below it.`,
  };
}

interface Queue {
  readonly arrivals: number;
  readonly served: number;
  readonly beforeMs: number;
  readonly afterMs: number;
  readonly backlog: number;
  readonly seconds: number;
}

function queueIn(stretch: readonly Moment[]): Queue | undefined {
  const third = Math.ceil(stretch.length / 3);
  const [before, middle, after] = [stretch.slice(0, third), stretch.slice(third, -third), stretch.slice(-third)].map(
    (part) => median(part.map(({ latency }) => latency?.p50 ?? Number.NaN)),
  ) as [number, number, number];
  const isGrowing = after >= LEAST_GROWTH * before && after - before >= LEAST_GROWTH_MS;
  if (!isGrowing || !(middle >= STILL_GROWS * before) || !(after >= STILL_GROWS * middle)) return undefined;
  const drift = testDrift(stretch.map(({ startMs, latency }) => ({ timeMs: startMs, value: latency?.p50 })));
  const backlog = (stretch.at(-1)?.busy ?? 0) - (stretch[0]?.busy ?? 0);
  const arrivals = meanOf(stretch, (moment) => moment.arrivals);
  const served = meanOf(stretch, ({ iterations }) => iterations);
  const isLeftOver = backlog >= LEAST_BACKLOG && served <= (1 - LEAST_LEFT_OVER) * arrivals;
  if (!isLeftOver || drift === undefined || drift.tau < LEAST_TAU) return undefined;
  const seconds = ((stretch.at(-1)?.startMs ?? 0) - (stretch[0]?.startMs ?? 0)) / 1000;
  return { arrivals, served, beforeMs: before, afterMs: after, backlog, seconds };
}

/** Neighbours with the same load. */
function stretches(moments: readonly Moment[]): Moment[][] {
  const found: Moment[][] = [];
  for (const moment of moments) {
    const last = found.at(-1);
    const load = last?.[0]?.arrivals ?? 0;
    if (last !== undefined && Math.abs(moment.arrivals - load) <= SAME * load) last.push(moment);
    else found.push([moment]);
  }
  return found.filter((stretch) => stretch.length >= LEAST_MOMENTS && (stretch[0]?.arrivals ?? 0) > 0);
}
