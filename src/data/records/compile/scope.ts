import type { Random } from '../../../load/random.ts';
import type { DataColumn } from '../../sets/data-set.ts';
import type { Sampler } from '../distributions/spread.ts';
import type { Correlation, Field } from '../schema.ts';
import { SchemaError } from '../schema-error.ts';
import type { Children } from './children.ts';

/** Makes the value of one place in a row: from chance, which begins anew for each row, and from where the row stands. */
export type Maker = (random: Random, row: number) => unknown;

/** Distinct values that can be counted through, so that no two rows share one. */
export interface Distinct {
  /** Infinity for more than can be counted. */
  readonly size: number;
  at(place: number, random: Random, row: number): unknown;
}

/** A kind of field: how it is made, and what column it fills. */
export interface Kind<Options> {
  make(options: Options, scope: Scope): Maker;
  /** What `unique` goes by; kinds without it cannot be unique. */
  distinct?(options: Options, scope: Scope): Distinct;
  readonly type: DataColumn['type'] | ((options: Options) => DataColumn['type']);
}

/** Where a field stands, and what it may ask of its surroundings while it is compiled. */
export interface Scope {
  readonly seed: number;
  /** `users.address.city`. */
  readonly path: string;
  readonly table: { readonly name: string; readonly count: number; readonly children: Children | undefined };
  /** The JSON Schema that pointers of the description point into. */
  readonly document: unknown;
  /** Whether there is exactly one of it in each row. */
  readonly once: boolean;
  /** Another field of the row, or one that a reference leads to: `productId.price`. */
  value(path: string): (row: number) => unknown;
  /** The table and field that `users.id` names. */
  target(to: string): Target;
  /** A table of children of this one. */
  children(of: string): { readonly children: Children; value(field: string): (row: number) => unknown };
  /** Tells paths through this field where it leads. */
  leadsTo(table: string, index: (row: number) => number): void;
  /** A number of a distribution, moving with another field or moved with. */
  draw(sampler: Sampler, correlate: Correlation | undefined): (random: Random, row: number) => number;
  /** What stands inside this field. */
  inner(field: Field, at: { readonly name: string; readonly once: boolean }): Maker;
  fail(problem: string, options?: { readonly code?: string; readonly hint?: string }): never;
}

export interface Target {
  readonly table: string;
  readonly field: string;
  readonly count: number;
  /** Whether every row has a value of its own. */
  readonly identifies: boolean;
  value(row: number): unknown;
}

/** A field that cannot be as it is described. */
export function fieldError(path: string, problem: string, options: { code?: string; hint?: string } = {}): SchemaError {
  const { code = 'RECORDS_SCHEMA_INVALID', hint } = options;
  return new SchemaError({ shown: path, at: path.split('.') }, problem, { code, hint });
}
