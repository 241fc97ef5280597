import type { PathProblem } from './check-shape.ts';
import { INVALID_VALUE } from './codes.ts';
import type { Path } from './path.ts';

const MAX_DEPTH = 200;

/** What in a value JSON can't hold: functions, dates, cycles, numbers without end. */
export function plainJsonProblems(value: unknown, path: Path = []): PathProblem[] {
  const message = unplain(value, path.length);
  if (message !== undefined) return [{ code: INVALID_VALUE, message, path }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) =>
    plainJsonProblems(part, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

/** Leaves away everything undefined, at any depth; anything that is no plain list or object stays as it is. */
export function withoutUndefined(value: unknown, depth = 0): unknown {
  if (depth > MAX_DEPTH || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((each) => withoutUndefined(each, depth + 1));
  if (!isPlainObject(value)) return value;
  const kept = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(kept.map(([key, each]) => [key, withoutUndefined(each, depth + 1)]));
}

function unplain(value: unknown, depth: number): string | undefined {
  if (depth > MAX_DEPTH) return `nested deeper than ${MAX_DEPTH} levels`;
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) ? undefined : `${value} is not a number to use here`;
    case 'bigint':
      return 'a number too large to be exact; make it a text';
    case 'function':
      return 'a function can not stand here: this part of a test is plain data';
    case 'symbol':
    case 'undefined':
      return 'this part of a test is plain data: texts, numbers, true, false, null, lists and objects';
    case 'object':
      return value === null || Array.isArray(value) || isPlainObject(value)
        ? undefined
        : 'this part of a test is plain data: only lists and objects of keys with values can stand here';
    default:
      return undefined;
  }
}

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
}
