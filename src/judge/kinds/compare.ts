import type { Comparison, Metric, Severity, TrendMetric } from '../../model/run.ts';
import { tagsKey } from '../../model/selection.ts';
import { findTotal, type Subject, subjectOf } from './level-figures.ts';
import { inverted, meanRatio, percentileRatio, type Ratio, shareRatio } from './ratio-interval.ts';
import type { Reference } from './reference.ts';

/** All intervals together hold with this. */
const CONFIDENCE = 0.95;
const PERCENTILES = [50, 95, 99];
/** Both ends of the interval within a tenth: nothing that matters has changed. */
const SAME = 1.1;
/** No event loop promises less: such a difference may be the generator's, whatever its ratio. */
const HARMLESS_MS = 1;
/** Failures that are more by less than this, as a share of all, are not as grave as their ratio says. */
const HARMLESS_SHARE = 0.001;
const MINOR_SHARE = 0.01;

/** How grave it is to be slower by more than this share. */
const GRADES: readonly (readonly [number, Severity])[] = [
  [0.5, 'critical'],
  [0.2, 'major'],
  [0.1, 'minor'],
];

interface Draft {
  readonly metric: string;
  readonly tags: Metric['tags'];
  readonly aggregate: string;
  readonly ratioAt: (confidence: number) => Ratio | undefined;
  /** A higher value is worse. */
  readonly isCost: boolean;
  /** The most that it can count for, whatever the ratio. */
  readonly most: (ratio: Ratio) => Severity;
}

/** Each figure of this run over that of the reference, where both have enough samples. */
export function compareWith(reference: Reference, metrics: readonly Metric[]): Comparison[] {
  const subject = subjectOf(metrics);
  const drafts = [
    ...latencies(reference.metrics, metrics, subject),
    ...failures(reference.metrics, metrics, subject),
    ...throughputs(reference.metrics, metrics, subject),
  ];
  // Bonferroni: of many intervals, one that misses by chance would be news.
  const confidence = 1 - (1 - CONFIDENCE) / Math.max(1, drafts.length);
  return drafts.flatMap((draft) => {
    const ratio = draft.ratioAt(confidence);
    return ratio === undefined ? [] : [comparisonOf(draft, ratio, reference.id)];
  });
}

function latencies(before: readonly Metric[], after: readonly Metric[], { time }: Subject): Draft[] {
  return after.flatMap((metric) => {
    if (metric.type !== 'trend' || metric.name !== time || !isCompared(metric)) return [];
    const known = before.find(({ name, tags }) => name === time && tagsKey(tags) === tagsKey(metric.tags));
    return known?.type === 'trend' ? latencyDrafts(known, metric) : [];
  });
}

function latencyDrafts(before: TrendMetric, after: TrendMetric): Draft[] {
  const shape = {
    metric: after.name,
    tags: after.tags,
    isCost: true,
    most: (ratio: Ratio): Severity => {
      return after.unit === 'ms' && Math.abs(ratio.after - ratio.before) < HARMLESS_MS ? 'minor' : 'critical';
    },
  };
  return [
    ...PERCENTILES.map((percentile): Draft => {
      return {
        ...shape,
        aggregate: `p${percentile}`,
        ratioAt: (confidence) => percentileRatio(before, after, { percentile, confidence }),
      };
    }),
    { ...shape, aggregate: 'mean', ratioAt: (confidence) => meanRatio(before, after, confidence) },
  ];
}

function failures(before: readonly Metric[], after: readonly Metric[], { failed }: Subject): Draft[] {
  const [was, is] = [findTotal(before, failed), findTotal(after, failed)];
  if (was?.type !== 'rate' || is?.type !== 'rate' || was.passes + is.passes === 0) return [];
  const share = ({ passes, fails }: { passes: number; fails: number }) => ({ failed: passes, all: passes + fails });
  return [
    {
      metric: failed,
      tags: {},
      aggregate: 'rate',
      isCost: true,
      ratioAt: (confidence) => shareRatio(share(was), share(is), confidence),
      most: ({ before: from, after: to }) => {
        if (to - from < HARMLESS_SHARE) return 'minor';
        return to - from < MINOR_SHARE ? 'major' : 'critical';
      },
    },
  ];
}

/** What one user gets done in a second, from how long its iterations take. */
function throughputs(before: readonly Metric[], after: readonly Metric[], { count }: Subject): Draft[] {
  const [was, is] = [findTotal(before, 'iteration_duration'), findTotal(after, 'iteration_duration')];
  const [each, eachNow] = [perIteration(before, count), perIteration(after, count)];
  if (was?.type !== 'trend' || is?.type !== 'trend' || each === undefined || eachNow === undefined) return [];
  return [
    {
      metric: count,
      tags: {},
      aggregate: 'per user',
      isCost: false,
      ratioAt: (confidence) => {
        const time = meanRatio(was, is, confidence);
        return time === undefined ? undefined : scaled(inverted(time), [1000 * each, 1000 * eachNow]);
      },
      most: () => (is.mean - was.mean < HARMLESS_MS ? 'minor' : 'critical'),
    },
  ];
}

/** How many of them an iteration makes. */
function perIteration(metrics: readonly Metric[], name: string): number | undefined {
  const [count, iterations] = [findTotal(metrics, name), findTotal(metrics, 'iterations')];
  if (count?.type !== 'counter' || iterations?.type !== 'counter' || iterations.total === 0) return undefined;
  return count.total > 0 ? count.total / iterations.total : undefined;
}

function scaled(ratio: Ratio, [before, after]: readonly [number, number]): Ratio {
  const factor = after / before;
  return {
    before: ratio.before * before,
    after: ratio.after * after,
    ratio: ratio.ratio * factor,
    low: ratio.low * factor,
    high: ratio.high * factor,
  };
}

function isCompared({ tags }: Metric): boolean {
  const names = Object.keys(tags);
  return names.length === 0 || (names.length === 1 && names[0] === 'name');
}

function comparisonOf({ metric, tags, aggregate, isCost, most }: Draft, ratio: Ratio, against: string): Comparison {
  const verdict = verdictOf(ratio, isCost);
  const worse = isCost ? ratio.ratio : 1 / ratio.ratio;
  const severity = verdict === 'slower' ? mildest(severityOf(worse - 1), most(ratio)) : undefined;
  return { metric, tags, aggregate, against, ...ratio, verdict, ...(severity === undefined ? {} : { severity }) };
}

function verdictOf({ low, high }: Ratio, isCost: boolean): Comparison['verdict'] {
  if (low > 1) return isCost ? 'slower' : 'faster';
  if (high < 1) return isCost ? 'faster' : 'slower';
  return low >= 1 / SAME && high <= SAME ? 'same' : 'unclear';
}

export function severityOf(share: number): Severity {
  return GRADES.find(([above]) => share > above)?.[1] ?? 'info';
}

const ORDER: readonly Severity[] = ['info', 'minor', 'major', 'critical'];

export function mildest(a: Severity, b: Severity): Severity {
  return ORDER[Math.min(ORDER.indexOf(a), ORDER.indexOf(b))] ?? 'info';
}
