import type { Catalogue } from '../catalogue.ts';
import type { Collections } from '../collections/collections.ts';
import type { Fields } from '../fields.ts';
import type { Parameter } from './parameters.ts';

export interface FunctionContext {
  readonly catalogue: Catalogue;
  readonly collections: () => Promise<Collections>;
}

/** A function that the demo keeps and callers name; its arguments are checked before it is called. */
export interface StoredFunction {
  readonly name: string;
  readonly kind: 'calculation' | 'business' | 'transformation' | 'aggregation';
  readonly about: string;
  readonly parameters: readonly Parameter[];
  readonly call: (values: Fields, context: FunctionContext) => unknown;
}
