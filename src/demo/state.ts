import type { Socket } from 'node:net';
import { hashString, SeededRandom } from '../load/random.ts';
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
}

/** A sequence of its own for each subject, so that calls to one route do not change what another answers. */
export function seededFor(state: DemoState, subject: string): SeededRandom {
  return new SeededRandom(state.seed, hashString(`demo ${subject}`), 0);
}
