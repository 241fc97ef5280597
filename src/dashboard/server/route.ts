import type { Shape } from '../../define/shape/shape.ts';
import type { Answer } from './answer.ts';
import type { QueryField, QueryValues } from './query.ts';

/** One thing that can be asked for: what is served, and what the OpenAPI document says of it, are made from the same table of these. */
export interface Route {
  readonly method: 'GET' | 'POST';
  /** `/api/runs/{id}` */
  readonly path: string;
  /** Name of the operation, for generated clients: `getRun`. */
  readonly operation: string;
  readonly summary: string;
  readonly query?: Readonly<Record<string, QueryField>>;
  readonly body?: RequestBody;
  readonly answer: AnswerKind;
  /** Statuses of errors that are its own, and what each of them means. */
  readonly errors?: Readonly<Record<number, string>>;
  handle(call: Call): Answer | Promise<Answer>;
}

export interface RequestBody {
  /** Name of a type of `src/model/dashboard-api.ts`; none for what takes nothing. */
  readonly schema?: string;
  readonly shape: Shape;
}

export interface AnswerKind {
  readonly status?: number;
  /** JSON unless told otherwise. */
  readonly type?: string;
  /** Name of the type of the JSON, or of each event's. */
  readonly schema?: string;
  /** The JSON is a list of these. */
  readonly isList?: boolean;
  readonly description: string;
}

/** A request, checked. */
export interface Call {
  /** Of the path, by their names. */
  readonly params: ReadonlyMap<string, string>;
  readonly query: QueryValues;
  /** Of the shape that the route says; undefined where it takes none. */
  readonly body: unknown;
  /** What the client would like: the header `accept`. */
  readonly accept: string;
}

/** A parameter of the path. */
export function paramOf(call: Call, name: string): string {
  return call.params.get(name) ?? '';
}
