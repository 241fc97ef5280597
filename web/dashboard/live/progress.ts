import type { LiveSecond } from '../../../src/model/live-run.ts';
import { showPosition } from '../../parts/when.ts';

/** How far a run has come, as a share of 0 to 1; undefined where that depends on how fast the target is. */
export function shareDone(
  elapsedMs: number,
  plannedMs: number | null,
  progress?: LiveSecond['progress'],
): number | undefined {
  if (progress !== undefined && progress.total > 0) return within(progress.done / progress.total);
  return plannedMs === null || !(plannedMs > 0) ? undefined : within(elapsedMs / plannedMs);
}

/** `0:42 of 5:00`, `12 of 40 benchmarks`. */
export function progressText(elapsedMs: number, plannedMs: number | null, progress?: LiveSecond['progress']): string {
  if (progress !== undefined) return `${showPosition(elapsedMs)} · ${progress.text}`;
  return plannedMs === null ? showPosition(elapsedMs) : `${showPosition(elapsedMs)} of ${showPosition(plannedMs)}`;
}

function within(share: number): number {
  return Math.min(Math.max(share, 0), 1);
}
