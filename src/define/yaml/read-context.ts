import type { PathProblem } from '../shape/check-shape.ts';
import { INVALID_VALUE, MISSING_KEY, UNUSABLE_KEY } from '../shape/codes.ts';
import type { Path } from '../shape/path.ts';

/** What reading one test collects, and what in the file changes how the rest of it is read. */
export interface ReadContext {
  readonly problems: PathProblem[];
  /** Worth saying, but no reason to stop. */
  readonly notes: PathProblem[];
  /** Where in the file each object of the test comes from. */
  readonly origins: Map<object, Path>;
  /** The same of limits that are written in another form, by their place in the spec: `limits[2]`. */
  readonly limitOrigins: Map<string, Path>;
  /** The file uses Artillery's load, and behaves as Artillery does. */
  readonly artillery: boolean;
  /** `strictCapture: false` of the defaults. */
  readonly looseCaptures: boolean;
  /** Default spread of pauses. */
  readonly jitter: string | number | undefined;
  /** Functions of the processor; undefined while they are not known. */
  readonly functionNames: ReadonlySet<string> | undefined;
}

export function emptyContext(): ReadContext {
  return {
    problems: [],
    notes: [],
    origins: new Map(),
    limitOrigins: new Map(),
    artillery: false,
    looseCaptures: false,
    jitter: undefined,
    functionNames: undefined,
  };
}

/** Objects as they come from the file, after their shape has been checked. */
export type Raw = Readonly<Record<string, unknown>>;

/** An object of the file, and where it stands there. */
export interface Place {
  readonly context: ReadContext;
  readonly path: Path;
  readonly raw: Raw;
}

export function below(place: Place, ...path: Path): Place {
  const raw = path.reduce<unknown>((value, key) => (value as Raw | undefined)?.[key], place.raw);
  return { context: place.context, path: [...place.path, ...path], raw: (raw ?? {}) as Raw };
}

export function invalid(place: Place, message: string, ...path: Path): void {
  place.context.problems.push({ code: INVALID_VALUE, message, path: [...place.path, ...path] });
}

export function missing(place: Place, key: string): void {
  place.context.problems.push({ code: MISSING_KEY, message: `'${key}' is missing`, path: place.path });
}

export function unusable(place: Place, message: string, ...path: Path): void {
  place.context.problems.push({ code: UNUSABLE_KEY, message, path: [...place.path, ...path] });
}

export function note(place: Place, message: string, ...path: Path): void {
  place.context.notes.push({ code: 'NOTE', message, path: [...place.path, ...path] });
}

/** Remembers where an object was read from. */
export function from<T extends object>(place: Place, value: T): T {
  place.context.origins.set(value, place.path);
  return value;
}

/** The value under one of several names for the same thing; two of them at once are a problem. */
export function oneOf(place: Place, ...keys: readonly string[]): unknown {
  const present = keys.filter((key) => Object.hasOwn(place.raw, key));
  if (present.length > 1)
    invalid(place, `'${present[0]}' and '${present[1]}' mean the same; keep one`, present[1] ?? '');
  const [first] = present;
  return first === undefined ? undefined : place.raw[first];
}

/** Leaves away what is undefined. */
export function defined<T extends object>(value: { readonly [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as T;
}

export function asList(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

/** A list that may be written as one item, or undefined. */
export function listOf<T>(value: unknown): readonly T[] | undefined {
  return value === undefined ? undefined : (asList(value) as readonly T[]);
}

/** Numbers and true/false among the values as their text. */
export function texts(value: unknown): Readonly<Record<string, string>> | undefined {
  if (value === undefined || value === null) return undefined;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, String(each)]));
}
