import type { LiveView } from '../../../model/live.ts';
import { formatDuration } from '../../../model/units.ts';
import { gauge } from '../text/charts.ts';
import { cleanText } from '../text/clean-text.ts';
import { displayWidth, truncate } from '../text/text-width.ts';
import type { LiveContext, LiveSection } from './live-section.ts';

const LONGEST_LINE = 60;

/** What runs, in which phase, how far it is, and how long it will take. */
export function progressSection({ view, paint, width }: LiveContext): LiveSection {
  const name = cleanText(view.name);
  const target = view.target === undefined ? '' : cleanText(view.target);
  const phase = phaseText(view);
  const room = width - displayWidth(phase) - 2;
  const title = target === '' ? truncate(name, room) : truncate(`${name}  ${target}`, room);
  const painted = title.startsWith(name) ? paint.bold(name) + paint.dim(title.slice(name.length)) : paint.bold(title);
  const gap = ' '.repeat(Math.max(2, width - displayWidth(title) - displayWidth(phase)));
  return {
    forms: [[painted + gap + paint.accent(phase), progressLine({ view, paint, width })]],
    shrink: 0,
    apart: false,
  };
}

/** The share of the run that is done; null where the end can't be told. */
export function progressShare({ elapsedMs, plannedMs, load, total }: LiveView): number | null {
  if (plannedMs !== null && plannedMs > 0) return Math.min(1, elapsedMs / plannedMs);
  if (load.askedIterations !== null && load.askedIterations > 0) {
    return Math.min(1, total.iterations / load.askedIterations);
  }
  return null;
}

/** In whole seconds and never more than planned, since a tick may come late. */
export function clock(ms: number): string {
  return formatDuration(Math.max(0, Math.round(ms / 1000)) * 1000).replace(/^0ms$/, '0s');
}

export function phaseText({ state, phases }: LiveView): string {
  const named = phases.map((phase) => cleanText(phase, 40)).join(', ');
  if (state === 'running') return named === '' ? 'running' : named;
  if (state === 'warming-up') return named === '' ? 'warming up' : `warming up, ${named}`;
  return state === 'stopping' ? 'finishing iterations' : 'ended';
}

/** Time left by the plan, or by the pace of iterations so far; null where neither tells. */
export function timeLeftMs(view: LiveView): number | null {
  const { elapsedMs, plannedMs } = view;
  if (plannedMs !== null) return Math.max(0, plannedMs - elapsedMs);
  const share = progressShare(view);
  return share === null || share <= 0 ? null : (elapsedMs * (1 - share)) / share;
}

function progressLine({ view, paint, width }: LiveContext): string {
  const share = progressShare(view);
  if (share === null) return paint.dim(`running for ${clock(view.elapsedMs)}`);
  const left = timeLeftMs(view);
  const isEstimate = view.plannedMs === null;
  const times = [
    ` ${String(Math.floor(share * 100)).padStart(3)}%`,
    view.plannedMs === null ? clock(view.elapsedMs) : `${clock(view.elapsedMs)} of ${clock(view.plannedMs)}`,
    left === null || view.state === 'ended' ? '' : `${isEstimate ? '≈' : ''}${clock(left)} left`,
  ].filter((part) => part !== '');
  const text = times.join('  ');
  const barWidth = Math.min(LONGEST_LINE, Math.max(6, width - displayWidth(text) - 1));
  const { done, left: rest } = gauge(share, barWidth);
  return `${paint.accent(done)}${paint.dim(rest)} ${text}`;
}
