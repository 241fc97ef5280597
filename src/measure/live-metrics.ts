import { OTHER } from '../model/metrics.ts';
import type { GaugeMetric, Metric, TrendMetric } from '../model/run.ts';
import { isAside, tagsKey } from '../model/selection.ts';
import { Histogram } from '../stats/histogram.ts';
import type { Leaf } from './merge.ts';
import type { Tags } from './selections.ts';
import { addTally, emptyTally, sizeOf, type Tally } from './tally.ts';
import { toMetric } from './to-metric.ts';

/** Told by these tags too, besides their totals: what tables of steps and charts of answers are made of. */
const BY_TAG: Readonly<Record<string, readonly string[]>> = {
  http_reqs: ['name', 'scenario', 'status', 'error'],
  http_req_failed: ['name'],
  http_req_duration: ['name'],
  function_calls: ['name'],
  function_failed: ['name'],
  function_duration: ['name'],
  sse_events: ['name'],
  sse_event_latency: ['name'],
};

/** Values of one tag told by themselves; those that come later are summed up as `(other)`. */
const MOST_VALUES = 200;
/** 4.4 % a bucket. */
const SCALE = 4;
const PERCENTILES = [50, 90, 95, 99] as const;
const QUANTILES = PERCENTILES.map((percentile) => percentile / 100);
const NO_BUCKETS = { offset: 0, counts: [] };
/** The sum of more distributions than this takes time: it is made anew only each so many seconds. */
const MANY_LEAVES = 20;
const SUMMED_EVERY = 5;

/** Where measurements of a run come from while it goes on. */
export interface MeasuredSoFar {
  readonly leaves: readonly (Leaf | undefined)[];
  gauges(): GaugeMetric[];
}

/** Durations that are summed up for other reasons already: of all, or of a step. */
export interface SummedDurations {
  readonly metric: string;
  readonly name?: string;
  readonly histogram: Histogram;
}

interface Group {
  readonly name: string;
  readonly unit: string;
  readonly tags: Tags;
  readonly leaves: Leaf[];
  /** The metric as it was when so much was counted. */
  made?: { readonly size: number; readonly metric: Metric };
}

/** Whether a metric is one of those told while a run goes on. */
export function isToldLive({ name, tags }: Pick<Metric, 'name' | 'tags'>): boolean {
  const [tag, ...others] = Object.keys(tags);
  return tag === undefined || (others.length === 0 && tagsOf(name).includes(tag));
}

/** The metrics of a run so far, for who watches: totals, and what each step has come to. Costs nothing until it is asked. */
export class LiveMetrics {
  readonly #measured: MeasuredSoFar;
  readonly #durations: () => Iterable<SummedDurations>;
  readonly #groups = new Map<string, Group>();
  readonly #values = new Map<string, number>();
  /** Leaves that have their groups. */
  #grouped = 0;
  #asked = 0;

  constructor(measured: MeasuredSoFar, durations: () => Iterable<SummedDurations>) {
    this.#measured = measured;
    this.#durations = durations;
  }

  /** `activeMs`: what rates are told over. */
  list(activeMs: number): Metric[] {
    const { leaves } = this.#measured;
    for (; this.#grouped < leaves.length; this.#grouped++) {
      const leaf = leaves[this.#grouped];
      if (leaf !== undefined && !isAside(leaf.series.tags)) this.#place(leaf);
    }
    this.#asked++;
    const summed = new Map<string, Histogram>();
    for (const { metric, name, histogram } of this.#durations()) {
      if (histogram.count > 0) summed.set(keyOf(metric, name === undefined ? {} : { name }), histogram);
    }
    const metrics: Metric[] = [];
    let at = 0;
    for (const [key, group] of this.#groups) {
      const metric = this.#metricOf(group, { activeMs, known: summed.get(key), isDue: this.#isDue(at++) });
      if (metric !== undefined) metrics.push(metric);
    }
    const gauges = this.#measured.gauges().filter(({ tags }) => Object.keys(tags).length === 0);
    return [...metrics, ...gauges];
  }

  /** Not all in the same second. */
  #isDue(group: number): boolean {
    return (this.#asked + group) % SUMMED_EVERY === 0;
  }

  /** Undefined where nothing was counted. */
  #metricOf(group: Group, { activeMs, known, isDue }: Making): Metric | undefined {
    const { name, unit, tags, leaves, made } = group;
    let size = 0;
    for (const { tally } of leaves) size += sizeOf(tally);
    if (size === 0) return undefined;
    if (made !== undefined && isUpToDate(group, { size, isMade: known !== undefined || isDue })) return made.metric;
    const isTotal = Object.keys(tags).length === 0;
    const tally = talliedBy(leaves, { known, isChanged: isTotal });
    const metric =
      tally.type === 'trend' && !isTotal
        ? stepMetric(tally.histogram, group)
        : toMetric(tally, { name, unit, tags, activeMs, percentiles: [], scale: SCALE });
    if (metric !== undefined) group.made = { size, metric };
    return metric;
  }

