/**
 * shape/ describes the form of written tests as data. One description serves two readers: check-shape.ts, which finds
 * everything wrong with a value, and json-schema.ts, which tells editors the same.
 */
export type Shape = LeafShape | ListShape | RecordShape | ObjectShape | EitherShape | TaggedShape | NamedShape;

interface Described {
  /** One line for whoever writes the file. */
  readonly description?: string;
}

/** A value without parts. */
export interface LeafShape extends Described {
  readonly kind: 'leaf';
  readonly accepts: (value: unknown) => boolean;
  /** Completes "expected …". */
  readonly expected: string;
  readonly schema: object;
  /** The words allowed, for "did you mean". */
  readonly words?: readonly string[];
}

export interface ListShape extends Described {
  readonly kind: 'list';
  readonly item: Shape;
  /** Lists in the list are read as if their items stood there (YAML anchors make such lists). */
  readonly nested: boolean;
}

export interface RecordShape extends Described {
  readonly kind: 'record';
  readonly value: Shape;
}

export interface ObjectShape extends Described {
  readonly kind: 'object';
  readonly keys: Readonly<Record<string, Shape>>;
  readonly required: readonly string[];
  /** Keys known elsewhere that do nothing here, and why. */
  readonly refused: Readonly<Record<string, string>>;
  /** Keys that begin so are left alone. */
  readonly freePrefix?: string;
}

/** The first option that fits; at most one of the options is an object, and one a list. */
export interface EitherShape extends Described {
  readonly kind: 'either';
  readonly options: readonly Shape[];
  readonly expected: string;
}

/** An object told apart by the key it has: `{ get: … }`, `{ think: … }`. */
export interface TaggedShape extends Described {
  readonly kind: 'tagged';
  /** What one of these is called: `step`. */
  readonly noun: string;
  readonly variants: Readonly<Record<string, ObjectShape>>;
  readonly refused: Readonly<Record<string, string>>;
}

/** A shape with a name of its own in the JSON Schema; how shapes contain themselves. */
export interface NamedShape extends Described {
  readonly kind: 'named';
  readonly name: string;
  readonly of: () => Shape;
}

export function described<S extends Shape>(description: string, shape: S): S {
  return { ...shape, description };
}

export function leaf(expected: string, schema: object, accepts: (value: unknown) => boolean): LeafShape {
  return { kind: 'leaf', expected, schema, accepts };
}

export function list(item: Shape): ListShape {
  return { kind: 'list', item, nested: false };
}

export function nestedList(item: Shape): ListShape {
  return { kind: 'list', item, nested: true };
}

export function record(value: Shape): RecordShape {
  return { kind: 'record', value };
}

export interface ObjectRules {
  readonly required?: readonly string[];
  readonly refused?: Readonly<Record<string, string>>;
  readonly freePrefix?: string;
}

export function object(keys: Readonly<Record<string, Shape>>, rules: ObjectRules = {}): ObjectShape {
  return { kind: 'object', keys, ...rules, required: rules.required ?? [], refused: rules.refused ?? {} };
}

export function either(expected: string, ...options: readonly Shape[]): EitherShape {
  return { kind: 'either', expected, options };
}

export function oneOrMore(expected: string, item: Shape): EitherShape {
  return either(expected, item, list(item));
}

export function tagged(
  noun: string,
  variants: Readonly<Record<string, ObjectShape>>,
  refused: Readonly<Record<string, string>> = {},
): TaggedShape {
  return { kind: 'tagged', noun, variants, refused };
}

export function named(name: string, of: () => Shape): NamedShape {
  return { kind: 'named', name, of };
}
