import type { Benchmark } from '../../src/model/benchmark.ts';
import type { Comparison, Run } from '../../src/model/run.ts';
import { showCount } from '../../src/model/show-value.ts';
import { formatNanoseconds } from '../../src/model/units.ts';
import { type BenchmarkComparisonRow, benchmarkComparisons } from '../../src/model/words/benchmark-comparisons.ts';
import {
  benchmarkGroups,
  benchmarkLabel,
  limitsBesides,
  requirementInWords,
} from '../../src/model/words/benchmark-rows.ts';

/** One thing that a run of benchmarks says, in a line. */
export interface Answer {
  readonly tone: 'good' | 'warn' | 'bad' | 'quiet';
  /** Whom it is about. */
  readonly of: string;
  readonly text: string;
  /** Where more of it stands. */
  readonly section: string;
}

/** So many of a kind are told; the table below has the others. */
const MOST_OF_A_KIND = 4;

/** What is wrong first, then what has changed, then what is fastest in each group. */
export function answersOf(run: Run): Answer[] {
  const rows = benchmarkComparisons(run).filter(({ comparison }) => !isWithinRun(comparison, run));
  const kinds = [
    errorsOf(run),
    brokenOf(run),
    crossedOf(run),
    rows.filter(({ comparison }) => comparison.verdict === 'slower').map(changeAnswer),
    rows.filter(({ comparison }) => comparison.verdict === 'faster').map(changeAnswer),
    unchanged(rows),
    fastestOf(run).map(fastestAnswer),
  ];
  return kinds.flatMap(firstOf);
}

/** Compared with the baseline of its own group, not with another build or run. */
export function isWithinRun({ against }: Comparison, { benchmarks = [] }: Run): boolean {
  return benchmarks.some((benchmark) => benchmarkLabel(benchmark) === against);
}

function firstOf(answers: readonly Answer[]): readonly Answer[] {
  const [first] = answers;
  const left = answers.length - MOST_OF_A_KIND;
  if (first === undefined || left <= 1) return answers;
  return [...answers.slice(0, MOST_OF_A_KIND), { ...first, of: '', text: `and ${left} more like these, below` }];
}

function errorsOf({ benchmarks = [] }: Run): Answer[] {
  return benchmarks.flatMap((benchmark) =>
    benchmark.error === undefined
      ? []
      : [
          {
            tone: 'bad',
            of: benchmarkLabel(benchmark),
            text: `threw: ${lineOf(benchmark.error)}`,
            section: 'measured',
          },
        ],
  );
}

const LONGEST_ERROR = 160;

function lineOf(error: string): string {
  const line = error.trim().split(/\r?\n/)[0] ?? '';
  return line.length > LONGEST_ERROR ? `${line.slice(0, LONGEST_ERROR)}…` : line;
}

function brokenOf({ benchmarks = [] }: Run): Answer[] {
  return benchmarks.flatMap((benchmark) =>
    benchmark.requirements
      .filter(({ passed }) => passed === false)
      .map((requirement): Answer => {
        const { name, allowed, measured } = requirementInWords(requirement, benchmark);
        const text = `does not keep its ${name}: ${measured}, where ${allowed} is asked for`;
        return { tone: 'bad', of: benchmarkLabel(benchmark), text, section: 'requirements' };
      }),
  );
}

function crossedOf(run: Run): Answer[] {
  return limitsBesides(run)
    .filter(({ passed }) => passed === false)
    .map(({ rule }) => ({ tone: 'bad', of: rule, text: 'is crossed', section: 'limits' }));
}

function changeAnswer({ label, figure, sentence, against, comparison }: BenchmarkComparisonRow): Answer {
  const { verdict, severity } = comparison;
  const isGrave = severity === 'major' || severity === 'critical';
  const what = figure === 'time' ? '' : `, ${figure}`;
  return {
    tone: verdict === 'faster' ? 'good' : isGrave ? 'bad' : 'warn',
    of: label,
    text: `${sentence}${what}, against ${against}`,
    section: 'compared',
  };
}

/** Where nothing has changed against another build, that is the answer. */
function unchanged(rows: readonly BenchmarkComparisonRow[]): Answer[] {
  const count = (wanted: Comparison['verdict']) =>
    rows.filter(({ comparison: { verdict } }) => verdict === wanted).length;
  if (rows.length === 0 || count('slower') + count('faster') > 0) return [];
  const [same, unclear] = [count('same'), count('unclear')];
  const parts = [
    ...(same > 0 ? [`${showCount(same, 'figure')} the same`] : []),
    ...(unclear > 0 ? [`${unclear} unclear`] : []),
  ];
  const text = `Nothing is shown to have changed against ${rows[0]?.against ?? 'before'}: ${parts.join(', ')}`;
  return [{ tone: unclear > 0 ? 'warn' : 'good', of: '', text, section: 'compared' }];
}

/** The fastest of several that do the same: of one group, with the same parameters. */
export interface Fastest {
  /** `size 100`; empty without parameters. */
  readonly params: string;
  readonly fastest: Benchmark;
  readonly next: Benchmark;
  readonly count: number;
  /** How the next one, or the fastest, compares with the baseline, where the two have been compared. */
  readonly row?: BenchmarkComparisonRow;
  /** Their intervals lie apart, or a comparison tells them apart. */
  readonly isClear: boolean;
}

export function fastestOf(run: Run): Fastest[] {
  const rows = benchmarkComparisons(run).filter(({ figure }) => figure === 'time');
  return benchmarkGroups(run).flatMap(({ title, rows: members }) => {
    if (title === '') return [];
    const byParams = new Map<string, Benchmark[]>();
    for (const { benchmark, isMeasured } of members) {
      if (!isMeasured) continue;
      const key = JSON.stringify(Object.entries(benchmark.params).sort());
      byParams.set(key, [...(byParams.get(key) ?? []), benchmark]);
    }
    return [...byParams.values()].flatMap((alike) => fastestAmong(alike, rows));
  });
}

function fastestAmong(alike: readonly Benchmark[], rows: readonly BenchmarkComparisonRow[]): Fastest[] {
  const sorted = [...alike].sort((a, b) => a.time.median - b.time.median);
  const [fastest, next] = sorted;
  if (fastest === undefined || next === undefined) return [];
  const row = rows.find(({ label, against }) => {
    const names = [benchmarkLabel(fastest), benchmarkLabel(next)];
    return label !== against && names.includes(label) && names.includes(against);
  });
  const params = Object.entries(fastest.params).map(([name, value]) => `${name} ${value}`);
  const isClear =
    row === undefined
      ? fastest.time.interval.high < next.time.interval.low
      : row.comparison.verdict === 'faster' || row.comparison.verdict === 'slower';
  const found = { params: params.join(', '), fastest, next, count: alike.length, isClear };
  return [row === undefined ? found : { ...found, row }];
}

function fastestAnswer({ params, fastest, next, count, row, isClear }: Fastest): Answer {
  const where = params === '' ? '' : ` with ${params}`;
  const time = formatNanoseconds(fastest.time.median);
  const of = benchmarkLabel(fastest);
  if (!isClear) {
    const text = `has the least median of ${count}${where}, ${time}, but is not told apart from ${next.name}`;
    return { tone: 'quiet', of, text, section: 'measured' };
  }
  const times =
    row === undefined
      ? `${(next.time.median / fastest.time.median).toPrecision(3)}×`
      : `${row.factor} (${row.interval})`;
  const text = `is the fastest of ${count}${where}: ${time}; ${next.name} takes ${times} of that`;
  return { tone: 'quiet', of, text, section: 'measured' };
}
