/**
 * users/ holds what one virtual user does. A scenario's Program is prepared once for each shard (`prepare.ts`) and then
 * makes users; a user carries out one iteration at a time and says when it is done. Flows run as a state machine on
 * callbacks, scripts as async functions; the engine sees no difference.
 */

import type { Clock } from '../load/clock.ts';
import type { SeededRandom } from '../load/random.ts';
import type { Recorder } from '../measure/recorder.ts';
import type { HttpSettings, Shard } from '../model/plan.ts';
import type { LogLine } from '../model/snapshot.ts';
import type { HttpShard } from '../protocols/http/session.ts';

/** What all users of a shard share. */
export interface ShardContext {
  readonly shard: Shard;
  readonly clock: Clock;
  readonly recorder: Recorder;
  /** The connections of this shard for these settings; one object for each settings object. */
  http(settings: HttpSettings): HttpShard;
  /** The user's functions by name, from the plan's code. */
  readonly functions: Readonly<Record<string, UserFunction>>;
  /** What the test's setup returned. */
  readonly setupData: unknown;
  /** What a process of its own for a function runs; undefined where there can be none. */
  readonly functionEntry?: URL;
  log(level: LogLine['level'], text: string): void;
  /** Replaces the values of declared and recognised secrets. */
  mask(text: string): string;
}

/** A function from the user's file: a script, a hook, or one that a step calls. */
// biome-ignore lint/suspicious/noExplicitAny: the user's own parameter types are checked where the test is defined
export type UserFunction = (...args: any[]) => unknown;

export interface Program {
  user(id: number): ProgramUser;
}

export interface ProgramUser {
  /** Carries out one iteration; calls `done` exactly once, never when stopped before. */
  iterate(iteration: Iteration, done: (outcome: IterationOutcome) => void): void;
  /** Ends what is under way: timers cancelled, connections closed, nothing called back any more. */
  close(): void;
}

export type IterationOutcome = 'completed' | 'failed';

/** Filled in anew by the engine for each iteration; valid until `done`. */
export interface Iteration {
  /** Number of the iteration in its stream, unique over all shards; seeds its chance. */
  number: number;
  /** Number of the user in its stream, over all shards. */
  user: number;
  /** How many iterations this user did before. */
  count: number;
  /** When the iteration was due; NaN when it was due as it started. */
  dueUs: number;
  startedUs: number;
  /** Reseeded from run seed, scenario and iteration number. */
  readonly random: SeededRandom;
}
