import type { LiveView } from '../../../model/live.ts';
import { clock } from '../text/amounts.ts';
import { gauge } from '../text/charts.ts';
import { cleanText } from '../text/clean-text.ts';
import { displayWidth, truncate } from '../text/text-width.ts';
import type { LiveContext, LiveSection } from './live-section.ts';

const LONGEST_LINE = 60;
const SHORTEST_LINE = 6;

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

export function phaseText({ state, phases }: LiveView): string {
  const named = phases.map((phase) => cleanText(phase, 40)).join(', ');
  if (state === 'running') return named === '' ? 'running' : named;
  if (state === 'warming-up') return named === '' ? 'warming up' : `warming up, ${named}`;
  return state === 'stopping' ? 'finishing iterations' : 'ended';
}

/** `1m12s of 2m30s`; only how long it has been where that is open, or over. */
export function ofPlanned({ elapsedMs, plannedMs }: LiveView): string {
  const isWithin = plannedMs !== null && elapsedMs <= plannedMs + 500;
  return isWithin ? `${clock(elapsedMs)} of ${clock(plannedMs)}` : clock(elapsedMs);
}

/** Time left by the plan, or by the pace of iterations so far; null where neither tells. */
function timeLeftMs(view: LiveView): number | null {
  const { elapsedMs, plannedMs } = view;
  if (plannedMs !== null) return Math.max(0, plannedMs - elapsedMs);
  const share = progressShare(view);
  return share === null || share <= 0 ? null : (elapsedMs * (1 - share)) / share;
}

function progressLine({ view, paint, width }: LiveContext): string {
  const share = progressShare(view);
  if (share === null) return paint.dim(`running for ${clock(view.elapsedMs)}`);
  const text = timesText(view, share, width - SHORTEST_LINE - 2);
  const barWidth = Math.min(LONGEST_LINE, Math.max(SHORTEST_LINE, width - displayWidth(text) - 1));
  const { done, left: rest } = gauge(share, barWidth);
  return `${paint.accent(done)}${paint.dim(rest)} ${text}`;
}

function timesText(view: LiveView, share: number, room: number): string {
  const { plannedMs, state } = view;
  const left = timeLeftMs(view);
  const percent = ` ${String(Math.floor(share * 100)).padStart(3)}%`;
  const elapsed = ofPlanned(view);
  const rest = left === null || state === 'ended' ? '' : `  ${plannedMs === null ? '≈' : ''}${clock(left)} left`;
  const whole = `${percent}  ${elapsed}${rest}`;
  return displayWidth(whole) <= room ? whole : percent + rest;
}
