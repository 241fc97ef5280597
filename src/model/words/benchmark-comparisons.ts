import type { Comparison, Run } from '../run.ts';
import { showValue } from '../show-value.ts';
import { benchmarkLabel, shortShare } from './benchmark-rows.ts';

/** One figure of a benchmark against the same of another, or of an earlier run, in words. */
export interface BenchmarkComparisonRow {
  readonly comparison: Comparison;
  readonly label: string;
  /** What it is compared with: a baseline, a build, or a run. */
  readonly against: string;
  /** `time`, `allocated`, `throughput`, or the metric's name. */
  readonly figure: string;
  readonly before: string;
  readonly after: string;
  /** `1.32×`, the greater of the two over the lesser; how it lies to before where that is not known. */
  readonly factor: string;
  /** `1.29–1.35`, in the direction of the factor. */
  readonly interval: string;
  /** `1.32× faster (1.29–1.35)`. */
  readonly sentence: string;
  /** `0.8%`; empty where it is not known. */
  readonly noiseFloor: string;
  readonly smallest: string;
  readonly needed: string;
}

const ORDER: readonly string[] = ['critical', 'major', 'minor', 'info'];
const FIGURES: Readonly<Record<string, string>> = {
  bench_time: 'time',
  bench_allocated: 'allocated',
  bench_throughput: 'throughput',
};

/** What worsened first, the gravest at the top; then what improved, what can't be told, and what stayed. */
export function benchmarkComparisons({ comparisons = [] }: Pick<Run, 'comparisons'>): BenchmarkComparisonRow[] {
  const verdicts: readonly string[] = ['slower', 'faster', 'unclear', 'same'];
  const rank = ({ verdict, severity }: Comparison) =>
    verdicts.indexOf(verdict) * 10 + (severity === undefined ? ORDER.length : ORDER.indexOf(severity));
  return [...comparisons].sort((a, b) => rank(a) - rank(b)).map(rowOf);
}

function rowOf(comparison: Comparison): BenchmarkComparisonRow {
  const { metric, tags, before, after, verdict, noiseFloor, smallest, needed = '' } = comparison;
  const unit = comparison.unit ?? (metric === 'bench_time' ? 'ns' : metric === 'bench_allocated' ? 'bytes' : 'count');
  const figure = FIGURES[metric] ?? metric;
  const { factor, interval } = factorOf(comparison);
  const word = verdict === 'same' || verdict === 'unclear' ? verdict : wordOf(figure, comparison);
  return {
    comparison,
    label: benchmarkLabel({ name: tags.name ?? '', group: tags.group ?? '' }),
    against: comparison.against,
    figure,
    before: showValue(before, unit),
    after: showValue(after, unit),
    factor,
    interval,
    sentence: `${factor} ${word} (${interval})`,
    noiseFloor: noiseFloor === undefined ? '' : shortShare(noiseFloor),
    smallest: smallest === undefined ? '' : shortShare(smallest),
    needed,
  };
}

/** `faster` and `slower` are of time; what is not time is less or more of it. */
export function wordOf(figure: string, { verdict, ratio }: Comparison): string {
  if (verdict === 'same' || verdict === 'unclear' || figure === 'time') return verdict;
  return ratio < 1 ? 'less' : 'more';
}

/** A change that is sure is told as how many times; others as they are, around 1. */
function factorOf({ ratio, low, high, verdict }: Comparison): { factor: string; interval: string } {
  const isTurned = verdict !== 'same' && verdict !== 'unclear' && ratio < 1 && ratio > 0;
  const [value, from, to] = isTurned ? [1 / ratio, 1 / high, 1 / low] : [ratio, low, high];
  const digits = Math.abs(value - 1) < 0.095 || to - from < 0.02 ? 3 : 2;
  return { factor: `${times(value, digits)}×`, interval: `${times(from, digits)}–${times(to, digits)}` };
}

function times(value: number, digits: number): string {
  if (!Number.isFinite(value)) return '∞';
  if (value >= 99.5) return String(Math.round(value));
  return value >= 9.95 ? value.toFixed(1) : value.toFixed(digits);
}
