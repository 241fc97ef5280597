import type { RunIndex } from '../../src/model/run-index.ts';
import { showShare, showValue } from '../../src/model/show-value.ts';
import { formatBytes, formatCount } from '../../src/model/units.ts';
import type { Brush } from '../charts/specs.ts';
import { lineHeadroom, showLoad } from './headline.ts';

export interface KeyFigure {
  readonly label: string;
  readonly value: string;
  readonly note?: string;
  readonly brush?: Brush;
}

/** The figures that a run is known by. */
export function keyFigures(index: RunIndex): KeyFigure[] {
  return [
    ...loadLine(index),
    ...requests(index),
    ...calls(index),
    ...latency(index),
    ...failures(index),
    ...checks(index),
    ...load(index),
    ...events(index),
    ...data(index),
  ];
}

function loadLine({ run: { loadLine: line } }: RunIndex): KeyFigure[] {
  if (line === undefined) return [];
  const interval = `${showLoad(line.low, line.unit)} to ${showLoad(line.high, line.unit)}`;
  const note = [line.limitedBy === null ? 'nothing broke above it' : interval, lineHeadroom(line)]
    .filter((text) => text !== '')
    .join('; ');
  const value = `${line.limitedBy === null ? '≥ ' : ''}${showLoad(line.value, line.unit)}`;
  return [{ label: 'Load line', value, note, brush: (line.headroom ?? 0) < 0 ? 'bad' : 'good' }];
}

function requests(index: RunIndex): KeyFigure[] {
  const counter = index.counter('http_reqs');
  if (counter === undefined) return [];
  return [{ label: 'Requests', value: formatCount(counter.total), note: `${rate(counter.perSecond)}, mean` }];
}

function calls(index: RunIndex): KeyFigure[] {
  const counter = index.counter('function_calls');
  if (counter === undefined || counter.total === 0) return [];
  return [{ label: 'Function calls', value: formatCount(counter.total), note: `${rate(counter.perSecond)}, mean` }];
}

function latency(index: RunIndex): KeyFigure[] {
  const duration = index.trend('http_req_duration') ?? index.trend('function_duration');
  const main = duration ?? index.trend('response_time') ?? index.trend('iteration_duration');
  if (main === undefined) return [];
  const due = index.trend('response_time');
  return ['95', '99'].flatMap((percentile) => {
    const value = main.percentiles[percentile];
    if (value === undefined) return [];
    const felt = main.name === 'http_req_duration' ? due?.percentiles[percentile] : undefined;
    const note = felt === undefined ? (OF[main.name] ?? main.name) : `${showValue(felt, 'ms')} from due`;
    return [{ label: `Latency p${percentile}`, value: showValue(value, main.unit), note }];
  });
}

const OF: Readonly<Record<string, string>> = {
  http_req_duration: 'of requests',
  function_duration: 'of function calls',
  response_time: 'from due, failures included',
  iteration_duration: 'of iterations',
};

function failures(index: RunIndex): KeyFigure[] {
  return (
    [
      ['http_req_failed', 'Failed requests'],
      ['function_failed', 'Failed calls'],
    ] as const
  ).flatMap(([name, label]) => {
    const failed = index.rate(name);
    if (failed === undefined || failed.passes + failed.fails === 0) return [];
    const note = `${formatCount(failed.passes)} of ${formatCount(failed.passes + failed.fails)}`;
    return [{ label, value: showShare(failed.value), note, ...(failed.passes > 0 ? { brush: 'bad' as const } : {}) }];
  });
}

function checks(index: RunIndex): KeyFigure[] {
  const held = index.rate('checks');
  const count = (held?.passes ?? 0) + (held?.fails ?? 0);
  if (held === undefined || count === 0) return [];
  const note =
    held.fails === 0 ? `all ${formatCount(count)}` : `${formatCount(held.fails)} of ${formatCount(count)} failed`;
  return [
    { label: 'Checks held', value: showShare(held.value), note, ...(held.fails > 0 ? { brush: 'bad' as const } : {}) },
  ];
}

/** What was asked for, and what of it came about. */
function load(index: RunIndex): KeyFigure[] {
  const planned = index.total('arrivals');
  const dropped = index.total('dropped_iterations');
  const users = index.gauge('vus');
  const ended = index.total('iterations');
  const failed = index.rate('iterations_failed')?.passes ?? 0;
  const notes = [failed > 0 ? `${formatCount(failed)} failed` : ''].filter((text) => text !== '');
  const isOpen = planned > 0 && index.run.test.load.some(({ model }) => model === 'arrivals');
  const asked = askedUsers(index);
  return [
    ...(isOpen
      ? [
          {
            label: 'Arrivals started',
            value: formatCount(planned - dropped),
            note: [`of ${formatCount(planned)} due`, dropped > 0 ? `${formatCount(dropped)} dropped` : '', ...notes]
              .filter((text) => text !== '')
              .join(', '),
            ...(dropped > 0 ? { brush: 'warn' as const } : {}),
          },
        ]
      : []),
    ...(users === undefined
      ? []
      : [
          {
            label: 'Users busy, most',
            value: formatCount(users.max),
            ...(asked === null ? {} : { note: `of ${formatCount(asked)} asked for` }),
          },
        ]),
    ...(ended > 0 && !isOpen
      ? [{ label: 'Iterations', value: formatCount(ended), note: notes.join(', ') || 'ended' }]
      : []),
  ];
}

function askedUsers({ run: { test } }: RunIndex): number | null {
  const streams = test.load.filter(({ model }) => model === 'users');
  if (streams.length === 0) return null;
  return streams.reduce(
    (sum, { curve }) => sum + Math.max(0, ...curve.map(({ fromValue, toValue }) => Math.max(fromValue, toValue))),
    0,
  );
}

function events(index: RunIndex): KeyFigure[] {
  const counter = index.counter('sse_events');
  if (counter === undefined || counter.total === 0) return [];
  return [{ label: 'Events received', value: formatCount(counter.total), note: `${rate(counter.perSecond)}, mean` }];
}

function data(index: RunIndex): KeyFigure[] {
  const [received, sent] = [index.counter('data_received'), index.counter('data_sent')];
  if (received === undefined || received.total === 0) return [];
  const note = `${formatBytes(received.perSecond)}/s; sent ${formatBytes(sent?.total ?? 0)}`;
  return [{ label: 'Data received', value: formatBytes(received.total), note }];
}

function rate(perSecond: number): string {
  return `${formatCount(perSecond >= 100 ? Math.round(perSecond) : perSecond)}/s`;
}
