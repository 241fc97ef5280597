import type { Benchmark } from '../model/benchmark.ts';
import type { Comparison, Run } from '../model/run.ts';
import { isMeasured } from '../model/words/benchmark-rows.ts';
import { csvCell } from './csv-cell.ts';

type Cell = string | number | boolean | null | undefined;

const COLUMNS: readonly (readonly [string, (benchmark: Benchmark, run: Run) => Cell])[] = [
  ['run', (_, run) => run.id],
  ['file', ({ file }) => file],
  ['group', ({ group }) => group],
  ['name', ({ name }) => name],
  ['params', ({ params }) => paramText(params)],
  ['baseline', ({ isBaseline }) => isBaseline],
  ['processes', ({ processes }) => processes],
  ['iterations', ({ iterations }) => iterations],
  ['batch', ({ batch }) => batch],
  ['min_ns', ({ time }) => time.min],
  ['mean_ns', ({ time }) => time.mean],
  ['median_ns', ({ time }) => time.median],
  ['low_ns', ({ time }) => time.interval.low],
  ['high_ns', ({ time }) => time.interval.high],
  ['p95_ns', ({ time }) => time.p95],
  ['p99_ns', ({ time }) => time.p99],
  ['max_ns', ({ time }) => time.max],
  ['stddev_ns', ({ time }) => time.stddev],
  ['throughput', ({ throughput }) => throughput?.value],
  ['throughput_unit', ({ throughput }) => throughput?.unit],
  ['allocated_bytes', ({ allocatedBytes }) => allocatedBytes?.value],
  ['peak_bytes', ({ peakBytes }) => peakBytes],
  ['gc_count', ({ gc }) => gc?.count],
  ['gc_ms', ({ gc }) => gc?.totalMs],
  ['outliers_mild', ({ outliers }) => outliers.mild],
  ['outliers_severe', ({ outliers }) => outliers.severe],
  ['drift', ({ drift }) => drift],
  ['noise_floor', ({ noiseFloor }) => noiseFloor],
  ['success_rate', ({ successRate }) => successRate],
  ['requirements', ({ requirements }) => held(requirements.map(({ passed }) => passed))],
  ['compared_with', (benchmark, run) => comparisonOf(benchmark, run)?.against],
  ['ratio', (benchmark, run) => comparisonOf(benchmark, run)?.ratio],
  ['ratio_low', (benchmark, run) => comparisonOf(benchmark, run)?.low],
  ['ratio_high', (benchmark, run) => comparisonOf(benchmark, run)?.high],
  ['verdict', (benchmark, run) => comparisonOf(benchmark, run)?.verdict],
  ['severity', (benchmark, run) => comparisonOf(benchmark, run)?.severity],
  ['error', ({ error }) => error],
];

/** As many as the JSON has of fractions. */
const DIGITS = 9;

/** Columns that are empty where nothing was measured. */
const MEASURED = /_ns$|^noise_floor$/;

/** A line for each benchmark, times in nanoseconds; the comparison is that of its time. */
export function renderBenchmarkCsv(run: Run): string {
  const lines = (run.benchmarks ?? []).map((benchmark) =>
    COLUMNS.map(([title, value]) => {
      return !isMeasured(benchmark) && MEASURED.test(title) ? '' : cellOf(value(benchmark, run));
    }).join(','),
  );
  return `${[COLUMNS.map(([title]) => title).join(','), ...lines].join('\r\n')}\r\n`;
}

function cellOf(value: Cell): string {
  if (value === undefined || value === null || (typeof value === 'number' && !Number.isFinite(value))) return '';
  if (typeof value === 'string') return csvCell(value);
  return typeof value === 'number' ? String(Number(value.toPrecision(DIGITS))) : String(value);
}

function paramText(params: Benchmark['params']): string {
  return Object.entries(params)
    .map(([name, value]) => `${name}=${value}`)
    .join(';');
}

function held(passed: readonly (boolean | null)[]): Cell {
  if (passed.length === 0) return undefined;
  return passed.every((each) => each !== false);
}

function comparisonOf({ name, group }: Benchmark, { comparisons = [] }: Run): Comparison | undefined {
  return comparisons.find(
    ({ metric, tags }) => metric === 'bench_time' && tags.name === name && (tags.group ?? '') === group,
  );
}
