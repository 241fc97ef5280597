import type { LiveHub } from '../dashboard/live/live-hub.ts';

/** What a dashboard that was started for a run tells the command that runs it. */
export type ServeMessage =
  | { readonly type: 'listening'; readonly url: string }
  | { readonly type: 'live'; readonly id: string };

/** Tells the command that has started this one, if one has: where it listens, and each run of that process. */
export function tellParent(url: string, live: LiveHub): void {
  const tell = process.send?.bind(process) as ((message: ServeMessage) => boolean) | undefined;
  if (tell === undefined) return;
  tell({ type: 'listening', url });
  const told = new Set<string>();
  const look = (runs: Awaited<ReturnType<LiveHub['runs']>>) => {
    for (const { id, pid } of runs) {
      if (pid !== process.ppid || told.has(id)) continue;
      told.add(id);
      if (process.connected) tell({ type: 'live', id });
    }
  };
  live.onChange(look);
  live.runs().then(look, () => undefined);
}
