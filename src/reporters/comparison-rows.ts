import type { Comparison } from '../model/run.ts';
import { showValue } from '../model/show-value.ts';

/** One figure of a run against the same of another, in words. */
export interface ComparisonRow {
  readonly metric: string;
  /** Empty for the total. */
  readonly step: string;
  readonly before: string;
  readonly after: string;
  /** `+12%`. */
  readonly change: string;
  /** `+8% to +16%`. */
  readonly interval: string;
  readonly comparison: Comparison;
}

/** The gravest first, then totals before steps, in the order in which they were made. */
export function comparisonRows(comparisons: readonly Comparison[]): ComparisonRow[] {
  const gravity = ({ severity }: Comparison) => (severity === undefined ? ORDER.length : ORDER.indexOf(severity));
  const isStep = ({ tags }: Comparison) => (Object.keys(tags).length > 0 ? 1 : 0);
  return [...comparisons].sort((a, b) => gravity(a) - gravity(b) || isStep(a) - isStep(b)).map(rowOf);
}

const ORDER: readonly string[] = ['critical', 'major', 'minor', 'info'];

function rowOf(comparison: Comparison): ComparisonRow {
  const { metric, aggregate, tags, before, after, ratio, low, high } = comparison;
  const unit = unitOf(comparison);
  return {
    metric: `${metric} ${aggregate}`,
    step: tags.name ?? '',
    before: showValue(before, unit),
    after: showValue(after, unit),
    change: percent(ratio),
    interval: `${percent(low)} to ${percent(high)}`,
    comparison,
  };
}

function unitOf({ metric, aggregate }: Comparison): string {
  if (aggregate === 'rate') return 'share';
  return aggregate !== 'per user' && /duration$|_time$/.test(metric) ? 'ms' : 'count';
}

function percent(ratio: number): string {
  const change = Math.round((ratio - 1) * 100);
  if (change > 999) return `×${Number(ratio.toPrecision(2))}`;
  return change > 0 ? `+${change}%` : `${change}%`;
}
