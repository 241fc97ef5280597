import { type Fields, fieldOf, isObject } from '../fields.ts';

/** What a stored function takes under one name. */
export interface Parameter {
  readonly name: string;
  readonly type: 'number' | 'integer' | 'text' | 'boolean' | 'list' | 'object';
  readonly about: string;
  readonly required?: boolean;
  readonly default?: unknown;
  /** Of a number; of the length of a text or list. */
  readonly min?: number;
  readonly max?: number;
  readonly choices?: readonly string[];
  /** Of every entry of a list. */
  readonly of?: 'number' | 'text' | 'object';
}

export interface ParameterProblem {
  readonly parameter: string;
  readonly message: string;
}

/** The arguments with defaults filled in, and everything that is wrong with them. */
export function checkArguments(
  parameters: readonly Parameter[],
  given: Fields,
): { readonly values: Fields; readonly problems: readonly ParameterProblem[] } {
  const problems: ParameterProblem[] = [];
  const values: Record<string, unknown> = {};
  for (const parameter of parameters) {
    const value = fieldOf(given, parameter.name) ?? parameter.default;
    if (value === undefined) {
      if (parameter.required === true) problems.push({ parameter: parameter.name, message: 'is missing' });
      continue;
    }
    const message = CHECKS[parameter.type](parameter, value);
    if (message === undefined) values[parameter.name] = value;
    else problems.push({ parameter: parameter.name, message });
  }
  const known = new Set(parameters.map(({ name }) => name));
  for (const name of Object.keys(given)) {
    if (!known.has(name)) problems.push({ parameter: name.slice(0, 100), message: 'is not a parameter' });
  }
  return { values, problems: problems.slice(0, 50) };
}

type Check = (parameter: Parameter, value: unknown) => string | undefined;

const CHECKS: Readonly<Record<Parameter['type'], Check>> = {
  number: ({ min = 0, max = Number.MAX_SAFE_INTEGER }, value) =>
    isNumber(value) && value >= min && value <= max ? undefined : `must be a number from ${min} to ${max}`,
  integer: ({ min = 0, max = Number.MAX_SAFE_INTEGER }, value) =>
    isNumber(value) && Number.isInteger(value) && value >= min && value <= max
      ? undefined
      : `must be a whole number from ${min} to ${max}`,
  boolean: (_, value) => (typeof value === 'boolean' ? undefined : 'must be true or false'),
  text: wrongWithText,
  object: (_, value) => (isObject(value) ? undefined : 'must be an object'),
  list: wrongWithList,
};

function wrongWithText({ min = 0, max = 10_000, choices }: Parameter, value: unknown): string | undefined {
  if (choices !== undefined) {
    return choices.some((choice) => choice === value) ? undefined : `must be one of ${choices.join(', ')}`;
  }
  const fits = typeof value === 'string' && value.length >= min && value.length <= max;
  return fits ? undefined : `must be a text of ${min} to ${max} characters`;
}

function wrongWithList({ min = 0, max = Number.MAX_SAFE_INTEGER, of }: Parameter, value: unknown): string | undefined {
  if (!Array.isArray(value) || value.length < min || value.length > max) {
    return `must be a list of ${min} to ${max} entries`;
  }
  const fits = { number: isNumber, text: (entry: unknown) => typeof entry === 'string', object: isObject };
  const wrong = of === undefined ? -1 : value.findIndex((entry) => !fits[of](entry));
  return wrong < 0 ? undefined : `must hold entries of type ${of} only, unlike entry ${wrong}`;
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
