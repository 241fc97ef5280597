import { OTHER } from '../model/metrics.ts';
import type { PlannedLimit } from '../model/plan.ts';
import type { Metric } from '../model/run.ts';
import { tagsKey } from '../model/selection.ts';
import { FINEST_SCALE } from '../stats/buckets.ts';
import type { Leaf } from './merge.ts';
import { limitSelections, selectionsOf, type Tags } from './selections.ts';
import { addTally, emptyTally, sizeOf, type Tally } from './tally.ts';
import { toMetric } from './to-metric.ts';

/** Values of one tag shown by themselves; the smallest of those beyond are summed up as `(other)`. */
const MOST_VALUES = 1000;
/** A metric with more roll-ups than this keeps coarse histograms (4.4 % a bucket) in all but its total and what limits name. */
const MOST_FINE_ROLL_UPS = 100;
const COARSE_SCALE = 4;

interface RollUp {
  readonly tags: Tags;
  readonly leaves: Leaf[];
}

export interface RollUpOptions {
  readonly limits: readonly PlannedLimit[];
  readonly activeMs: number;
}

/** Every sum of leaves that a run shows, by metric, total first. */
export function rollUps(leaves: readonly Leaf[], options: RollUpOptions): Metric[] {
  const named = limitSelections(options.limits);
  const percentiles = limitPercentiles(options.limits);
  return [...byMetric(leaves)].flatMap(([name, own]) => {
    return metricsOf(own, {
      name,
      selections: named.get(name) ?? [],
      percentiles: percentiles.get(name) ?? [],
      activeMs: options.activeMs,
    });
  });
}

interface MetricOptions {
  readonly name: string;
  /** What limits name. */
  readonly selections: readonly Tags[];
  readonly percentiles: readonly number[];
  readonly activeMs: number;
}

function metricsOf(leaves: readonly Leaf[], { selections, ...shape }: MetricOptions): Metric[] {
  const unit = leaves[0]?.series.unit ?? '';
  const named = new Set(selections.map(tagsKey));
  const kept = bounded(grouped(leaves, selections), named);
  const isCoarse = kept.length > MOST_FINE_ROLL_UPS;
  // Where tags have one value each, many roll-ups are of the same leaves.
  const made = new Map<string, Metric | undefined>();
  return kept.flatMap(({ tags, leaves: parts }) => {
    const isAsked = Object.keys(tags).length === 0 || named.has(tagsKey(tags));
    const size = parts.reduce((sum, part) => sum + sizeOf(part.tally), 0);
    if (size === 0 && !isAsked) return [];
    const scale = isCoarse && !isAsked ? COARSE_SCALE : FINEST_SCALE;
    const key = `${scale} ${parts.map(({ series }) => series.index).join()}`;
    if (!made.has(key)) made.set(key, toMetric(summed(parts), { ...shape, unit, tags, scale }));
    const metric = made.get(key);
    return metric === undefined ? [] : [{ ...metric, tags }];
  });
}

function byMetric(leaves: readonly Leaf[]): Map<string, Leaf[]> {
  const groups = new Map<string, Leaf[]>();
  for (const leaf of leaves) {
    const known = groups.get(leaf.series.metric);
    if (known === undefined) groups.set(leaf.series.metric, [leaf]);
    else known.push(leaf);
  }
  return groups;
}

function limitPercentiles(limits: readonly PlannedLimit[]): Map<string, number[]> {
  const percentiles = new Map<string, number[]>();
  for (const { rule } of limits) {
    if (rule.aggregate.kind !== 'percentile') continue;
    percentiles.set(rule.metric, [...(percentiles.get(rule.metric) ?? []), rule.aggregate.percentile]);
  }
  return percentiles;
}

function grouped(leaves: readonly Leaf[], named: readonly Tags[]): RollUp[] {
  const groups = new Map<string, RollUp>();
  for (const leaf of leaves) {
    for (const tags of selectionsOf(leaf.series, named)) {
      const key = tagsKey(tags);
      const known = groups.get(key);
      if (known === undefined) groups.set(key, { tags, leaves: [leaf] });
      else known.leaves.push(leaf);
    }
  }
  const tagsIn = ({ tags }: RollUp) => Object.keys(tags).length;
  return [...groups].sort(([a, x], [b, y]) => tagsIn(x) - tagsIn(y) || (a < b ? -1 : 1)).map(([, rollUp]) => rollUp);
}

/** Keeps the largest of the many values of a tag, and sums the rest up. What limits name is kept whatever its size. */
function bounded(all: readonly RollUp[], limitKeys: ReadonlySet<string>): RollUp[] {
  const byTags = new Map<string, RollUp[]>();
  for (const rollUp of all) {
    const names = Object.keys(rollUp.tags).sort().join('\0');
    const known = byTags.get(names);
    if (known === undefined) byTags.set(names, [rollUp]);
    else known.push(rollUp);
  }
  return [...byTags.values()].flatMap((rollUps) =>
    rollUps.length <= MOST_VALUES ? rollUps : folded(rollUps, limitKeys),
  );
}

function folded(rollUps: readonly RollUp[], limitKeys: ReadonlySet<string>): RollUp[] {
  const size = ({ leaves }: RollUp) => leaves.reduce((sum, { tally }) => sum + sizeOf(tally), 0);
  const isOther = ({ tags }: RollUp) => Object.values(tags).includes(OTHER);
  const rank = (rollUp: RollUp) => (limitKeys.has(tagsKey(rollUp.tags)) ? Number.POSITIVE_INFINITY : size(rollUp));
  const ranked = rollUps
    .filter((rollUp) => !isOther(rollUp))
    .map((rollUp) => ({ rollUp, rank: rank(rollUp) }))
    .sort((a, b) => b.rank - a.rank)
    .map(({ rollUp }) => rollUp);
  const rest = [...rollUps.filter(isOther), ...ranked.slice(MOST_VALUES - 1)];
  const tags = Object.fromEntries(Object.keys(rollUps[0]?.tags ?? {}).map((tag) => [tag, OTHER]));
  return [...ranked.slice(0, MOST_VALUES - 1), { tags, leaves: rest.flatMap(({ leaves }) => leaves) }];
}

/** Leaves of one metric as one tally. */
function summed(leaves: readonly Leaf[]): Tally {
  const sum = emptyTally(leaves[0]?.tally.type ?? 'counter');
  for (const { tally } of leaves) addTally(sum, tally);
  return sum;
}
