import type { Benchmark } from '../../src/model/benchmark.ts';
import type { Run } from '../../src/model/run.ts';
import { showShare } from '../../src/model/show-value.ts';
import { type BenchmarkComparisonRow, benchmarkComparisons } from '../../src/model/words/benchmark-comparisons.ts';
import {
  type BenchmarkRow,
  benchmarkGroups,
  benchmarkLabel,
  plusMinus,
  showAllocated,
  showThroughput,
} from '../../src/model/words/benchmark-rows.ts';
import { Standing } from '../compare/standing.tsx';
import type { Column } from '../parts/table-rows.ts';
import { isWithinRun } from './answers.ts';
import { measured, NAME, sorted, timeColumn } from './columns.tsx';
import { ShapePlot } from './shape-plot.tsx';
import { TimeBar } from './time-bar.tsx';
import { TimeCell } from './time-cell.tsx';

/** The time of each benchmark, and what it is beside the others of its group. */
export function timeColumns(run: Run): Column<BenchmarkRow>[] {
  const within = withinGroups(run);
  const ratioOf = ({ benchmark }: BenchmarkRow) => within.get(benchmarkLabel(benchmark));
  const hasRatio = within.size > 0;
  const hasAllocated = (run.benchmarks ?? []).some(({ allocatedBytes }) => allocatedBytes !== undefined);
  const most = furthestEnds(run);
  return [
    NAME,
    {
      id: 'time',
      title: 'Time',
      cell: measured(({ time }) => (
        <strong>
          <TimeCell ns={time.median} />
        </strong>
      )),
      sortBy: sorted(({ time }) => time.median),
      align: 'right',
      description: 'The median over processes of the time of an iteration',
    },
    {
      id: 'interval',
      title: '±',
      cell: measured(({ time }) => <span class="quiet">{plusMinus(time).replace('±', '')}</span>),
      sortBy: sorted(({ time }) => (time.interval.high - time.interval.low) / time.median),
      align: 'right',
      description: 'Half of the 95% interval of the median',
    },
    {
      id: 'bar',
      title: 'of the slowest',
      cell: ({ benchmark, isMeasured, ofSlowest }) =>
        isMeasured && (
          <TimeBar
            time={benchmark.time}
            most={most.get(benchmark) ?? benchmark.time.median}
            label={`${showShare(ofSlowest)} of the slowest of its group`}
          />
        ),
      isMinor: true,
    },
    ...(hasRatio ? [ratioColumn(ratioOf)] : []),
    {
      id: 'shape',
      title: 'Spread',
      cell: measured((benchmark) => <ShapePlot benchmark={benchmark} />),
      isMinor: true,
      description: 'A histogram of the batches, from the fastest to the slowest; the line is the median',
    },
    timeColumn('p95', 'p95', ({ p95 }) => p95),
    timeColumn('p99', 'p99', ({ p99 }) => p99),
    {
      id: 'throughput',
      title: 'per s',
      cell: measured((benchmark) => showThroughput(benchmark).replace(/\/s$/, '')),
      sortBy: sorted(({ throughput, time }) => throughput?.value ?? (time.median > 0 ? 1e9 / time.median : null)),
      align: 'right',
      isMinor: true,
      description: 'Items or bytes where the benchmark says how many an iteration handles, else iterations',
    },
    ...(hasAllocated
      ? [
          {
            id: 'allocated',
            title: 'Allocated',
            cell: measured(showAllocated),
            sortBy: sorted(({ allocatedBytes }) => allocatedBytes?.value ?? null),
            align: 'right' as const,
            isMinor: true,
            description: 'Bytes that an iteration allocates',
          },
        ]
      : []),
  ];
}

function ratioColumn(ratioOf: (row: BenchmarkRow) => BenchmarkComparisonRow | undefined): Column<BenchmarkRow> {
  return {
    id: 'ratio',
    title: 'to the baseline',
    cell: (row) => {
      if (row.benchmark.isBaseline) return <span class="quiet">1×</span>;
      const found = ratioOf(row);
      return (
        found !== undefined && (
          <div class="bench-ratio">
            <strong>{found.factor}</strong> <span class="comparison-table-interval">{found.interval}</span>{' '}
            <Standing comparison={{ ...found.comparison, severity: 'info' }} word={found.comparison.verdict} isBrief />
          </div>
        )
      );
    },
    sortBy: (row) => (row.benchmark.isBaseline ? 1 : (ratioOf(row)?.comparison.ratio ?? null)),
    align: 'right',
    isMinor: true,
    description: 'Times the baseline of the group, measured side by side with it',
  };
}

/** Comparisons with the baseline of the group, by the benchmark. */
function withinGroups(run: Run): Map<string, BenchmarkComparisonRow> {
  const rows = benchmarkComparisons(run).filter(
    ({ figure, comparison }) => figure === 'time' && isWithinRun(comparison, run),
  );
  return new Map(rows.map((row) => [row.label, row]));
}

/** Where the bars of a group end: at its slowest, or at the end of an interval that goes not much further. */
function furthestEnds(run: Run): Map<Benchmark, number> {
  return new Map(
    benchmarkGroups(run).flatMap(({ rows }) => {
      const known = rows.filter(({ isMeasured }) => isMeasured).map(({ benchmark }) => benchmark.time);
      const slowest = known.reduce((most, { median }) => Math.max(most, median), 0);
      const furthest = known.reduce((most, { interval }) => Math.max(most, interval.high), slowest);
      return rows.map(({ benchmark }) => [benchmark, Math.min(furthest, slowest * 1.5)] as const);
    }),
  );
}
