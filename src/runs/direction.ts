import type { Stage } from '../engine/stage.ts';
import type { LoadEvidence } from '../judge/evidence.ts';
import type { CapacitySoFar } from '../judge/judge-capacity.ts';
import type { Judgement } from '../judge/judge-load.ts';
import type { LevelCollector } from '../measure/level-collector.ts';
import type { Level, Run } from '../model/run.ts';
import type { Second } from '../model/second.ts';
import type { Snapshot } from '../model/snapshot.ts';

/** How the load of a test is decided while it goes on. */
export interface Direction {
  /** No run of it takes longer. */
  readonly longestMs: number;
  /** It plays the plan's load, which may only end early. */
  readonly followsPlan?: boolean;
  conduct(stage: Stage, load: LoadInProgress): Promise<void>;
  /** What each shard tells, as it tells it. */
  snapshot?(snapshot: Snapshot): void;
  /** What it has found so far in levels that were held, for who watches. */
  soFar?(levels: readonly Level[]): CapacitySoFar;
  /** In place of how a load test is judged. */
  readonly judge?: (evidence: LoadEvidence) => Judgement;
  /** What the run is then (`load`). */
  readonly kind?: Run['kind'];
}

/** A load test while it goes on, as whoever directs it sees it. */
export interface LoadInProgress {
  /** Stretches to be measured by themselves; the plan's own levels are there already. */
  readonly levels: LevelCollector;
  /** Called once for each second that is complete, in order. */
  onSecond(listener: (second: Second) => void): void;
  /** Notes that something happened now. */
  event(kind: string, text: string): void;
}
