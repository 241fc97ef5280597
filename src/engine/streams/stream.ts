import type { Clock } from '../../load/clock.ts';
import type { PlannedStream } from '../../model/plan.ts';
import type { PreparedScenario } from '../virtual-user.ts';
import type { Population } from './population.ts';

/** One of a shard's load curves being carried out. */
export interface Stream {
  start(): void;
  /** Starts no more iterations; `ended` comes when those under way have. */
  stop(): void;
  /** Interrupts iterations under way. */
  kill(): void;
  /** Settles when the load is over and no iteration is under way. */
  readonly ended: Promise<void>;
}

/** What a stream works with. */
export interface StreamTools {
  readonly stream: PlannedStream;
  readonly shard: number;
  readonly shards: number;
  readonly clock: Clock;
  readonly seed: number;
  /** Added to the numbers of this stream's iterations: what earlier parts of the load have used up. */
  readonly firstNumber: number;
  /** The scenario of an iteration of this stream. */
  readonly pick: (number: number) => PreparedScenario;
  readonly population: Population;
}
