import { UserError } from '../errors/user-error.ts';
import type { SqlValue } from './database.ts';

/** Strings, quoted names, comments and dollar-quoted text, which hold no placeholder; words; any other character. */
const TOKENS =
  /e'(?:[^'\\]|''|\\[\s\S])*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|--[^\n]*|\/\*[\s\S]*?\*\/|(\$[a-z_]*\$)[\s\S]*?\1|[a-z_0-9$]+|[\s\S]/gi;

const CHANGES = ['insert', 'update', 'delete', 'merge', 'into'];

export interface SqlText {
  /** The text with `$1`, `$2`, … for each `?`. */
  readonly numbered: string;
  readonly placeholders: number;
  /** It reads, and changes nothing. */
  readonly isQuery: boolean;
  readonly isExplanation: boolean;
}

/** Finds the placeholders of one statement; a second statement behind it would be run by no driver, so it is refused. */
export function readSql(sql: string): SqlText {
  let numbered = '';
  let placeholders = 0;
  let ended = false;
  const words = new Set<string>();
  for (const token of tokens(sql)) {
    if (token === ';') ended = true;
    else if (ended && !/^(\s|--|\/\*)/.test(token))
      throw new Error(`Only one statement can be prepared: ${excerpt(sql)}`);
    if (/^[a-z]+$/i.test(token)) words.add(token.toLowerCase());
    numbered += token === '?' ? `$${++placeholders}` : token;
  }
  const [first = ''] = words;
  const isQuery = /^(select|values|with)$/.test(first) && !CHANGES.some((word) => words.has(word));
  return { numbered, placeholders, isQuery, isExplanation: first === 'explain' };
}

/** Every part of the text in its order, nothing left out. */
function tokens(sql: string): string[] {
  return sql.match(TOKENS) ?? [];
}

/** A name as it stands in SQL, whatever is in it. */
export function quoteName(name: string): string {
  if (name === '' || name.includes('\0')) throw invalidValue(`'${name}' cannot be the name of a table or column.`);
  return `"${name.replaceAll('"', '""')}"`;
}

const INT64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n };

/** Refuses what a driver would store as something else, or end the process over. */
export function checkValues(
  values: readonly SqlValue[],
  { placeholders, sql }: { placeholders: number; sql: string },
): void {
  if (values.length !== placeholders) {
    throw new Error(`${placeholders} values are needed, ${values.length} were given: ${excerpt(sql)}`);
  }
  for (const value of values) checkValue(value);
}

function checkValue(value: SqlValue): void {
  switch (typeof value) {
    case 'string':
      if (value.includes('\0')) throw invalidValue('A text with a NUL character cannot be stored.');
      return;
    case 'number':
      if (!Number.isFinite(value)) throw invalidValue(`${value} cannot be stored as a number.`);
      return;
    case 'bigint':
      if (value < INT64.min || value > INT64.max) throw invalidValue(`${value} does not fit into 64 bits.`);
      return;
    case 'boolean':
      return;
    default:
      if (value === null || value instanceof Uint8Array) return;
      throw new TypeError(`A value of type ${typeof value} cannot be stored.`);
  }
}

function invalidValue(message: string): UserError {
  return new UserError(message, {
    code: 'DATABASE_VALUE',
    hint: 'Databases hold finite numbers, integers of 64 bits, texts without NUL, booleans, bytes and null.',
  });
}

export function excerpt(sql: string): string {
  const line = sql.replaceAll(/\s+/g, ' ').trim();
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}
