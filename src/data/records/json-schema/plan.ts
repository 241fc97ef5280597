import type { Random } from '../../../load/random.ts';

/** A way to make values that are valid under some schemas. */
export interface Plan {
  /** A value, or UNMADE where none was found. */
  make(making: Making): unknown;
  /** Whether a value can be ended within so many levels of nesting. */
  finishes(levels: number): boolean;
  /** Why nothing can be made. */
  readonly problem: SchemaProblem | undefined;
}

export interface SchemaProblem {
  readonly pointer: string;
  readonly problem: string;
}

/** One value being made: what it draws on, and how much of it there is already. */
export interface Making {
  readonly random: Random;
  readonly row: number;
  depth: number;
  parts: number;
}

export const UNMADE = Symbol('unmade');

/** Levels at which nothing finite ends any more. */
export const MOST_LEVELS = 40;
/** From here on, and with so many parts, only what is necessary is made. */
const GENEROUS_DEPTH = 4;
const GENEROUS_PARTS = 500;

export function isFrugal({ depth, parts }: Making): boolean {
  return depth >= GENEROUS_DEPTH || parts >= GENEROUS_PARTS;
}

export function canFinish(plan: Plan): boolean {
  return plan.finishes(MOST_LEVELS);
}

/** The fewest levels in which a value can be ended. */
export function levelsOf(plan: Plan): number {
  for (let levels = 0; levels <= MOST_LEVELS; levels++) if (plan.finishes(levels)) return levels;
  return Number.POSITIVE_INFINITY;
}

export function impossible(pointer: string, problem: string): Plan {
  return { make: () => UNMADE, finishes: () => false, problem: { pointer, problem } };
}

/** Values that need nothing else. */
export function simple(make: (making: Making) => unknown): Plan {
  return { make, finishes: () => true, problem: undefined };
}

/** What `finishes` says, asked once for each number of levels; what asks for itself meanwhile does not end. */
export function finishing(ask: (levels: number) => boolean): (levels: number) => boolean {
  const known = new Map<number, boolean>();
  return (levels) => {
    const found = known.get(levels);
    if (found !== undefined) return found;
    known.set(levels, false);
    const answer = ask(levels);
    known.set(levels, answer);
    return answer;
  };
}
