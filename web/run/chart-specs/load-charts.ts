import type { RunIndex } from '../../../src/model/run-index.ts';
import type { TimeChartSpec, TimeLine } from '../../charts/specs.ts';
import { type Focus, tagsOf } from '../focus.ts';
import { askedLine } from './asked-load.ts';
import { combined, gridOf, linesOf, valuesOn } from './grid.ts';
import { limitLines } from './limit-lines.ts';

/** Load asked for and achieved, users, and throughput. */
export function loadCharts(index: RunIndex, focus?: Focus): TimeChartSpec[] {
  const isOpen = index.run.test.load.some(({ model }) => model === 'arrivals');
  const [first, second] = isOpen ? [arrivals, users] : [users, arrivals];
  const load = [...first(index, focus), ...second(index, focus)];
  const isWhole = focus?.tag === 'name';
  return [
    ...(isWhole ? load.map((spec) => ({ ...spec, title: `${spec.title} (whole run)` })) : load),
    ...throughput(index, focus),
  ];
}

/** Of a scenario its own series; steps have none, so that theirs is the whole load. */
function scenarioTags(focus: Focus | undefined) {
  return focus?.tag === 'scenario' ? tagsOf(focus) : {};
}

function arrivals(index: RunIndex, focus: Focus | undefined): TimeChartSpec[] {
  const tags = scenarioTags(focus);
  const [due, ended, dropped] = ['arrivals', 'iterations', 'dropped_iterations'].map((name) =>
    index.series(name, tags),
  );
  const grid = gridOf([due, ended]);
  if (grid === undefined) return [];
  // How streams are shared among scenarios is not told.
  const asked = focus?.tag === 'scenario' ? [] : askedLine(index.run.test.load, 'arrivals', grid);
  const started = combined(
    [valuesOn(grid, due, 'perSecond'), valuesOn(grid, dropped, 'perSecond').map((v) => v ?? 0)],
    ([a = 0, b = 0]) => Math.max(0, a - b),
  );
  const lines: TimeLine[] = [
    ...asked,
    ...(started.some((value) => value !== null)
      ? [{ label: 'started', brush: 'series-1' as const, values: started }]
      : []),
    ...linesOf(grid, ended, { label: 'iterations ended', brush: 'series-3', field: 'perSecond' }),
    ...linesOf(grid, dropped, { label: 'dropped', brush: 'bad', field: 'perSecond' }),
  ];
  const isOpen = lines.some(({ label }) => label === 'started');
  return [
    {
      id: 'load',
      title: isOpen ? 'Load: arrivals asked for and achieved' : 'Iterations ended',
      unit: 'items/s',
      timesMs: grid.timesMs,
      lines,
      description: isOpen
        ? 'Arrivals a second that were asked for, started and dropped, and iterations that ended.'
        : 'Iterations that ended in each second.',
    },
  ];
}

function users(index: RunIndex, focus: Focus | undefined): TimeChartSpec[] {
  const tags = scenarioTags(focus);
  const [busy, allocated, open] = [
    index.series('vus', tags),
    index.series('vus_max', tags),
    index.series('http_reqs_open'),
  ];
  const grid = gridOf([busy, allocated]);
  if (grid === undefined) return [];
  const asked = focus?.tag === 'scenario' ? [] : askedLine(index.run.test.load, 'users', grid);
  const isAsked = asked.length > 0;
  return [
    {
      id: 'users',
      title: isAsked ? 'Load: users asked for and busy' : 'Users',
      unit: 'count',
      timesMs: grid.timesMs,
      lines: [
        ...asked,
        ...linesOf(grid, busy, { label: 'busy with an iteration', brush: 'series-1', field: 'mean', hasArea: true }),
        ...linesOf(grid, allocated, { label: 'allocated', brush: 'series-8', field: 'max', isHiddenAtFirst: true }),
        ...(focus === undefined
          ? linesOf(grid, open, {
              label: 'requests under way',
              brush: 'series-2',
              field: 'mean',
              isHiddenAtFirst: true,
            })
          : []),
      ],
      description: 'Users asked for, users busy with an iteration, and users allocated.',
    },
  ];
}

const COUNTED = [
  { name: 'http_reqs', failed: 'http_req_failed', id: 'requests', title: 'Throughput: requests' },
  { name: 'function_calls', failed: 'function_failed', id: 'calls', title: 'Throughput: function calls' },
  { name: 'sse_events', failed: '', id: 'events', title: 'Throughput: events received' },
] as const;

function throughput(index: RunIndex, focus: Focus | undefined): TimeChartSpec[] {
  const tags = tagsOf(focus);
  return COUNTED.flatMap(({ name, failed, id, title }) => {
    const [all, failures] = [index.series(name, tags), index.series(failed, tags)];
    const grid = gridOf([all]);
    if (grid === undefined) return [];
    const seconds = grid.stepMs / 1000;
    const failing = valuesOn(grid, failures, 'passes').map((count) => (count === null ? null : count / seconds));
    return [
      {
        id,
        title,
        unit: 'items/s',
        timesMs: grid.timesMs,
        lines: [
          ...linesOf(grid, all, { label: 'all', brush: 'series-1', field: 'perSecond', hasArea: true }),
          ...(failing.some((value) => value !== null && value > 0)
            ? [{ label: 'failed', brush: 'bad' as const, values: failing }]
            : []),
        ],
        limits: limitLines(index.run.limits, { metric: name, tags, kinds: ['perSecond'] }),
        description: `${title}, by second, and how many of them failed.`,
      },
    ];
  });
}
