import type { Finding, Severity } from '../../model/run.ts';
import { showShare } from '../../model/show-value.ts';
import { formatDuration } from '../../model/units.ts';
import { median, quantile } from '../../stats/quantile.ts';
import { askedOf, LEAST_MOMENTS, type Sight, settled } from './sight.ts';
import type { Latency } from './timeline.ts';

const LEAST_GROWTH = 2;
const LEAST_GROWTH_MS = 10;
/** Fewer answers than this have no median to speak of. */
const LEAST_ANSWERS = 20;
/** The others may grow by this part of what it grows by, as shares of their own latency. */
const MOST_OF_OTHERS = 0.5;
/** Its part of all time spent waiting for answers. */
const LEAST_SHARE = 0.5;
/** Where nothing grows: much slower than the others, and most of the time. */
const DOMINATES = { share: 0.75, times: 10, latencyMs: 100 };
/** Load that grows by this tells early from late; else time does. */
const LEAST_SPREAD = 1.5;

export interface GrowingStep {
  readonly name: string;
  readonly beforeMs: number;
  readonly afterMs: number;
  /** How much the others together grew, as a ratio. */
  readonly othersGrew: number;
  readonly share: number;
}

/** One step that takes most of the time: because it grows and the others do not, or all along. */
export function slowStep(sight: Sight): Finding | undefined {
  const growing = growingAlone(sight);
  if (growing !== undefined) {
    const { name, beforeMs, afterMs, othersGrew, share } = growing;
    return findingOf('major', {
      title:
        `'${name}' grows from ${formatDuration(beforeMs)} to ${formatDuration(afterMs)}, the other steps do not: ` +
        `it takes ${showShare(share)} of all waiting`,
      evidence: { step: name, latencyBefore: beforeMs, latencyAfter: afterMs, othersGrew, share },
      advice:
        'What this step needs, and the others do not, is used up or grows: its query, its table, its lock, a service behind it. The rest of the target has room left.',
    });
  }
  const slow = dominating(sight);
  if (slow === undefined) return undefined;
  const { name, latencyMs, othersMs, share } = slow;
  return findingOf('minor', {
    title: `'${name}' takes ${formatDuration(latencyMs)}, the other steps ${formatDuration(othersMs)}: ${showShare(share)} of all waiting`,
    evidence: { step: name, latency: latencyMs, others: othersMs, share },
    advice:
      'It is as slow with little load as with much, so more of the target will not help: look at what the step does. Anything else that is made faster gains next to nothing.',
  });
}

function findingOf(severity: Severity, rest: Omit<Finding, 'kind' | 'severity'>): Finding {
  return { kind: 'slow-step', severity, ...rest };
}

/** The step whose latency grows with load, or time, while that of the others stays. */
export function growingAlone(sight: Sight): GrowingStep | undefined {
  const [before, after] = earlyAndLate(sight);
  const steps = stepsOf(sight).map(({ name, latencies }) => {
    const at = (places: readonly number[]): Latencies => places.map((place) => latencies[place]);
    const [first, last] = [at(before), at(after)];
    const apart = isApart(first, last);
    return { name, early: typical(first), late: typical(last), apart, spent: spentOn(last) };
  });
  const [slowest, ...others] = steps.sort((a, b) => b.spent - a.spent);
  if (slowest?.early === undefined || slowest.late === undefined || others.length === 0) return undefined;
  const share = slowest.spent / (slowest.spent + others.reduce((sum, { spent }) => sum + spent, 0));
  const grew = slowest.late / slowest.early;
  const ratios = others.flatMap(({ early, late }) => (early === undefined || late === undefined ? [] : [late / early]));
  const othersGrew = ratios.length === 0 ? 1 : Math.max(...ratios);
  const isGrowing = grew >= LEAST_GROWTH && slowest.late - slowest.early >= LEAST_GROWTH_MS && share >= LEAST_SHARE;
  if (!isGrowing || !slowest.apart || othersGrew - 1 > MOST_OF_OTHERS * (grew - 1)) return undefined;
  return { name: slowest.name, beforeMs: slowest.early, afterMs: slowest.late, othersGrew, share };
}

interface Dominating {
  readonly name: string;
  readonly latencyMs: number;
  readonly othersMs: number;
  readonly share: number;
}

function dominating(sight: Sight): Dominating | undefined {
  const steps = stepsOf(sight).map(({ name, latencies }) => {
    return { name, typical: typical(latencies) ?? 0, spent: spentOn(latencies) };
  });
  const [slowest, ...others] = steps.sort((a, b) => b.spent - a.spent);
  if (slowest === undefined || others.length === 0) return undefined;
  const share = slowest.spent / (slowest.spent + others.reduce((sum, { spent }) => sum + spent, 0));
  const othersMs = Math.max(...others.map((other) => other.typical));
  const isSlow = slowest.typical >= DOMINATES.latencyMs && slowest.typical >= DOMINATES.times * othersMs;
  if (!isSlow || share < DOMINATES.share) return undefined;
  return { name: slowest.name, latencyMs: slowest.typical, othersMs, share };
}

type Latencies = readonly (Latency | undefined)[];

interface Step {
  readonly name: string;
  readonly latencies: Latencies;
}

/** Steps with answers in most moments, without the first of them. */
function stepsOf({ timeline }: Sight): Step[] {
  return [...timeline.byName].flatMap(([name, all]) => {
    const latencies = settled(all);
    const measured = latencies.filter((latency) => latency !== undefined).length;
    return measured >= Math.max(LEAST_MOMENTS, latencies.length / 2) ? [{ name, latencies }] : [];
  });
}

/** Places of the moments with the least and the most load; by time, where load stays. */
function earlyAndLate(sight: Sight): readonly [readonly number[], readonly number[]] {
  const loadOf = askedOf(sight);
  const moments = settled(sight.timeline.moments);
  const places = [...moments.keys()];
  const loads = moments.map(loadOf);
  const loadAt = (place: number) => loads[place] as number;
  const least = Math.min(...loads.filter((load) => load > 0));
  if (Math.max(...loads) >= LEAST_SPREAD * least) places.sort((a, b) => loadAt(a) - loadAt(b) || a - b);
  const third = Math.max(1, Math.floor(places.length / 3));
  return [places.slice(0, third), places.slice(-third)];
}

/** Whether next to all of the later medians lie above next to all of the earlier ones, and each has enough answers. */
function isApart(early: Latencies, late: Latencies): boolean {
  const answers = (latencies: Latencies) => latencies.reduce((sum, latency) => sum + (latency?.count ?? 0), 0);
  if (Math.min(answers(early), answers(late)) < LEAST_ANSWERS) return false;
  const medians = (latencies: Latencies) => latencies.flatMap((latency) => latency?.p50 ?? []);
  return quantile(medians(late), 0.1) > quantile(medians(early), 0.9);
}

function typical(latencies: Latencies): number | undefined {
  const values = latencies.flatMap((latency) => (latency === undefined ? [] : [latency.p50]));
  return values.length === 0 ? undefined : median(values);
}

function spentOn(latencies: Latencies): number {
  return latencies.reduce((sum, latency) => sum + (latency?.count ?? 0) * (latency?.mean ?? 0), 0);
}
