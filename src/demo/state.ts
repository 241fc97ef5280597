import type { Socket } from 'node:net';
import { hashString, SeededRandom } from '../load/random.ts';
import type { Instances } from './instances.ts';
import type { Knobs } from './knobs/knobs.ts';
import type { DemoMetrics } from './metrics.ts';
import type { PreciseTimer } from './precise-timer.ts';

/** What the routes of one demo server share. */
export interface DemoState {
  readonly seed: number;
  readonly items: number;
  readonly maxSessions: number;
  readonly maxBodyBytes: number;
  readonly maxUploadBytes: number;
  readonly sockets: Set<Socket>;
  readonly metrics: DemoMetrics;
  readonly timer: PreciseTimer;
  readonly maxFileBytes: number;
  readonly maxStoredBytes: number;
  readonly jobSlots: number;
  readonly instances: Instances;
  readonly knobs: Knobs;
  /** Called when the demo closes, once every connection is cut: files, databases and timers of the routes end here. */
  readonly closing: (() => void | Promise<void>)[];
}

/** A sequence of its own for each subject, so that calls to one route do not change what another answers. */
export function seededFor(state: DemoState, subject: string): SeededRandom {
  return new SeededRandom(state.seed, hashString(`demo ${subject}`), 0);
}
