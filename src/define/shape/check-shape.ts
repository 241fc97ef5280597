import { closest, didYouMean } from '../../errors/suggest.ts';
import { INVALID_VALUE, MISSING_KEY, UNKNOWN_KEY, UNUSABLE_KEY } from './codes.ts';
import type { Path } from './path.ts';
import type { ListShape, ObjectShape, Shape, TaggedShape } from './shape.ts';

/** Something wrong in a value, by where it stands in the value. */
export interface PathProblem {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  readonly path: Path;
}

/** Everything in which a value is not of a shape. */
export function checkShape(value: unknown, shape: Shape, path: Path = []): PathProblem[] {
  switch (shape.kind) {
    case 'leaf':
      return shape.accepts(value) ? [] : [wrongValue(value, shape.expected, { path, words: shape.words })];
    case 'named':
      return checkShape(value, shape.of(), path);
    case 'list':
      return checkList(value, shape, path);
    case 'record':
      if (!isObject(value)) return [wrongValue(value, 'keys with values', { path })];
      return Object.entries(value).flatMap(([key, each]) => checkShape(each, shape.value, [...path, key]));
    case 'object':
      if (!isObject(value)) return [wrongValue(value, objectText(shape), { path })];
      return checkKeys(value, shape, path);
    case 'tagged':
      if (!isObject(value)) return [wrongValue(value, `a ${shape.noun}`, { path })];
      return checkTagged(value, shape, path);
    case 'either': {
      const option = chooseOption(value, shape.options);
      if (option === undefined) return [wrongValue(value, shape.expected, { path, words: wordsOf(shape.options) })];
      return checkShape(value, option, path);
    }
  }
}

/** Which option a value is meant to be, if any: one that it fits, or the one made of the same kind of thing. */
function chooseOption(value: unknown, options: readonly Shape[]): Shape | undefined {
  return options.find((option) => looksLike(value, option));
}

/** The key that makes a tagged object what it is: where it has several, the variant listed first. */
function tagOf(value: Readonly<Record<string, unknown>>, shape: TaggedShape): string | undefined {
  return Object.keys(shape.variants).find((key) => Object.hasOwn(value, key));
}

function looksLike(value: unknown, shape: Shape): boolean {
  switch (shape.kind) {
    case 'leaf':
      return shape.accepts(value);
    case 'named':
      return looksLike(value, shape.of());
    case 'list':
      return Array.isArray(value);
    case 'either':
      return chooseOption(value, shape.options) !== undefined;
    default:
      return isObject(value);
  }
}

function checkList(value: unknown, shape: ListShape, path: Path): PathProblem[] {
  if (!Array.isArray(value)) return [wrongValue(value, 'a list', { path })];
  return value.flatMap((each, index) => {
    const itemPath = [...path, index];
    return shape.nested && Array.isArray(each)
      ? checkList(each, shape, itemPath)
      : checkShape(each, shape.item, itemPath);
  });
}

function checkKeys(value: Readonly<Record<string, unknown>>, shape: ObjectShape, path: Path): PathProblem[] {
  const problems = Object.entries(value).flatMap(([key, each]) => {
    const keyPath = [...path, key];
    const known = Object.hasOwn(shape.keys, key) ? shape.keys[key] : undefined;
    if (known !== undefined) return checkShape(each, known, keyPath);
    if (shape.freePrefix !== undefined && key.startsWith(shape.freePrefix)) return [];
    return [unknownKey(key, shape, keyPath)];
  });
  const missing = shape.required.filter((key) => !Object.hasOwn(value, key));
  return [...problems, ...missing.map((key) => ({ code: MISSING_KEY, message: `'${key}' is missing`, path }))];
}

function checkTagged(value: Readonly<Record<string, unknown>>, shape: TaggedShape, path: Path): PathProblem[] {
  const tag = tagOf(value, shape);
  const variant = tag === undefined ? undefined : shape.variants[tag];
  if (variant !== undefined) return checkKeys(value, variant, path);
  const known = Object.keys(shape.variants);
  const keys = Object.keys(value);
  const refused = keys.find((key) => Object.hasOwn(shape.refused, key));
  if (refused !== undefined) {
    return [{ code: UNUSABLE_KEY, message: shape.refused[refused] ?? '', path: [...path, refused] }];
  }
  if (keys.length === 0) return [{ code: MISSING_KEY, message: `an empty ${shape.noun}`, path }];
  const meant = keys.find((key) => closest(key, known) !== undefined) ?? keys[0] ?? '';
  return [
    {
      code: UNKNOWN_KEY,
      message: `no ${shape.noun} has the key '${meant}'`,
      hint: didYouMean(meant, known) ?? `a ${shape.noun} has one of: ${known.slice(0, 24).join(', ')}`,
      path: [...path, meant],
    },
  ];
}

function unknownKey(key: string, shape: ObjectShape, path: Path): PathProblem {
  const refusal = Object.hasOwn(shape.refused, key) ? shape.refused[key] : undefined;
  if (refusal !== undefined) return { code: UNUSABLE_KEY, message: refusal, path };
  const known = Object.keys(shape.keys);
  return {
    code: UNKNOWN_KEY,
    message: `unknown key '${key}'`,
    hint: didYouMean(key, known) ?? `known here: ${known.join(', ')}`,
    path,
  };
}

function wrongValue(
  value: unknown,
  expected: string,
  { path, words }: { readonly path: Path; readonly words?: readonly string[] | undefined },
): PathProblem {
  const hint = typeof value === 'string' && words !== undefined ? didYouMean(value, words) : undefined;
  const message = `expected ${expected}, got ${excerpt(value)}`;
  return { code: INVALID_VALUE, message, path, ...(hint === undefined ? {} : { hint }) };
}

function wordsOf(options: readonly Shape[]): readonly string[] {
  return options.flatMap((option) => (option.kind === 'leaf' ? (option.words ?? []) : []));
}

function objectText(shape: ObjectShape): string {
  const keys = Object.keys(shape.keys);
  return `an object with ${keys.slice(0, 4).join(', ')}${keys.length > 4 ? ' …' : ''}`;
}

/** How a wrong value is named in a message. */
function excerpt(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'function') return 'a function';
  const text = typeof value === 'string' ? `'${value}'` : String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
