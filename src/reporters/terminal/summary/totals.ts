import type { Run } from '../../../model/run.ts';
import type { RunIndex } from '../../../model/run-index.ts';
import { formatBytes, formatCount } from '../../../model/units.ts';
import { counted, formatShare, formatTime } from '../text/amounts.ts';
import { bar } from '../text/charts.ts';
import { cleanText } from '../text/clean-text.ts';
import { flowParts, labelled } from '../text/phrases.ts';
import { layTable } from '../text/table.ts';
import { truncateStart } from '../text/text-width.ts';
import type { Section, SummaryContext } from './section.ts';

const LABEL = 13;
const PHASES = ['blocked', 'connecting', 'tls_handshaking', 'sending', 'waiting', 'receiving'] as const;
const PHASE_NAMES: Readonly<Record<(typeof PHASES)[number], string>> = {
  blocked: 'blocked',
  connecting: '  connecting',
  tls_handshaking: '  TLS',
  sending: 'sending',
  waiting: 'waiting',
  receiving: 'receiving',
};
const NOTABLE_SETUP = 0.05;

/** Where setting up connections takes a notable part of the time, what each request's time goes to. */
export const connections: Section = ({ metrics, paint, width }) => {
  const rows = PHASES.flatMap((phase) => {
    const trend = metrics.trend(`http_req_${phase}`);
    return trend === undefined ? [] : { phase, trend, totalMs: trend.mean * trend.count };
  });
  const timeIn = (...phases: string[]) =>
    rows.reduce((sum, { phase, totalMs }) => sum + (phases.includes(phase) ? totalMs : 0), 0);
  const setup = Math.max(timeIn('blocked'), timeIn('connecting', 'tls_handshaking'));
  const sum = setup + timeIn('sending', 'waiting', 'receiving');
  if (sum === 0 || setup / sum < NOTABLE_SETUP) return undefined;
  const shown = rows.filter(({ totalMs }) => totalMs > 0);
  const lines = layTable(
    [
      { title: 'Phase', cells: shown.map(({ phase }) => PHASE_NAMES[phase]), drop: 0 },
      { title: 'mean', cells: shown.map(({ trend }) => formatTime(trend.mean)), align: 'right', drop: 0 },
      { title: 'p95', cells: shown.map(({ trend }) => formatTime(trend.percentiles['95'])), align: 'right', drop: 1 },
      { title: 'max', cells: shown.map(({ trend }) => formatTime(trend.max)), align: 'right', drop: 2 },
      { title: 'Time', cells: shown.map(({ totalMs }) => formatShare(totalMs / sum)), align: 'right', drop: 0 },
      { title: '', cells: shown.map(({ totalMs }) => paint.accent(bar(totalMs / sum, 16))), drop: 3 },
    ],
    { width: width - 2, title: paint.dim },
  );
  return { title: 'Connection set-up', note: 'blocked includes connecting and TLS', lines };
};

/** The rest, a line each: iterations, data, connections, where it ran, and where the results are. */
export function totalLines(context: SummaryContext): string[] {
  const { run, metrics, paint, width, files } = context;
  const line = (label: string, parts: readonly string[]) =>
    labelled(label, flowParts(parts, { width: width - LABEL, paint }), { width: LABEL, paint });
  return [
    ...line('Iterations', iterationParts(run, metrics)),
    ...line('Data', dataParts(metrics, run.durationMs)),
    ...line('Environment', environmentParts(run)),
    ...labelled(
      'Results',
      files.map((file) => truncateStart(cleanText(file), width - LABEL)),
      { width: LABEL, paint },
    ),
  ];
}

function iterationParts(run: Run, metrics: RunIndex): string[] {
  const ended = metrics.total('iterations');
  const interrupted = metrics.total('interrupted_iterations');
  const dropped = metrics.total('dropped_iterations');
  const planned = metrics.total('arrivals');
  const failed = metrics.rate('iterations_failed')?.passes ?? 0;
  if (ended + interrupted + dropped === 0) return [];
  const isOpen = planned > 0 && run.test.load.every(({ model }) => model === 'arrivals');
  return [
    ...(isOpen ? [`${formatCount(planned)} planned`, `${formatCount(planned - dropped)} started`] : []),
    `${formatCount(ended)} ended`,
    isOpen || dropped > 0 ? `${formatCount(dropped)} dropped` : '',
    `${formatCount(failed)} failed`,
    interrupted > 0 ? `${formatCount(interrupted)} interrupted` : '',
  ];
}

function dataParts(metrics: RunIndex, durationMs: number): string[] {
  const opened = metrics.counter('connections_opened');
  const flow = (name: string, word: string) => {
    const counter = metrics.counter(name);
    if (counter === undefined) return '';
    return `${word} ${formatBytes(counter.total)}${durationMs > 0 ? ` (${formatBytes(counter.perSecond)}/s)` : ''}`;
  };
  return [
    flow('data_received', 'received'),
    flow('data_sent', 'sent'),
    opened === undefined ? '' : `${counted(opened.total, 'connection')} opened`,
  ];
}

function environmentParts({ kind, environment, test, plimsoll }: Run): string[] {
  const { node, cpu, cores, container } = environment;
  return [
    plimsoll.version === '' ? '' : `plimsoll ${cleanText(plimsoll.version, 40)}`,
    node === '' ? '' : `node ${cleanText(node, 40).replace(/^v/, '')}`,
    cleanText(cpu, 80).replace(/\s+/g, ' ').trim(),
    cores > 0 ? counted(cores, 'core') : '',
    container === undefined ? '' : cleanText(container, 80),
    ...(kind === 'bench' ? [] : [counted(test.workers, 'worker'), `seed ${test.seed}`]),
  ];
}
