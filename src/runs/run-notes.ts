import type { LevelWindow } from '../measure/level-collector.ts';
import type { PlannedStream } from '../model/plan.ts';
import type { RunEvent } from '../model/run.ts';

/** What a journal holds beside snapshots, at the place where it happened: plain JSON. */
export type RunNote =
  | { readonly kind: 'event'; readonly event: RunEvent }
  | { readonly kind: 'lost'; readonly shard: number }
  /** The load as played so far; replaces what was noted before. */
  | { readonly kind: 'load'; readonly streams: readonly PlannedStream[] }
  | { readonly kind: 'level'; readonly window: LevelWindow }
  /** Nothing from that second on is part of the level added as that one; of any added so far where `level` is null. */
  | { readonly kind: 'level-end'; readonly level: number | null; readonly second: number };
