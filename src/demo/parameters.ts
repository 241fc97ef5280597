import { type Exchange, Refusal } from './exchange.ts';

export interface NumberRange {
  /** Without one the parameter is required. */
  readonly fallback?: number;
  readonly min: number;
  readonly max: number;
  /** Whole numbers only, unless this is set. */
  readonly fractions?: boolean;
}

/** The number given as `?name=` or as `:name` in the path, or a 400 that names the range. */
export function numberParam({ pathParams, query }: Exchange, name: string, range: NumberRange): number {
  const text = pathParams[name] ?? query.get(name);
  if (text === null && range.fallback !== undefined) return range.fallback;
  const value = text === null || text.trim() === '' ? Number.NaN : Number(text);
  if (value >= range.min && value <= range.max && (range.fractions === true || Number.isInteger(value))) return value;
  const kind = range.fractions === true ? 'a number' : 'a whole number';
  throw new Refusal(400, `${name} must be ${kind} from ${range.min} to ${range.max}.`);
}

/** The text given as `?name=`, which must be one of `choices`; the first of them where it is absent. */
export function choiceParam<T extends string>({ query }: Exchange, name: string, choices: readonly [T, ...T[]]): T {
  const text = query.get(name);
  if (text === null) return choices[0];
  const found = choices.find((choice) => choice === text);
  if (found === undefined) throw new Refusal(400, `${name} must be one of ${choices.join(', ')}.`);
  return found;
}

export function flagParam({ query }: Exchange, name: string): boolean {
  const text = query.get(name);
  return text !== null && text !== '0' && text !== 'false';
}
