import type { TypeReader } from './parse-type.ts';
import type { TypeNode } from './syntax.ts';
import type { Token } from './tokens.ts';

/** The literals of a list, or undefined where it holds anything else; the reader stays where it is, for the statement to be passed over. */
export function parseExpressionList(reader: TypeReader, from: number): readonly TypeNode[] | undefined {
  const values: TypeNode[] = [];
  let at = from;
  while (reader.peek(at).text !== ']') {
    const token = reader.peek(at++);
    const value = literalOf(token);
    if (value === undefined) return undefined;
    values.push({ kind: 'literal', value, line: token.line, column: token.column });
    if (reader.peek(at).text === ',') at++;
  }
  for (let taken = 0; taken <= at; taken++) reader.take();
  if (reader.takes('as')) reader.take();
  reader.takes(';');
  return values;
}

/** A text, a number, true, false or null as it is written. */
export function literalOf({ kind, text }: Token): string | number | boolean | null | undefined {
  if (kind === 'text') return unquoted(text);
  if (kind === 'number') return Number(text.replaceAll('_', '').replace(/n$/, ''));
  if (kind !== 'name') return undefined;
  return LITERALS.get(text);
}

const LITERALS = new Map<string, boolean | null>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v', '0': '\0' };

/** The text between quotes, its escapes read. */
export function unquoted(text: string): string {
  return text.slice(1, -1).replace(/\\(u\{([\da-f]+)\}|u([\da-f]{4})|x([\da-f]{2})|\r?\n|[\s\S])/gi, (...found) => {
    const [, sign, point, unit, byte] = found as string[];
    const code = point ?? unit ?? byte;
    if (code !== undefined) return String.fromCodePoint(Math.min(Number.parseInt(code, 16), 0x10_ffff));
    return /\n/.test(sign ?? '') ? '' : (ESCAPES[sign ?? ''] ?? sign ?? '');
  });
}
