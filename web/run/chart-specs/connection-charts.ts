import type { Series } from '../../../src/model/run.ts';
import type { RunIndex } from '../../../src/model/run-index.ts';
import type { TimeChartSpec, TimeLine } from '../../charts/specs.ts';
import { gridOf, linesOf, sum } from './grid.ts';

/** Bytes both ways, connections, and the requests under way on them. */
export function connectionCharts(index: RunIndex): TimeChartSpec[] {
  const [received, sent, opened, open, blocked] = [
    'data_received',
    'data_sent',
    'connections_opened',
    'http_reqs_open',
    'http_req_blocked',
  ].map((name) => index.series(name));
  return [
    ...chart({ id: 'data', title: 'Data', unit: 'bytes/s', description: 'Bytes received and sent, by second.' }, [
      { series: received, label: 'received', brush: 'series-1', field: 'perSecond', hasArea: true },
      { series: sent, label: 'sent', brush: 'series-2', field: 'perSecond' },
    ]),
    ...chart(
      {
        id: 'under-way',
        title: 'Requests under way',
        unit: 'count',
        description: 'Requests sent and not yet answered, on average and at most.',
      },
      [
        { series: open, label: 'mean', brush: 'series-1', field: 'mean', hasArea: true },
        { series: open, label: 'most', brush: 'series-2', field: 'max', isHiddenAtFirst: true },
      ],
    ),
    ...chart(
      { id: 'connections', title: 'Connections opened', unit: 'items/s', description: 'Connections opened a second.' },
      [{ series: opened, label: 'opened', brush: 'series-5', field: 'perSecond', hasArea: true }],
    ),
    ...chart(
      {
        id: 'blocked',
        title: 'Waiting for a connection',
        unit: 'ms',
        description: 'How long requests waited for a connection, connecting included.',
      },
      [
        { series: blocked, label: 'p50', brush: 'series-1', field: 'p50', isHiddenAtFirst: true },
        { series: blocked, label: 'p95', brush: 'series-3', field: 'p95' },
        { series: blocked, label: 'max', brush: 'series-8', field: 'max', isHiddenAtFirst: true },
      ],
    ),
  ];
}

type Wanted = Omit<TimeLine, 'values'> & { readonly series: Series | undefined; readonly field: string };

/** None where nothing of it came about. */
function chart(
  about: Pick<TimeChartSpec, 'id' | 'title' | 'unit' | 'description'>,
  wanted: readonly Wanted[],
): TimeChartSpec[] {
  const grid = gridOf(wanted.map(({ series }) => series));
  if (grid === undefined) return [];
  const lines = wanted.flatMap(({ series, ...line }) => linesOf(grid, series, line));
  if (lines.every(({ values }) => sum(values) === 0)) return [];
  return [{ ...about, timesMs: grid.timesMs, lines }];
}
