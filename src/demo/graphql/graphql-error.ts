export type GraphqlCode =
  | 'GRAPHQL_PARSE_FAILED'
  | 'GRAPHQL_VALIDATION_FAILED'
  | 'BAD_USER_INPUT'
  | 'LIMIT_EXCEEDED'
  | 'INTERNAL_SERVER_ERROR';

/** Where something stands in the text of a query, both from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** What goes into the `errors` of an answer. */
export class GraphqlError extends Error {
  readonly kind: GraphqlCode;
  readonly place: Place | undefined;
  readonly path: readonly (string | number)[] | undefined;

  constructor(message: string, at: { kind: GraphqlCode; place?: Place; path?: readonly (string | number)[] }) {
    super(message);
    this.kind = at.kind;
    this.place = at.place;
    this.path = at.path;
  }

  toJSON(): object {
    return {
      message: this.message,
      ...(this.place !== undefined && { locations: [this.place] }),
      ...(this.path !== undefined && { path: this.path }),
      extensions: { code: this.kind },
    };
  }
}
