import { Refusal } from './exchange.ts';
import type { NumberRange } from './parameters.ts';

/** A JSON object that a caller sent. */
export type Fields = Readonly<Record<string, unknown>>;

export function fieldOf(fields: Fields, name: string): unknown {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

export interface TextRange {
  /** Without one the field is required. */
  readonly fallback?: string;
  readonly min?: number;
  readonly max: number;
}

/** The text of that name, or a 400 that says how long it may be. */
export function textField(fields: Fields, name: string, { fallback, min = 1, max }: TextRange): string {
  const value = fieldOf(fields, name);
  if (value === undefined && fallback !== undefined) return fallback;
  if (typeof value === 'string' && value.length >= min && value.length <= max) return value;
  throw new Refusal(400, `${name} must be a text of ${min} to ${max} characters.`);
}

/** The number of that name, or a 400 that names the range. */
export function numberField(fields: Fields, name: string, range: NumberRange): number {
  const value = fieldOf(fields, name);
  if (value === undefined && range.fallback !== undefined) return range.fallback;
  const isRight = typeof value === 'number' && value >= range.min && value <= range.max;
  if (isRight && (range.fractions === true || Number.isInteger(value))) return value;
  const kind = range.fractions === true ? 'a number' : 'a whole number';
  throw new Refusal(400, `${name} must be ${kind} from ${range.min} to ${range.max}.`);
}

export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether objects and lists lie in one another that often, which some code could not follow. */
export function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeperThan(inner, levels - 1));
}
