import type { Comparison } from '../../src/model/run.ts';
import { benchmarkComparisons, wordOf } from '../../src/model/words/benchmark-comparisons.ts';
import { comparisonRows } from '../../src/model/words/comparison-rows.ts';
import { isUsual, withoutEchoes } from '../../src/model/words/comparison-words.ts';

/** One figure of one run against the same of another, as a row of a table. */
export interface FigureRow {
  readonly key: string;
  /** What it is of: a step or a benchmark; empty for the total. */
  readonly of: string;
  readonly figure: string;
  readonly word: string;
  readonly ratio: string;
  readonly interval: string;
  readonly before: string;
  readonly after: string;
  /** The baseline of a group, or another build; empty where the runs compared are said elsewhere. */
  readonly against: string;
  readonly noise: string;
  readonly smallest: string;
  readonly comparison: Comparison;
}

export function isOfBenchmarks(comparisons: readonly Comparison[]): boolean {
  return comparisons.length > 0 && comparisons.every(({ metric }) => metric.startsWith('bench_'));
}

/** The gravest first. */
export function figureRows(comparisons: readonly Comparison[], hasAgainst = false): FigureRow[] {
  const rows = isOfBenchmarks(comparisons) ? benchmarkRows(comparisons, hasAgainst) : loadRows(comparisons);
  const seen = new Map<string, number>();
  return rows.map((row) => {
    const { metric, aggregate, tags, against } = row.comparison;
    const key = JSON.stringify([metric, aggregate, Object.entries(tags), against]);
    const count = seen.get(key) ?? 0;
    seen.set(key, count + 1);
    return { ...row, key: count === 0 ? key : `${key} ${count}` };
  });
}

/** What has changed, and what people look at first; the rest says nothing new. */
export function usualFigures(comparisons: readonly Comparison[]): readonly Comparison[] {
  return isOfBenchmarks(comparisons) ? comparisons : withoutEchoes(comparisons).filter(isUsual);
}

/** What it takes to tell, where that is the same for several unclear figures: said once. */
export function sharedNeed(rows: readonly Pick<FigureRow, 'comparison'>[]): string | undefined {
  const needs = rows.flatMap(({ comparison: { verdict, needed } }) =>
    verdict === 'unclear' && needed !== undefined ? [needed] : [],
  );
  return needs.length > 1 && new Set(needs).size === 1 ? needs[0] : undefined;
}

type Row = Omit<FigureRow, 'key'>;

function loadRows(comparisons: readonly Comparison[]): Row[] {
  return comparisonRows(comparisons).map(({ metric, step, ratioInterval, comparison, ...row }) => ({
    of: step,
    figure: metric,
    word: row.word,
    ratio: row.ratio,
    interval: ratioInterval,
    before: row.before,
    after: row.after,
    against: '',
    noise: row.noise,
    smallest: comparison.smallest === undefined ? '' : percents(comparison.smallest),
    comparison,
  }));
}

function benchmarkRows(comparisons: readonly Comparison[], hasAgainst: boolean): Row[] {
  return benchmarkComparisons({ comparisons }).map((row) => ({
    of: row.label,
    figure: row.figure,
    word: wordOf(row.figure, row.comparison),
    ratio: row.factor,
    interval: row.interval,
    before: row.before,
    after: row.after,
    against: hasAgainst ? row.against : '',
    noise: row.noiseFloor === '' ? '' : `±${row.noiseFloor}`,
    smallest: row.smallest,
    comparison: row.comparison,
  }));
}

function percents(share: number): string {
  const percent = share * 100;
  if (percent >= 1000) return '>1000%';
  return percent >= 10 ? `${Math.round(percent)}%` : `${Number(percent.toPrecision(2))}%`;
}
