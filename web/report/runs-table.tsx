import type { ReportedRun } from '../../src/model/report.ts';
import type { Metric, Run } from '../../src/model/run.ts';
import { showShare, showValue } from '../../src/model/show-value.ts';
import { formatCount, formatDuration } from '../../src/model/units.ts';
import { VerdictBadge } from '../parts/badge.tsx';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Name } from '../parts/name.tsx';
import { showTime } from '../parts/when.ts';

interface Row {
  readonly number: number;
  readonly run: Run;
  readonly requests: number | null;
  readonly p95: number | null;
  readonly failed: number | null;
  readonly why: string;
}

/** How each of several runs ended. */
export function RunsTable({ runs }: { readonly runs: readonly ReportedRun[] }) {
  const rows = runs.map(({ run }, at) => rowOf(run, at + 1));
  const isKnown = ({ id, sortBy }: Column<Row>) => !OPTIONAL.has(id) || rows.some((row) => sortBy?.(row) !== null);
  return (
    <DataTable
      label="Runs"
      columns={COLUMNS.filter(isKnown)}
      rows={rows}
      keyOf={({ number }) => String(number)}
      filter={({ run, why }) => `${run.name} ${run.verdict} ${run.id} ${why}`}
    />
  );
}

const OPTIONAL = new Set(['requests', 'p95', 'failed']);

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'name',
    title: 'Run',
    cell: ({ run, number }) => (
      <a href={`#run-${number}`}>
        <Name text={run.name} />
        <span class="report-id">{run.id}</span>
      </a>
    ),
    sortBy: ({ run }) => run.name,
  },
  {
    id: 'verdict',
    title: 'Verdict',
    cell: ({ run }) => <VerdictBadge verdict={run.verdict} />,
    sortBy: ({ run }) => run.verdict,
  },
  {
    id: 'requests',
    title: 'Requests',
    cell: ({ requests }) => (requests === null ? '' : formatCount(requests)),
    sortBy: ({ requests }) => requests,
    align: 'right',
  },
  {
    id: 'p95',
    title: 'p95',
    cell: ({ p95 }) => (p95 === null ? '' : showValue(p95, 'ms')),
    sortBy: ({ p95 }) => p95,
    align: 'right',
  },
  {
    id: 'failed',
    title: 'Failed',
    cell: ({ failed }) => (failed === null ? '' : showShare(failed)),
    sortBy: ({ failed }) => failed,
    align: 'right',
  },
  { id: 'why', title: 'Foremost', cell: ({ why }) => <Name text={why === '' ? '–' : why} />, isMinor: true },
  {
    id: 'duration',
    title: 'Took',
    // Of what other tools measured it is not known.
    cell: ({ run }) => (run.durationMs > 0 ? formatDuration(run.durationMs) : '–'),
    sortBy: ({ run }) => run.durationMs,
    align: 'right',
    isMinor: true,
  },
  {
    id: 'started',
    title: 'Started',
    cell: ({ run }) => showTime(run.startedAt),
    sortBy: ({ run }) => run.startedAt,
    isMinor: true,
  },
];

function rowOf(run: Run, number: number): Row {
  const total = <T extends Metric['type']>(name: string, type: T) =>
    run.metrics.find(
      (metric): metric is Extract<Metric, { type: T }> =>
        metric.name === name && metric.type === type && Object.keys(metric.tags).length === 0,
    );
  const durations = total('http_req_duration', 'trend') ?? total('function_duration', 'trend');
  const failures = total('http_req_failed', 'rate') ?? total('function_failed', 'rate');
  return {
    number,
    run,
    requests: (total('http_reqs', 'counter') ?? total('function_calls', 'counter'))?.total ?? null,
    p95: durations?.percentiles['95'] ?? null,
    failed: failures === undefined || failures.passes + failures.fails === 0 ? null : failures.value,
    why: run.findings[0]?.title ?? '',
  };
}
