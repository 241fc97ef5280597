import type { TaskMeasured } from './messages.ts';

/** What was timed, and which of it was interrupted by something else that the machine had to do. */
export type Timed = Pick<TaskMeasured, 'times'> & Partial<Pick<TaskMeasured, 'interrupted'>>;

/** With fewer left, all are taken: where a batch takes long, or the machine is too busy, hardly one is whole. */
const LEAST = 3;

/**
 * Rounds in which none of the functions was interrupted, or all where too few are left. What an interruption adds is the time of others
 * and up to many times that of the batch; whether there is one has nothing to do with the code.
 */
export function undisturbedRounds(sides: readonly Timed[]): number[] {
  const rounds = [...Array(Math.min(...sides.map(({ times }) => times.length))).keys()];
  const interrupted = new Set(sides.flatMap((side) => side.interrupted ?? []));
  const whole = rounds.filter((round) => !interrupted.has(round));
  return whole.length >= LEAST ? whole : rounds;
}
