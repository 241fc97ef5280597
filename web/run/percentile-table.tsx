import type { TrendMetric } from '../../src/model/run.ts';
import type { RunIndex } from '../../src/model/run-index.ts';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { showKnown } from './headline.ts';

const SHOWN = [
  ['http_req_duration', 'Service time, from sent'],
  ['response_time', 'Response time, from due'],
  ['function_duration', 'Function calls'],
  ['sse_event_latency', 'Events, from sent to received'],
  ['iteration_duration', 'Iterations, think time included'],
] as const;

interface Row {
  readonly label: string;
  readonly trend: TrendMetric;
}

const COLUMNS: readonly Column<Row>[] = [
  { id: 'label', title: 'Time', cell: ({ label }) => label },
  figure('min', ({ min }) => min, true),
  figure('mean', ({ mean }) => mean, true),
  ...['50', '75', '90', '95', '99', '99.9', '99.99'].map((each) =>
    figure(`p${each}`, ({ percentiles }) => percentiles[each], each === '75' || each.length > 2),
  ),
  figure('max', ({ max }) => max),
];

/** The percentiles of every time that was measured. */
export function PercentileTable({ index }: { readonly index: RunIndex }) {
  const rows = SHOWN.flatMap(([name, label]) => {
    const trend = index.trend(name);
    return trend === undefined ? [] : [{ label, trend }];
  });
  return rows.length === 0 ? null : (
    <DataTable label="Percentiles" columns={COLUMNS} rows={rows} keyOf={({ label }) => label} />
  );
}

function figure(title: string, of: (trend: TrendMetric) => number | undefined, isMinor = false): Column<Row> {
  return { id: title, title, align: 'right', isMinor, cell: ({ trend }) => showKnown(of(trend), trend.unit) };
}
