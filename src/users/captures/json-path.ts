import { UserError } from '../../errors/user-error.ts';
import type { ParserTools } from './parser-tools.ts';

/** All that a path finds in a JSON value; empty when nothing. */
export type JsonQuery = (json: unknown) => readonly unknown[];

/**
 * Whether the path names one place, so that it needs no JSONPath library: `$.a.b[0]['c']`, also without the `$`. A
 * negative index counts from the end.
 */
export function isPlainPath(path: string): boolean {
  return PLAIN.test(path.trim());
}

/**
 * Compiles a JSONPath. Filters (`?(@.price < 10)`) are evaluated by jsonpath-plus's own interpreter, never as JavaScript;
 * a path that holds values of the iteration may hold none, so that no response can smuggle one in.
 */
export function compileJsonPath(path: string, tools: ParserTools, options: { filters: boolean }): JsonQuery {
  const trimmed = path.trim();
  if (isPlainPath(trimmed)) return plainQuery(trimmed);
  const { jsonPath } = tools;
  if (jsonPath === undefined) throw new Error('the JSONPath library was not loaded');
  const rooted = trimmed.startsWith('$') ? trimmed : `$.${trimmed}`;
  const query = (json: unknown) => {
    if (typeof json !== 'object' || json === null) return [];
    const found: unknown = jsonPath({ path: rooted, json, wrap: true, eval: options.filters ? 'safe' : false });
    return Array.isArray(found) ? found : [];
  };
  try {
    if (!bracketsClose(trimmed)) throw new SyntaxError('a bracket or quote is not closed');
    query({});
    query([]);
  } catch (cause) {
    throw new UserError(`'${path}' is not a JSONPath: ${cause instanceof Error ? cause.message : String(cause)}`, {
      code: 'INVALID_JSONPATH',
      hint: 'paths look like $.items[0].id, $..price, $.items[?(@.stock > 0)].id',
      cause,
    });
  }
  return query;
}

function bracketsClose(path: string): boolean {
  const unquoted = path.replace(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/g, '').replace(/\/(?:[^/\\]|\\.)*\/[a-z]*/g, '');
  const count = (pattern: RegExp) => unquoted.match(pattern)?.length ?? 0;
  return count(/\[/g) === count(/\]/g) && count(/\(/g) === count(/\)/g) && !/['"]/.test(unquoted);
}

const KEY = String.raw`[\p{L}_$][\p{L}\p{N}_$-]*`;
const BRACKET = String.raw`\[\s*(?:-?\d+|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\s*\]`;
const PLAIN = new RegExp(`^(?:\\$|${KEY})(?:\\.${KEY}|${BRACKET})*$`, 'u');
const STEP = new RegExp(
  `\\.?(${KEY})|\\[\\s*(?:(-?\\d+)|'((?:[^'\\\\]|\\\\.)*)'|"((?:[^"\\\\]|\\\\.)*)")\\s*\\]`,
  'uy',
);

function plainQuery(path: string): JsonQuery {
  const keys = keysOf(path.startsWith('$.') || path.startsWith('$[') || path === '$' ? path.slice(1) : path);
  return (json) => {
    let value = json;
    for (const key of keys) {
      value = step(value, key);
      if (value === undefined) return NOTHING;
    }
    return value === undefined ? NOTHING : [value];
  };
}

const NOTHING: readonly unknown[] = [];

function keysOf(path: string): readonly (string | number)[] {
  const keys: (string | number)[] = [];
  STEP.lastIndex = 0;
  for (let match = STEP.exec(path); match !== null; match = STEP.exec(path)) {
    const [, name, index, single, double] = match;
    if (index !== undefined) keys.push(Number(index));
    else keys.push(name ?? (single ?? double ?? '').replace(/\\(.)/gs, '$1'));
  }
  return keys;
}

function step(value: unknown, key: string | number): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) {
    if (typeof key === 'number') return value[key < 0 ? value.length + key : key];
    return key === 'length' ? value.length : undefined;
  }
  return Object.hasOwn(value, key) ? (value as Record<string | number, unknown>)[key] : undefined;
}
