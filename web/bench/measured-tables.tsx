import type { Run } from '../../src/model/run.ts';
import { type BenchmarkRow, benchmarkGroups } from '../../src/model/words/benchmark-rows.ts';
import type { Column } from '../parts/table-rows.ts';
import { GroupedTable } from './grouped-table.tsx';
import { spreadColumns } from './spread-columns.tsx';
import { timeColumns } from './time-columns.tsx';

/** The time of each benchmark, group by group, beside what it is compared with there. */
export function TimeTable({ run }: { readonly run: Run }) {
  return <Measured label="Times of benchmarks" run={run} columns={timeColumns(run)} />;
}

/** What the times rest on: how often and where they were measured, how far apart they lie, and what else happened. */
export function SpreadTable({ run }: { readonly run: Run }) {
  return <Measured label="What the times rest on" run={run} columns={spreadColumns(run)} />;
}

interface MeasuredProps {
  readonly label: string;
  readonly run: Run;
  readonly columns: readonly Column<BenchmarkRow>[];
}

function Measured({ label, run, columns }: MeasuredProps) {
  return (
    <GroupedTable
      label={label}
      columns={columns}
      groups={benchmarkGroups(run)}
      keyOf={({ benchmark: { file, group, name, params } }) => JSON.stringify([file, group, name, params])}
      filter={({ benchmark: { name, file } }) => `${name} ${file}`}
    />
  );
}
