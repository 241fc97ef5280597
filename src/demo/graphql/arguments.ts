import { type Fields, isObject } from '../fields.ts';
import { GraphqlError, type Place } from './graphql-error.ts';
import type { Operation, Value } from './parser.ts';
import { type Argument, INPUTS, SCALARS } from './schema.ts';

export type Variables = ReadonlyMap<string, unknown>;

/** The variables of an operation: given, or else their defaults, each of the type it was declared with. */
export function variablesOf({ variables }: Operation, given: Fields): Variables {
  const values = new Map<string, unknown>();
  for (const { name, type, fallback, place } of variables) {
    const named = type.replaceAll(/[[\]!]/g, '');
    if (!SCALARS.includes(named) && !INPUTS.includes(named)) {
      throw invalid(`Variable $${name} has the type ${named}, which is not known here.`, place);
    }
    const value = Object.hasOwn(given, name) ? given[name] : plain(fallback, new Map());
    if (value !== undefined) values.set(name, value);
    const problem = value === undefined && !type.endsWith('!') ? undefined : wrongWith(type, value);
    if (problem !== undefined) {
      throw new GraphqlError(`Variable $${name} ${problem}.`, { kind: 'BAD_USER_INPUT', place });
    }
  }
  return values;
}

/** Throws where an argument is unknown, missing, or names a variable that was not declared. */
export function checkGiven(
  given: ReadonlyMap<string, Value>,
  takes: Readonly<Record<string, Argument>>,
  { of, declared, place }: { of: string; declared: ReadonlySet<string>; place: Place },
): void {
  for (const [name, value] of given) {
    if (!Object.hasOwn(takes, name)) throw invalid(`Unknown argument "${name}" on ${of}.`, place);
    checkVariables(value, declared);
  }
  for (const [name, { type }] of Object.entries(takes)) {
    if (type.endsWith('!') && !given.has(name))
      throw invalid(`${of} needs the argument "${name}" of type ${type}.`, place);
  }
}

function checkVariables(value: Value, declared: ReadonlySet<string>): void {
  if (value.kind === 'variable' && !declared.has(value.name)) {
    throw invalid(`Variable $${value.name} is not defined.`, value.place);
  }
  if (value.kind === 'list') for (const item of value.items) checkVariables(item, declared);
  if (value.kind === 'object') for (const field of value.fields.values()) checkVariables(field, declared);
}

/** The arguments of a field as its resolver takes them, with defaults; what is wrong with one is the caller's. */
export function argumentsOf(
  given: ReadonlyMap<string, Value>,
  takes: Readonly<Record<string, Argument>>,
  { variables, place }: { variables: Variables; place: Place },
): Fields {
  const values: Record<string, unknown> = {};
  for (const [name, argument] of Object.entries(takes)) {
    const value = plain(given.get(name), variables) ?? argument.fallback;
    const problem = value === undefined && !argument.type.endsWith('!') ? undefined : wrongWith(argument.type, value);
    const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = argument;
    const range = typeof value === 'number' && (value < min || value > max) ? `must be from ${min} to ${max}` : problem;
    if (range !== undefined) throw new GraphqlError(`Argument "${name}" ${range}.`, { kind: 'BAD_USER_INPUT', place });
    values[name] = value;
  }
  return values;
}

function plain(value: Value | undefined, variables: Variables): unknown {
  switch (value?.kind) {
    case undefined:
      return undefined;
    case 'constant':
      return value.value;
    case 'variable':
      return variables.get(value.name);
    case 'list':
      return value.items.map((item) => plain(item, variables));
    case 'object':
      return Object.fromEntries([...value.fields].map(([name, field]) => [name, plain(field, variables)]));
  }
}

const INT32 = 2 ** 31;

const FITS: Readonly<Record<string, (value: unknown) => boolean>> = {
  Int: (value) => Number.isInteger(value) && Math.abs(value as number) < INT32,
  Float: (value) => typeof value === 'number' && Number.isFinite(value),
  String: (value) => typeof value === 'string',
  Boolean: (value) => typeof value === 'boolean',
  ID: (value) => typeof value === 'string' || Number.isInteger(value),
  ItemInput: isObject,
};

function wrongWith(type: string, value: unknown): string | undefined {
  const needed = type.endsWith('!');
  const inner = needed ? type.slice(0, -1) : type;
  if (value === null || value === undefined) return needed ? `of type ${type} must not be null` : undefined;
  if (inner.startsWith('[')) {
    const items = Array.isArray(value) ? value : [value];
    return items.map((item) => wrongWith(inner.slice(1, -1), item)).find((problem) => problem !== undefined);
  }
  return FITS[inner]?.(value) === true ? undefined : `must be of type ${type}`;
}

function invalid(message: string, place: Place): GraphqlError {
  return new GraphqlError(message, { kind: 'GRAPHQL_VALIDATION_FAILED', place });
}
