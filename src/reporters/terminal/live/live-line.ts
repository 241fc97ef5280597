import type { LimitState, LiveView } from '../../../model/live.ts';
import type { LogLine } from '../../../model/snapshot.ts';
import { formatCount } from '../../../model/units.ts';
import { clock, formatNumber, formatRate, formatShare, formatTime } from '../text/amounts.ts';
import { cleanText } from '../text/clean-text.ts';
import { ofPlanned, phaseText, progressShare } from './progress.ts';

/** The run as it stands on one plain line, for logs. */
export function liveLine(view: LiveView): string {
  const { total, recent, overall, limits } = view;
  const latency = recent ?? overall;
  const share = progressShare(view);
  const percent = view.plannedMs === null && share !== null ? ` (${Math.floor(share * 100)}%)` : '';
  const parts = [
    ofPlanned(view) + percent,
    phaseText(view),
    loadText(view),
    `${formatRate(view.now.requests).replace('/s', '')} ${cleanText(view.subject)}/s`,
    latency === null
      ? ''
      : `p50 ${formatTime(latency.p50)} p95 ${formatTime(latency.p95)} p99 ${formatTime(latency.p99)}`,
    `${formatCount(total.requests)} ${cleanText(view.subject)}, ${failedText(view)}`,
    total.dropped > 0 ? `${formatCount(total.dropped)} dropped` : '',
    total.checksFailed > 0 ? `${formatCount(total.checksFailed)} checks failed` : '',
    limitsText(limits),
  ];
  return parts.filter((part) => part !== '').join('; ');
}

/** A line that a script wrote. */
export function logLine({ atMs, level, text }: LogLine): string {
  return `${clock(atMs)} ${level}: ${cleanText(text)}`;
}

function loadText({ load, now }: LiveView): string {
  const { askedRate, arrivals, askedUsers, activeUsers } = load;
  if (askedRate !== null) {
    return `asked ${formatRate(askedRate)}, started ${formatRate(Math.max(0, arrivals - now.dropped))}`;
  }
  return askedUsers === null
    ? `${formatNumber(activeUsers)} ${activeUsers === 1 ? 'user' : 'users'} busy`
    : `asked ${formatNumber(askedUsers)} ${askedUsers === 1 ? 'user' : 'users'}, ${formatNumber(activeUsers)} busy`;
}

function failedText({ total, errors }: LiveView): string {
  if (total.failed === 0) return 'none failed';
  const kinds = errors.slice(0, 3).map(({ kind, count }) => `${cleanText(kind, 40)} ${formatCount(count)}`);
  const share = total.requests > 0 ? ` (${formatShare(total.failed / total.requests)})` : '';
  return `${formatCount(total.failed)} failed${share}${kinds.length > 0 ? `: ${kinds.join(', ')}` : ''}`;
}

function limitsText(limits: readonly LimitState[]): string {
  if (limits.length === 0) return '';
  const crossed = limits.filter(({ passed }) => passed === false);
  if (crossed.length === 0) return `${limits.filter(({ passed }) => passed).length} of ${limits.length} limits kept`;
  return `crossed: ${crossed.map(({ rule }) => cleanText(rule)).join(', ')}`;
}
