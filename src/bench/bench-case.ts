import type { BenchRequirements, ParamValue } from './options.ts';

/** A place in a user's file. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One benchmark with one value of each of its parameters: what is told of it, as plain data. */
export interface BenchFacts {
  /** Its place in the order of its file. */
  readonly index: number;
  /** Parameters filled in. */
  readonly name: string;
  /** As written: `parse $size`. */
  readonly template: string;
  /** Names of the groups around it, joined by ` › `. */
  readonly group: string;
  readonly place?: Place;
  readonly params: Readonly<Record<string, ParamValue>>;
  readonly isBaseline: boolean;
  readonly metadata: Readonly<Record<string, ParamValue>>;
  /** What an iteration handles. */
  readonly amount?: { readonly value: number; readonly unit: 'items/s' | 'bytes/s' };
  readonly requirements: BenchRequirements;
  readonly isSkipped: boolean;
  readonly isOnly: boolean;
  readonly iterations?: number;
  readonly warmupIterations?: number;
  readonly timeMs?: number;
  readonly timeoutMs?: number;
  /** Hooks run between iterations, which are timed one by one. */
  readonly isTimedSingly: boolean;
}

/** The functions of a benchmark; what they are called with is known to whoever wrote them. */
export interface BenchCode {
  readonly run: (params: unknown, state: unknown, input: unknown) => unknown;
  readonly setup?: (params: unknown) => unknown;
  readonly teardown?: (params: unknown, state: unknown) => unknown;
  readonly beforeEach?: (params: unknown, state: unknown) => unknown;
  readonly afterEach?: (params: unknown, state: unknown, input: unknown) => unknown;
}

export interface BenchCase {
  readonly facts: BenchFacts;
  readonly code: BenchCode;
}

/** One text for what makes a benchmark itself, whatever file version it stands in: group, name and parameters. */
export function caseKey({ group, name, params }: Pick<BenchFacts, 'group' | 'name' | 'params'>): string {
  return JSON.stringify([group, name, Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1))]);
}

/** `group › name`. */
export function fullName({ group, name }: Pick<BenchFacts, 'group' | 'name'>): string {
  return group === '' ? name : `${group} › ${name}`;
}
