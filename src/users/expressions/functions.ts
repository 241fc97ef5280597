import { numberOf, textOf } from './operators.ts';

/** Functions of expressions; generators are called with a `$`. */
export const FUNCTIONS: Readonly<Record<string, (...args: readonly unknown[]) => unknown>> = {
  abs: (value) => Math.abs(number(value)),
  ceil: (value) => Math.ceil(number(value)),
  contains: (value, part) =>
    Array.isArray(value) ? value.map(textOf).includes(textOf(part)) : textOf(value ?? '').includes(textOf(part)),
  empty: (value) =>
    value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0),
  endsWith: (value, part) => textOf(value ?? '').endsWith(textOf(part)),
  exists: (value) => value !== undefined && value !== null,
  floor: (value) => Math.floor(number(value)),
  length: (value) => lengthOf(value),
  lower: (value) => textOf(value ?? '').toLowerCase(),
  max: (...values) => Math.max(...values.map(number)),
  min: (...values) => Math.min(...values.map(number)),
  number,
  round: (value) => Math.round(number(value)),
  startsWith: (value, part) => textOf(value ?? '').startsWith(textOf(part)),
  text: (value) => textOf(value ?? ''),
  trim: (value) => textOf(value ?? '').trim(),
  upper: (value) => textOf(value ?? '').toUpperCase(),
};

function number(value: unknown): number {
  return numberOf(value) ?? Number.NaN;
}

function lengthOf(value: unknown): number {
  if (typeof value === 'string' || Array.isArray(value)) return value.length;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
}
