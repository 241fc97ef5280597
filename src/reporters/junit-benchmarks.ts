import type { Benchmark } from '../model/benchmark.ts';
import type { Run } from '../model/run.ts';
import { formatNanoseconds } from '../model/units.ts';
import { type BenchmarkComparisonRow, benchmarkComparisons } from '../model/words/benchmark-comparisons.ts';
import {
  isMeasured,
  plusMinus,
  requirementInWords,
  showAllocated,
  showThroughput,
} from '../model/words/benchmark-rows.ts';
import type { TestCase } from './junit-case.ts';

/** A test case for each benchmark: it fails by a requirement that is not kept and by a critical regression. */
export function benchmarkCases(run: Run): TestCase[] {
  const rows = benchmarkComparisons(run);
  const benchmarks = run.benchmarks ?? [];
  const cases = benchmarks.map((benchmark) =>
    benchmarkCase(
      benchmark,
      rows.filter((row) => isOf(row, benchmark)),
      run.name,
    ),
  );
  const others = rows.filter((row) => !benchmarks.some((benchmark) => isOf(row, benchmark)));
  return [...cases, ...others.map((row) => comparisonCase(row, run.name))];
}

function isOf({ comparison: { tags } }: BenchmarkComparisonRow, { name, group }: Benchmark): boolean {
  return tags.name === name && (tags.group ?? '') === group;
}

function benchmarkCase(benchmark: Benchmark, rows: readonly BenchmarkComparisonRow[], run: string): TestCase {
  const { name, group, error, requirements, time } = benchmark;
  const className = [run, 'benchmarks', ...(group === '' ? [] : group.split(' › '))].join('.');
  const base = { className, name, seconds: isMeasured(benchmark) ? time.median / 1e9 : 0, digits: 12 };
  if (error !== undefined) return { ...base, outcome: { element: 'error', message: error, text: error } };
  const broken = requirements
    .filter(({ passed }) => passed === false)
    .map((requirement) => {
      const { name: which, allowed, measured } = requirementInWords(requirement, benchmark);
      return `${which}: ${measured}, allowed is ${allowed}`;
    });
  const grave = rows.filter(({ comparison }) => comparison.severity === 'critical').map(rowText);
  const failures = [...broken, ...grave];
  const output = [figures(benchmark), ...rows.map(rowText), ...benchmark.findings.map(({ title }) => title)]
    .filter((line) => line !== '')
    .join('\n');
  if (failures.length === 0) return { ...base, output };
  const [message = ''] = failures;
  return { ...base, outcome: { element: 'failure', message, text: failures.join('\n') }, output };
}

function comparisonCase(row: BenchmarkComparisonRow, run: string): TestCase {
  const base = { className: `${run}.comparisons`, name: row.label || row.figure, seconds: 0 };
  const message = rowText(row);
  return row.comparison.severity === 'critical'
    ? { ...base, outcome: { element: 'failure', message, text: message } }
    : { ...base, output: message };
}

function rowText({
  figure,
  sentence,
  against,
  before,
  after,
  noiseFloor,
  smallest,
  needed,
}: BenchmarkComparisonRow): string {
  const notes = [
    noiseFloor === '' ? '' : `noise ${noiseFloor}`,
    smallest === '' ? '' : `visible from ${smallest}`,
    needed === '' ? '' : `needs ${needed}`,
  ].filter((note) => note !== '');
  const said = notes.length === 0 ? '' : `; ${notes.join(', ')}`;
  return `${figure} ${sentence}: ${after} against ${before} of ${against}${said}`;
}

function figures(benchmark: Benchmark): string {
  if (!isMeasured(benchmark)) return '';
  const { time } = benchmark;
  const allocated = showAllocated(benchmark);
  return [
    `${formatNanoseconds(time.median)} ${plusMinus(time)}`.trim(),
    `p99 ${formatNanoseconds(time.p99)}`,
    showThroughput(benchmark),
    allocated === '' ? '' : `${allocated} allocated`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}
