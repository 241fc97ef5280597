import type { Benchmark } from '../../src/model/benchmark.ts';
import type { Run } from '../../src/model/run.ts';
import { showShare } from '../../src/model/show-value.ts';
import { formatBytes, formatCount, formatDuration } from '../../src/model/units.ts';
import { type BenchmarkRow, shortShare } from '../../src/model/words/benchmark-rows.ts';
import { Name } from '../parts/name.tsx';
import type { Column } from '../parts/table-rows.ts';
import { type Cell, measured, NAME, sorted, timeColumn } from './columns.tsx';
import { TimeCell } from './time-cell.tsx';

/** What times rest on: how often and where they were measured, how far apart they lie, and what else happened. */
export function spreadColumns(run: Run): Column<BenchmarkRow>[] {
  const all = run.benchmarks ?? [];
  const figure = (
    id: string,
    title: string,
    { cell, sortBy, description }: { cell: Cell; sortBy: (of: Benchmark) => number | null; description?: string },
  ): Column<BenchmarkRow> => ({
    ...{ id, title, cell: measured(cell), sortBy: sorted(sortBy), align: 'right' },
    ...(description === undefined ? {} : { description }),
  });
  const when = (has: (of: Benchmark) => boolean, column: Column<BenchmarkRow>) => (all.some(has) ? [column] : []);
  return [
    NAME,
    figure('processes', 'Processes', { cell: ({ processes }) => formatCount(processes), sortBy: (of) => of.processes }),
    figure('iterations', 'Iterations', {
      cell: ({ iterations, batch }) => `${formatCount(iterations)}${batch > 1 ? ` by ${formatCount(batch)}` : ''}`,
      sortBy: ({ iterations }) => iterations,
      description: 'Timed ones of all processes, and how many are timed together',
    }),
    timeColumnMajor('min', 'Min', ({ min }) => min),
    timeColumnMajor('mean', 'Mean', ({ mean }) => mean),
    timeColumnMajor('max', 'Max', ({ max }) => max),
    figure('deviation', 'Deviation', {
      cell: ({ time }) => (time.mean > 0 ? shortShare(time.stddev / time.mean) : ''),
      sortBy: ({ time }) => time.stddev / time.mean,
      description: 'The standard deviation of batches, as a share of their mean',
    }),
    figure('noise', 'Noise', {
      cell: ({ noiseFloor }) => (Number.isFinite(noiseFloor) ? `±${shortShare(noiseFloor)}` : ''),
      sortBy: ({ noiseFloor }) => noiseFloor,
      description: 'Two measurements of it in different processes lie so far apart by chance, 95 times in 100',
    }),
    figure('outliers', 'Outliers', {
      cell: ({ outliers }) => outlierText(outliers),
      sortBy: ({ outliers }) => (outliers.of > 0 ? (outliers.mild + outliers.severe) / outliers.of : null),
      description: 'Batches beyond Tukey’s fences; none is left out of anything',
    }),
    ...when(
      ({ drift }) => drift !== undefined,
      figure('drift', 'Drift', {
        cell: ({ drift }) => (drift === undefined ? '' : `${drift < 0 ? '−' : '+'}${shortShare(Math.abs(drift))}`),
        sortBy: ({ drift }) => drift ?? null,
        description: 'Change of the median from the first to the last third of a process',
      }),
    ),
    ...when(
      ({ modes }) => (modes?.length ?? 0) > 1,
      figure('modes', 'Peaks', {
        cell: ({ modes = [] }) =>
          modes.length > 1
            ? modes.map((mode) => (
                <div key={mode}>
                  <TimeCell ns={mode} />
                </div>
              ))
            : '',
        sortBy: ({ modes = [] }) => modes.length,
        description: 'Typical times, where there are several',
      }),
    ),
    ...when(
      ({ gc }) => (gc?.count ?? 0) > 0,
      figure('gc', 'Collections', {
        description: 'Collections of garbage: how many, and how long they took',
        cell: ({ gc }) =>
          gc === undefined || gc.count === 0 ? '' : `${formatCount(gc.count)}, ${formatDuration(gc.totalMs)}`,
        sortBy: ({ gc }) => gc?.totalMs ?? null,
      }),
    ),
    ...when(
      ({ peakBytes }) => peakBytes !== undefined,
      figure('peak', 'Heap growth', {
        cell: ({ peakBytes }) => (peakBytes === undefined ? '' : formatBytes(peakBytes)),
        sortBy: ({ peakBytes }) => peakBytes ?? null,
        description: 'The most that the heap grew by in a process while it ran, garbage included',
      }),
    ),
    ...when(
      ({ successRate }) => successRate < 1,
      figure('success', 'Succeeded', {
        cell: ({ successRate }) => showShare(successRate),
        sortBy: ({ successRate }) => successRate,
      }),
    ),
    ...when(({ params, metadata }) => Object.keys({ ...params, ...metadata }).length > 0, {
      id: 'params',
      title: 'Parameters',
      cell: ({ benchmark }) => {
        const text = parameterText(benchmark);
        return text === '' ? null : <Name text={text} />;
      },
    }),
  ];
}

function timeColumnMajor(id: string, title: string, of: (time: Benchmark['time']) => number): Column<BenchmarkRow> {
  return { ...timeColumn(id, title, of), isMinor: false };
}

function outlierText({ mild, severe, of }: Benchmark['outliers']): string {
  if (of === 0 || mild + severe === 0) return '';
  const severely = severe === 0 ? '' : `, ${formatCount(severe)} severe`;
  return `${shortShare((mild + severe) / of)}${severely}`;
}

/** `size 100, of strings`: parameters, then what the benchmark says of itself. */
function parameterText({ params, metadata }: Benchmark): string {
  return [...Object.entries(params), ...Object.entries(metadata)].map(([key, value]) => `${key} ${value}`).join(', ');
}
