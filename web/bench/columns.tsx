import type { ComponentChildren } from 'preact';
import type { Benchmark } from '../../src/model/benchmark.ts';
import type { BenchmarkRow } from '../../src/model/words/benchmark-rows.ts';
import type { Column } from '../parts/table-rows.ts';
import { BenchmarkName } from './benchmark-name.tsx';
import { TimeCell } from './time-cell.tsx';

export type Cell = (benchmark: Benchmark) => ComponentChildren;

/** Empty where nothing was measured. */
export function measured(cell: Cell): Column<BenchmarkRow>['cell'] {
  return ({ benchmark, isMeasured }) => (isMeasured ? cell(benchmark) : null);
}

export function sorted(value: (benchmark: Benchmark) => number | null): NonNullable<Column<BenchmarkRow>['sortBy']> {
  return ({ benchmark, isMeasured }) => (isMeasured ? value(benchmark) : null);
}

export const NAME: Column<BenchmarkRow> = {
  id: 'name',
  title: 'Benchmark',
  cell: ({ benchmark }) => <BenchmarkName benchmark={benchmark} />,
  sortBy: ({ benchmark: { name } }) => name,
};

export function timeColumn(id: string, title: string, of: (time: Benchmark['time']) => number): Column<BenchmarkRow> {
  return {
    id,
    title,
    cell: measured(({ time }) => <TimeCell ns={of(time)} />),
    sortBy: sorted(({ time }) => of(time)),
    align: 'right',
    isMinor: true,
  };
}
