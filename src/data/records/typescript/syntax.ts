import type { Place } from './tokens.ts';

/** A type as it is written. */
export type TypeNode = Place &
  (
    | { readonly kind: 'name'; readonly name: string; readonly args: readonly TypeNode[] }
    | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
    | { readonly kind: 'union' | 'intersection' | 'tuple'; readonly of: readonly TypeNode[]; readonly rest?: TypeNode }
    | { readonly kind: 'array'; readonly of: TypeNode }
    | { readonly kind: 'object'; readonly members: readonly Member[]; readonly index: TypeNode | undefined }
    | { readonly kind: 'indexed'; readonly of: TypeNode; readonly by: TypeNode }
    | { readonly kind: 'template'; readonly parts: readonly (string | TypeNode)[] }
    | { readonly kind: 'keyof'; readonly of: TypeNode }
    | { readonly kind: 'typeof'; readonly name: string }
    | { readonly kind: 'function' }
  );

export interface Member extends Place {
  readonly name: string;
  readonly isOptional: boolean;
  readonly type: TypeNode;
  readonly doc: string;
}

/** An interface, a type alias, an enum, or a constant list of literals. */
export interface Declaration extends Place {
  readonly name: string;
  readonly isExported: boolean;
  readonly parameters: readonly string[];
  /** Interfaces that it extends. */
  readonly bases: readonly TypeNode[];
  readonly type: TypeNode;
  readonly doc: string;
}
