import type { LiveLatency } from '../../../model/live.ts';
import { formatBytes, formatCount } from '../../../model/units.ts';
import { counted, formatRate, formatShare, formatTime, wholePercent } from '../text/amounts.ts';
import { cleanText } from '../text/clean-text.ts';
import { joinParts, labelled } from '../text/phrases.ts';
import { layTable } from '../text/table.ts';
import { LABEL_WIDTH, type LiveContext, type LiveSection } from './live-section.ts';

const NOTABLE = 0.05;

/** Load asked and achieved, requests, iterations and checks. */
export function loadSection(context: LiveContext): LiveSection {
  const { view } = context;
  const lines = [
    ...line('load', loadParts(context), context),
    ...line(cleanText(view.subject), requestParts(context), context),
  ];
  const more = [
    ...line('iterations', iterationParts(context), context),
    ...line('checks', checkParts(context), context),
  ];
  const isNotable = view.total.checksFailed + view.total.iterationsFailed + view.total.dropped > 0;
  const forms = isNotable ? [[...lines, ...more]] : [[...lines, ...more], lines];
  return { forms: [...forms, lines.slice(0, 2)], shrink: 6, apart: true };
}

/** Percentiles now and in all. */
export function latencySection({ view, paint, width }: LiveContext): LiveSection {
  const rows = [
    { label: 'last 10s', latency: view.recent },
    { label: 'so far', latency: view.overall },
    ...(isApart(view.responseTime, view.overall) ? [{ label: 'from due', latency: view.responseTime }] : []),
  ];
  const column = (title: string, drop: number, value: (latency: LiveLatency) => number) => ({
    title: title.padStart(7),
    cells: rows.map(({ latency }) => (latency === null ? '–' : formatTime(value(latency)))),
    align: 'right' as const,
    drop,
  });
  const table = layTable(
    [
      { title: 'latency'.padEnd(LABEL_WIDTH - 2), cells: rows.map(({ label }) => paint.dim(label)), drop: 0 },
      column('p50', 0, ({ p50 }) => p50),
      column('p90', 2, ({ p90 }) => p90),
      column('p95', 0, ({ p95 }) => p95),
      column('p99', 0, ({ p99 }) => p99),
      column('max', 1, ({ max }) => max),
    ],
    { width, title: paint.dim },
  );
  return { forms: [table, table.slice(0, 3)], shrink: 3, apart: true };
}

/** Failed requests by kind, if there are any. */
export function errorsSection(context: LiveContext): LiveSection {
  const { view, paint } = context;
  const parts = view.errors.map(({ kind, count }) => `${paint.bad(cleanText(kind, 40))} ${formatCount(count)}`);
  return { forms: [line('errors', parts, context)], shrink: 0, apart: false };
}

/** Whether the generator is worth a line: what it measures of itself is high beside what it measures of the target. */
export function generatorSection(context: LiveContext): LiveSection {
  const { view, paint } = context;
  const { loopDelayP99, latenessP99, cpu } = view.generator;
  const found = (kind: string) => view.findings.some((finding) => finding.kind === kind);
  const late = latenessP99 !== null && found('generator-late');
  const slow = loopDelayP99 !== null && found('generator-saturated');
  const busy = cpu !== null && cpu >= 90;
  const findings = view.findings
    .filter(({ severity }) => severity === 'major' || severity === 'critical')
    .slice(0, 2)
    .flatMap(({ title }) => line('', [`${paint.warn('!')} ${cleanText(title, 200)}`], context));
  if (!late && !slow && !busy) return { forms: [findings], shrink: 1, apart: false };
  const parts = [
    busy ? `${paint.warn('!')} CPU ${wholePercent(cpu / 100)} of a core` : '',
    late ? `${paint.warn('!')} lateness p99 ${formatTime(latenessP99)}` : '',
    slow ? `${paint.warn('!')} loop delay p99 ${formatTime(loopDelayP99)}` : '',
  ];
  const figures = line('generator', parts, context);
  return { forms: [[...figures, ...findings], figures], shrink: 2, apart: false };
}

function line(label: string, parts: readonly string[], { paint, width }: LiveContext): string[] {
  const kept = parts.filter((part) => part !== '');
  if (kept.length === 0) return [];
  return labelled(label, [joinParts(kept, { width: width - LABEL_WIDTH, paint })], { width: LABEL_WIDTH, paint });
}

function loadParts({ view, paint }: LiveContext): string[] {
  const { askedRate, arrivals, askedUsers, activeUsers, allocatedUsers, askedIterations } = view.load;
  const { dropped } = view.total;
  const lost = dropped > 0 ? paint.warn(`! ${formatCount(dropped)} dropped`) : '';
  if (askedRate !== null) {
    const started = Math.max(0, arrivals - view.now.dropped);
    const users = `${formatCount(activeUsers)} of ${counted(allocatedUsers, 'user')} busy`;
    return [`asked ${formatRate(askedRate)}`, `started ${paint.bold(formatRate(started))}`, lost, users];
  }
  const busy = `${paint.bold(formatCount(activeUsers))} busy`;
  const asked = askedUsers === null ? counted(allocatedUsers, 'user') : `asked ${counted(askedUsers, 'user')}`;
  const iterations =
    askedIterations === null ? '' : `${formatCount(view.total.iterations)} of ${counted(askedIterations, 'iteration')}`;
  return [asked, busy, iterations, lost];
}

function requestParts({ view, paint }: LiveContext): string[] {
  const { now, total } = view;
  const share = total.requests > 0 ? total.failed / total.requests : 0;
  const failed =
    total.failed === 0 ? 'none failed' : paint.bad(`${formatCount(total.failed)} failed (${formatShare(share)})`);
  return [
    paint.bold(formatRate(now.requests)),
    failed,
    `${formatCount(total.requests)} so far`,
    ...(view.subject === 'calls' ? [] : [`↓ ${formatBytes(now.bytesReceived)}/s`, `↑ ${formatBytes(now.bytesSent)}/s`]),
  ];
}

function iterationParts({ view, paint }: LiveContext): string[] {
  const { now, total } = view;
  if (total.iterations === 0 && total.iterationsFailed === 0) return [];
  return [
    paint.bold(formatRate(now.iterations)),
    `${formatCount(total.iterations)} so far`,
    total.iterationsFailed > 0 ? paint.bad(`${formatCount(total.iterationsFailed)} failed`) : '',
  ];
}

function checkParts({ view, paint }: LiveContext): string[] {
  const { checksPassed, checksFailed } = view.total;
  if (checksPassed + checksFailed === 0) return [];
  const failed =
    checksFailed === 0 ? `${paint.good('✓')} none failed` : paint.bad(`✗ ${formatCount(checksFailed)} failed`);
  return [failed, `${formatCount(checksPassed)} held`];
}

function isApart(due: LiveLatency | null, sent: LiveLatency | null): boolean {
  if (due === null) return false;
  if (sent === null) return true;
  const apart = (a: number, b: number) => Math.abs(a - b) > NOTABLE * Math.max(a, b);
  return apart(due.p50, sent.p50) || apart(due.p95, sent.p95) || apart(due.p99, sent.p99);
}
