import type { LiveState } from './live-state.ts';
import { shareDone } from './progress.ts';

/** The name of a run under way behind how far it is, which is what one looks for among many tabs. */
export function liveTitle({ run, second, ended }: Pick<LiveState, 'run' | 'second' | 'ended'>): string {
  if (ended !== undefined) return `${ended.verdict} · ${run.name}`;
  const share = shareDone(second.elapsedMs, second.plannedMs, second.progress);
  return `${share === undefined ? 'running' : `${Math.floor(share * 100)}%`} · ${run.name}`;
}
