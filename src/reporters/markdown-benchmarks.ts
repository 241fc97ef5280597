import type { Run } from '../model/run.ts';
import { formatCount, formatNanoseconds } from '../model/units.ts';
import { benchmarkComparisons, wordOf } from '../model/words/benchmark-comparisons.ts';
import {
  type BenchmarkRow,
  benchmarkGroups,
  benchmarkLabel,
  growthInWords,
  ownerOf,
  plusMinus,
  requirementInWords,
  showAllocated,
  showThroughput,
} from '../model/words/benchmark-rows.ts';
import { tallied } from '../model/words/benchmark-verdict.ts';
import { code, prose, table } from './markdown-text.ts';

const MOST_ROWS = 300;
const MOST_COMPARISONS = 200;
const MOST_NOTES = 50;

/** A table for each group. */
export function benchmarksInMarkdown(run: Run): string {
  let left = MOST_ROWS;
  const parts = benchmarkGroups(run).flatMap(({ title, rows }) => {
    const shown = rows.slice(0, Math.max(0, left));
    left -= shown.length;
    if (shown.length === 0) return [];
    const name = title === '' ? 'Benchmarks' : prose(title);
    return [`### ${name}\n\n${groupTable(shown)}`];
  });
  const more = (run.benchmarks?.length ?? 0) - MOST_ROWS;
  return [...parts, ...(more > 0 ? [`… and ${formatCount(more)} more`] : [])].join('\n\n');
}

const COLUMNS: readonly (readonly [string, (row: BenchmarkRow) => string])[] = [
  ['Time', ({ benchmark }) => formatNanoseconds(benchmark.time.median)],
  ['±', ({ benchmark }) => plusMinus(benchmark.time)],
  ['min … max', ({ benchmark: { time } }) => `${formatNanoseconds(time.min)} … ${formatNanoseconds(time.max)}`],
  ['p95', ({ benchmark }) => formatNanoseconds(benchmark.time.p95)],
  ['p99', ({ benchmark }) => formatNanoseconds(benchmark.time.p99)],
  ['per s', ({ benchmark }) => showThroughput(benchmark)],
  ['Allocated', ({ benchmark }) => showAllocated(benchmark)],
];

function groupTable(rows: readonly BenchmarkRow[]): string {
  const columns = COLUMNS.map(([title, cell]) => {
    return { title, cells: rows.map((row) => (row.isMeasured ? cell(row) : '')) };
  }).filter(({ cells }) => cells.some((cell) => cell !== ''));
  const lines = rows.map(({ benchmark }, at) => [
    nameOf(benchmark),
    ...columns.map(({ cells }) => prose(cells[at] ?? '')),
  ]);
  return table(['Benchmark', ...columns.map(({ title }) => title)], lines);
}

function nameOf({ name, isBaseline, error }: BenchmarkRow['benchmark']): string {
  const notes = [isBaseline ? 'baseline' : '', error === undefined ? '' : `**threw** ${code(error)}`];
  return [code(name), ...notes.filter((note) => note !== '')].join(', ');
}

/** Each benchmark against another, or against itself in another run. */
export function benchmarkComparisonsInMarkdown(run: Run): string {
  const all = benchmarkComparisons(run);
  if (all.length === 0) return '';
  const rows = all
    .slice(0, MOST_COMPARISONS)
    .map((row) => [
      code(row.label),
      verdictOf(row.comparison, wordOf(row.figure, row.comparison)),
      row.factor,
      row.interval,
      prose(row.figure),
      code(row.against),
      prose(row.before),
      prose(row.after),
      row.noiseFloor || '–',
      row.smallest || '–',
      prose(row.needed),
    ]);
  const header = [
    'Benchmark',
    '',
    'Ratio',
    'Between',
    'Of',
    'Against',
    'It took',
    'This',
    'Noise',
    'Visible',
    'To be clear',
  ];
  const more = all.length > MOST_COMPARISONS ? `\n\n… and ${formatCount(all.length - MOST_COMPARISONS)} more` : '';
  const note =
    '\n\nNoise is how far the same code differs here by chance; visible is the least change seen 4 times in 5.';
  return `### Compared: ${tallied(all.map(({ comparison }) => comparison))}\n\n${table(header, rows)}${more}${note}`;
}

function verdictOf({ severity }: { readonly severity?: string }, word: string): string {
  return severity === undefined || severity === 'info' ? word : `**${word}**, ${severity}`;
}

export function growthInMarkdown({ growth = [] }: Run): string {
  if (growth.length === 0) return '';
  const lines = growth
    .slice(0, MOST_NOTES)
    .map((each) => `- ${code(benchmarkLabel(each))} with ${code(each.param)}: ${prose(growthInWords(each))}`);
  return `### Growth\n\n${lines.join('\n')}`;
}

export function requirementsInMarkdown({ benchmarks = [] }: Run): string {
  const rows = benchmarks.flatMap((benchmark) =>
    benchmark.requirements.map((requirement) => {
      const { name, allowed, measured } = requirementInWords(requirement, benchmark);
      const held = requirement.passed === null ? 'not judged' : requirement.passed ? 'yes' : '**no**';
      return [code(benchmarkLabel(benchmark)), name, prose(allowed), prose(measured), held];
    }),
  );
  if (rows.length === 0) return '';
  return `### Requirements\n\n${table(['Benchmark', '', 'Allowed', 'Measured', 'Held'], rows.slice(0, MOST_ROWS))}`;
}

export function warningsInMarkdown({ benchmarks = [] }: Run): string {
  const lines = benchmarks.flatMap((benchmark) =>
    benchmark.findings.map((finding) => {
      const { severity, title, advice } = finding;
      const owner = ownerOf(benchmark, finding);
      const whose = owner === '' ? '' : `${code(owner)}: `;
      return `- **${severity}**: ${whose}${prose(title)}${advice === '' ? '' : `  \n  ${prose(advice)}`}`;
    }),
  );
  if (lines.length === 0) return '';
  const more = lines.length > MOST_NOTES ? `\n- … and ${formatCount(lines.length - MOST_NOTES)} more` : '';
  return `### Warnings\n\n${lines.slice(0, MOST_NOTES).join('\n')}${more}`;
}