  #place(leaf: Leaf): void {
    const { metric, tags } = leaf.series;
    this.#into(leaf, {});
    for (const tag of tagsOf(metric)) {
      const value = tags[tag];
      if (value !== undefined) this.#into(leaf, { [tag]: value });
    }
  }

  #into(leaf: Leaf, tags: Tags): void {
    const { metric, unit } = leaf.series;
    const known = this.#groups.get(keyOf(metric, tags));
    if (known !== undefined) {
      known.leaves.push(leaf);
      return;
    }
    const kept = this.#withinBounds(metric, tags);
    const key = keyOf(metric, kept);
    const group = this.#groups.get(key) ?? { name: metric, unit, tags: kept, leaves: [] };
    group.leaves.push(leaf);
    this.#groups.set(key, group);
  }

  #withinBounds(metric: string, tags: Tags): Tags {
    const [tag] = Object.keys(tags);
    if (tag === undefined) return tags;
    const values = this.#values.get(`${metric} ${tag}`) ?? 0;
    if (values >= MOST_VALUES) return { [tag]: OTHER };
    this.#values.set(`${metric} ${tag}`, values + 1);
    return tags;
  }
}

interface Making {
  readonly activeMs: number;
  readonly known: Histogram | undefined;
  readonly isDue: boolean;
}

function tagsOf(metric: string): readonly string[] {
  return Object.hasOwn(BY_TAG, metric) ? (BY_TAG[metric] ?? []) : [];
}

function keyOf(metric: string, tags: Tags): string {
  return `${metric}\0${tagsKey(tags)}`;
}

/** Whether the metric as it was made last can be told once more. */
function isUpToDate(
  { leaves, made }: Group,
  { size, isMade }: { readonly size: number; readonly isMade: boolean },
): boolean {
  if (made === undefined || made.metric.type === 'counter') return false;
  return made.size === size || (made.metric.type === 'trend' && leaves.length > MANY_LEAVES && !isMade);
}

/** What stands alone is only read; what is made coarser afterwards has to be a copy. */
function talliedBy(
  leaves: readonly Leaf[],
  { known, isChanged }: { readonly known: Histogram | undefined; readonly isChanged: boolean },
): Tally {
  if (known !== undefined) return { type: 'trend', histogram: isChanged ? Histogram.decode(known) : known };
  const [first] = leaves;
  if (first !== undefined && leaves.length === 1 && !isChanged) return first.tally;
  const sum = emptyTally(first?.series.type === 'gauge' ? 'counter' : (first?.series.type ?? 'counter'));
  for (const { tally } of leaves) addTally(sum, tally);
  return sum;
}

/** Without its histogram: of hundreds of steps that would be most of what is told. */
function stepMetric(histogram: Histogram, { name, unit, tags }: Group): TrendMetric {
  const divisor = unit === 'ms' ? 1000 : 1;
  const values = histogram.quantiles(QUANTILES);
  const percentiles = Object.fromEntries(
    PERCENTILES.map((percentile, at) => [percentile, (values[at] ?? Number.NaN) / divisor]),
  );
  const { count, min, mean, max, stddev } = histogram;
  return {
    name,
    type: 'trend',
    unit,
    tags,
    count,
    min: min / divisor,
    mean: mean / divisor,
    max: max / divisor,
    stddev: stddev / divisor,
    percentiles,
    histogram: { scale: SCALE, unit: unit === 'ms' ? 'us' : unit, zeroCount: 0, positive: NO_BUCKETS },
  };
}
