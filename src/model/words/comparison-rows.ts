import type { Comparison } from '../run.ts';
import { showValue } from '../show-value.ts';

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
  /** `1.31×`. */
  readonly ratio: string;
  /** `1.22–1.41`. */
  readonly ratioInterval: string;
  /** `±4%`: how far the same code differs by chance; empty where it is not said. */
  readonly noise: string;
  /** `slower`, or `more` where nothing is fast or slow. */
  readonly word: string;
  readonly comparison: Comparison;
}

/** The gravest first, then totals before steps, in the order in which they were made. */
export function comparisonRows(comparisons: readonly Comparison[]): ComparisonRow[] {
  const gravity = ({ severity }: Comparison) => (severity === undefined ? ORDER.length : ORDER.indexOf(severity));
  const isStep = ({ tags }: Comparison) => (Object.keys(tags).length > 0 ? 1 : 0);
  return [...comparisons].sort((a, b) => gravity(a) - gravity(b) || isStep(a) - isStep(b)).map(comparisonRow);
}

const ORDER: readonly string[] = ['critical', 'major', 'minor', 'info'];

export function comparisonRow(comparison: Comparison): ComparisonRow {
  const { metric, aggregate, before, after, ratio, low, high, noiseFloor } = comparison;
  const unit = unitOf(comparison);
  return {
    metric: `${metric} ${aggregate === 'perSecond' ? 'rate' : aggregate}`,
    step: stepOf(comparison),
    before: showFigure(before, unit),
    after: showFigure(after, unit),
    change: percent(ratio),
    interval: `${percent(low)} to ${percent(high)}`,
    ratio: `${factor(ratio)}×`,
    ratioInterval: `${factor(low)}–${factor(high)}`,
    noise: noiseFloor === undefined ? '' : `±${shareText(noiseFloor)}`,
    word: wordOf(comparison),
    comparison,
  };
}

/** What a figure is of: the step, else whatever its tags pick out. */
export function stepOf({ tags }: Pick<Comparison, 'tags'>): string {
  const { name, ...others } = tags;
  const rest = Object.entries(others).map(([key, value]) => (key === 'level' ? `at ${value}` : `${key}:${value}`));
  return [...(name === undefined ? [] : [name]), ...rest].join(' ');
}

/** Times and rates are faster or slower; shares, bytes and counts are more or less. */
function wordOf({ verdict, ratio, aggregate, unit = '' }: Comparison): string {
  if (verdict === 'same' || verdict === 'unclear') return verdict;
  const isPace = unit === 'ms' || unit === 'ns' || unit === 's' || unit.endsWith('/s') || aggregate === 'per user';
  if (isPace || unit === '') return verdict;
  return ratio > 1 ? 'more' : 'less';
}

/** A value, and what it is counted by: `312/s`. */
function showFigure(value: number, unit: string): string {
  return unit === '/s' ? `${showValue(value, 'count')}/s` : showValue(value, unit);
}

function unitOf({ metric, aggregate, unit }: Comparison): string {
  if (unit !== undefined) return unit;
  if (aggregate === 'rate') return 'share';
  return aggregate !== 'per user' && /duration$|_time$/.test(metric) ? 'ms' : 'count';
}

function percent(ratio: number): string {
  const change = Math.round((ratio - 1) * 100);
  if (change > 999) return `×${Number(ratio.toPrecision(2))}`;
  return change > 0 ? `+${change}%` : `${change}%`;
}

/** Two decimals as far as they tell something. */
function factor(ratio: number): string {
  if (!(ratio < MOST)) return '∞';
  if (ratio >= 100) return ratio.toPrecision(3).replace(/e\+?/, 'e');
  return ratio >= 10 ? ratio.toFixed(1) : ratio < 0.01 ? '0.00' : ratio.toFixed(2);
}

const MOST = 1e6;

function shareText(share: number): string {
  const percents = share * 100;
  if (percents >= 1000) return '>1000%';
  return percents >= 10 ? `${Math.round(percents)}%` : `${Number(percents.toPrecision(2))}%`;
}
