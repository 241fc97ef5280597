import { UserError } from '../../errors/user-error.ts';
import type { Random } from '../../load/random.ts';

/** What a generator may draw on. */
export interface GeneratorContext {
  readonly random: Random;
  /** Counted over the whole run, from 0. */
  readonly iteration: number;
  readonly nowMs: number;
  /** How often each counter was asked in this iteration; to be emptied at the start of each. */
  readonly counters: Map<string, number>;
}

export type Generator = (args: readonly unknown[], context: GeneratorContext) => unknown;

/** An argument as a generator gets it: of the type it declares, or its default. */
export type Argument = number | string;

interface Parameter {
  readonly name: string;
  readonly type: 'integer' | 'number' | 'text' | 'date';
  readonly fallback: Argument;
  readonly min?: number;
  readonly max?: number;
}

/** One generator: what it makes, for the docs, and how. */
export interface Definition {
  readonly description: string;
  readonly parameters?: readonly Parameter[];
  generate(context: GeneratorContext, args: readonly Argument[]): unknown;
}

/** A generator that takes any number of arguments of any kind. */
export interface OpenDefinition {
  readonly description: string;
  readonly signature: string;
  generateFrom(context: GeneratorContext, args: readonly unknown[]): unknown;
}

export const lengthParameter = (fallback: number): Parameter => ({
  name: 'length',
  type: 'integer',
  fallback,
  min: 0,
  max: 1_000_000,
});

const LOWER_ENDS: readonly (string | undefined)[] = ['min', 'from'];

/** A definition as a function of unchecked arguments. */
export function checked(name: string, definition: Definition | OpenDefinition): Generator {
  if ('generateFrom' in definition) return (args, context) => definition.generateFrom(context, args);
  const { parameters = [] } = definition;
  return (args, context) => {
    if (args.length > parameters.length) {
      throw argumentError(name, `takes ${countOf(parameters.length)}, not ${args.length}`, definition);
    }
    const values = parameters.map((parameter, index) => {
      const value = read(parameter, args[index] ?? parameter.fallback);
      if (value !== undefined) return value;
      throw argumentError(name, `needs ${expectation(parameter)}, not ${shown(args[index])}`, definition);
    });
    const [low, high] = values;
    if (LOWER_ENDS.includes(parameters[0]?.name) && Number(low) > Number(high)) {
      throw argumentError(
        name,
        `has a range that ends (${shown(args[1])}) before it starts (${shown(args[0])})`,
        definition,
      );
    }
    return definition.generate(context, values);
  };
}

/** `randomInt(min = 0, max = 100)`, as shown in docs and errors. */
export function signatureOf(name: string, definition: Definition | OpenDefinition): string {
  if ('generateFrom' in definition) return `${name}(${definition.signature})`;
  const parameters = (definition.parameters ?? []).map(({ name: parameter, fallback }) => {
    return `${parameter} = ${typeof fallback === 'string' ? `'${fallback}'` : fallback}`;
  });
  return `${name}(${parameters.join(', ')})`;
}

/** What is wrong with a generator's arguments, with the form they should have. */
export function argumentError(name: string, problem: string, definition: Definition | OpenDefinition): UserError {
  return new UserError(`$${name} ${problem}`, {
    code: 'GENERATOR_ARGUMENT',
    hint: `write $${signatureOf(name, definition)}: ${definition.description}`,
  });
}

function read(parameter: Parameter, given: unknown): Argument | undefined {
  if (parameter.type === 'text') return typeof given === 'object' || given === '' ? undefined : String(given);
  if (parameter.type === 'date') return readDate(given);
  const value = typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
  if (typeof value !== 'number' || !Number.isFinite(value)) return undefined;
  if (parameter.type === 'integer' && !Number.isSafeInteger(value)) return undefined;
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = parameter;
  return value >= min && value <= max ? value : undefined;
}

/** Milliseconds since 1970, from milliseconds or what `Date` reads. */
function readDate(given: unknown): number | undefined {
  const time = typeof given === 'number' ? given : Date.parse(String(given));
  return Math.abs(time) <= 8.64e15 ? time : undefined;
}

function expectation({ name, type, min, max }: Parameter): string {
  const kind = { integer: 'a whole number', number: 'a number', text: 'a text', date: 'a date like 2026-01-31' }[type];
  const range = min === undefined || max === undefined ? '' : ` from ${min} to ${max}`;
  return `${kind}${range} as ${name}`;
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? `'${value}'` : (JSON.stringify(value) ?? String(value));
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

function countOf(parameters: number): string {
  if (parameters === 0) return 'no arguments';
  return parameters === 1 ? 'at most 1 argument' : `at most ${parameters} arguments`;
}
