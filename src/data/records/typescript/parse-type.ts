import { literalOf, unquoted } from './parse-constants.ts';
import type { Member, TypeNode } from './syntax.ts';
import { type Place, type Token, tokensOf, typesError } from './tokens.ts';

const MOST_NESTED = 200;

/** The tokens of a file, one after the other. */
export class TypeReader {
  readonly file: string;
  depth = 0;
  private readonly tokens: readonly Token[];
  private at = 0;

  constructor(tokens: readonly Token[], file: string) {
    this.tokens = tokens;
    this.file = file;
  }

  peek(ahead = 0): Token {
    return (this.tokens[this.at + ahead] ?? this.tokens.at(-1)) as Token;
  }

  take(): Token {
    const token = this.peek();
    if (token.kind !== 'end') this.at++;
    return token;
  }

  takes(text: string): boolean {
    const token = this.peek();
    if (token.text !== text || token.kind === 'text' || token.kind === 'template') return false;
    this.take();
    return true;
  }

  expect(text: string): void {
    if (!this.takes(text)) this.unexpected(`'${text}' is expected here`);
  }

  /** A text or a number, which may have a minus. */
  literal(): string | number {
    const isNegative = this.takes('-');
    const value = literalOf(this.peek());
    if (typeof value !== 'string' && typeof value !== 'number')
      return this.unexpected('a text or a number is expected here');
    this.take();
    return isNegative ? -Number(value) : value;
  }

  unexpected(expectation: string): never {
    const token = this.peek();
    throw typesError(this.file, token, {
      message: `'${token.text.slice(0, 40)}' cannot be read as part of a type`,
      hint: expectation,
    });
  }
}

/** A type, up to where it ends. */
export function parseType(reader: TypeReader): TypeNode {
  if (++reader.depth > MOST_NESTED) reader.unexpected('types are nested too deeply; give some of them names');
  reader.takes('|');
  const type = joined(reader, '|', () => {
    reader.takes('&');
    return joined(reader, '&', () => suffixed(reader));
  });
  if (reader.peek().text === 'extends' && reader.peek(1).kind !== 'end' && !reader.peek().startsLine) {
    reader.unexpected('conditional types are not evaluated; write out the type that comes of it');
  }
  reader.depth--;
  return type;
}

function joined(reader: TypeReader, sign: '|' | '&', part: () => TypeNode): TypeNode {
  const first = part();
  const of = [first];
  while (reader.takes(sign)) of.push(part());
  if (of.length === 1) return first;
  return { kind: sign === '|' ? 'union' : 'intersection', of, ...placeOf(first) };
}

function suffixed(reader: TypeReader): TypeNode {
  let type = primary(reader);
  while (reader.peek().text === '[' && reader.peek().kind === 'sign' && !reader.peek().startsLine) {
    reader.take();
    const place = placeOf(type);
    if (reader.takes(']')) {
      type = { kind: 'array', of: type, ...place };
    } else {
      type = { kind: 'indexed', of: type, by: parseType(reader), ...place };
      reader.expect(']');
    }
  }
  return type;
}

function primary(reader: TypeReader): TypeNode {
  const token = reader.peek();
  const place = placeOf(token);
  const literal = literalOf(token);
  if (literal !== undefined) {
    reader.take();
    return { kind: 'literal', value: literal, ...place };
  }
  if (token.kind === 'template') return templateOf(reader);
  if (token.kind === 'name') return named(reader);
  if (reader.takes('-')) return { kind: 'literal', value: -reader.literal(), ...place };
  if (reader.takes('{')) return objectOf(reader, place);
  if (reader.takes('[')) return tupleOf(reader, place);
  if (reader.takes('(')) return parenthesised(reader, place);
  return reader.unexpected(
    'a type is expected here: string, number, boolean, a literal, a list, an object or the name of a type',
  );
}

function named(reader: TypeReader): TypeNode {
  const token = reader.take();
  const place = placeOf(token);
  if (token.text === 'readonly' || token.text === 'unique') return suffixed(reader);
  if (token.text === 'keyof') return { kind: 'keyof', of: suffixed(reader), ...place };
  if (token.text === 'typeof') return { kind: 'typeof', name: reader.take().text, ...place };
  if (token.text === 'new' || token.text === 'abstract') return reader.unexpected('constructors are no data');
  let name = token.text;
  while (reader.peek().text === '.' && reader.takes('.')) name += `.${reader.take().text}`;
  const args: TypeNode[] = [];
  if (reader.takes('<')) {
    do args.push(parseType(reader));
    while (reader.takes(','));
    reader.expect('>');
  }
  return { kind: 'name', name, args, ...place };
}

/** `(A | B)`, or the parameters of a function. */
function parenthesised(reader: TypeReader, place: Place): TypeNode {
  const isFunction = reader.peek().text === ')' || reader.peek().text === '...' || /^[?:,]$/.test(reader.peek(1).text);
  if (!isFunction) {
    const type = parseType(reader);
    reader.expect(')');
    return type;
  }
  skipGroup(reader);
  reader.expect('=>');
  parseType(reader);
  return { kind: 'function', ...place };
}

/** Up to the bracket that closes the one just taken. */
function skipGroup(reader: TypeReader): void {
  for (let depth = 1; depth > 0; ) {
    const { text, kind } = reader.take();
    if (kind === 'end') reader.unexpected('a bracket is not closed');
    if (/^[[{(]$/.test(text)) depth++;
    if (/^[\]})]$/.test(text)) depth--;
  }
}

function tupleOf(reader: TypeReader, place: Place): TypeNode {
  const of: TypeNode[] = [];
  let rest: TypeNode | undefined;
  while (!reader.takes(']')) {
    const isRest = reader.takes('...');
    if (reader.peek().kind === 'name' && /^[?:]$/.test(reader.peek(1).text)) {
      reader.take();
      reader.takes('?');
      reader.expect(':');
    }
    const type = parseType(reader);
    reader.takes('?');
    if (isRest) rest = type.kind === 'array' ? type.of : type;
    else of.push(type);
    if (!reader.takes(',') && reader.peek().text !== ']') reader.unexpected("',' or ']' is expected here");
  }
  return { kind: 'tuple', of, ...(rest === undefined ? {} : { rest }), ...place };
}

function objectOf(reader: TypeReader, place: Place): TypeNode {
  const members: Member[] = [];
  let index: TypeNode | undefined;
  while (!reader.takes('}')) {
    const { doc } = reader.peek();
    if (reader.peek().text === 'readonly' && !/^[?:]$/.test(reader.peek(1).text)) reader.take();
    if (reader.takes('[')) {
      index = indexOf(reader);
    } else {
      const member = memberOf(reader, doc);
      if (member !== undefined) members.push(member);
    }
    if (!reader.takes(';')) reader.takes(',');
  }
  return { kind: 'object', members, index, ...place };
}

/** `[name: string]: T`, and `[K in Keys]: T`, which is not evaluated. */
function indexOf(reader: TypeReader): TypeNode {
  reader.take();
  if (reader.peek().text === 'in') reader.unexpected('mapped types are not evaluated; use Record<Keys, T>');
  reader.expect(':');
  parseType(reader);
  reader.expect(']');
  reader.expect(':');
  return parseType(reader);
}

/** Methods are no data and left away, as JSON does. */
function memberOf(reader: TypeReader, doc: string): Member | undefined {
  const token = reader.take();
  const isName = token.kind === 'name' || token.kind === 'text' || token.kind === 'number';
  if (!isName) throw typesError(reader.file, token, { message: `'${token.text}' is no name of a property` });
  const name = token.kind === 'text' ? unquoted(token.text) : token.text;
  const isOptional = reader.takes('?');
  if (reader.takes('(')) {
    skipGroup(reader);
    if (reader.takes(':')) parseType(reader);
    return undefined;
  }
  reader.expect(':');
  const type = parseType(reader);
  return type.kind === 'function' ? undefined : { name, isOptional, type, doc, ...placeOf(token) };
}

function templateOf(reader: TypeReader): TypeNode {
  const token = reader.take();
  const parts: (string | TypeNode)[] = [];
  const text = token.text.slice(1, -1);
  let end = 0;
  for (const hole of text.matchAll(/\$\{([^{}]*)\}/g)) {
    parts.push(text.slice(end, hole.index));
    parts.push(parseType(new TypeReader(tokensOf(hole[1] ?? ''), reader.file)));
    end = hole.index + hole[0].length;
  }
  parts.push(text.slice(end));
  return { kind: 'template', parts, ...placeOf(token) };
}

function placeOf({ line, column }: Place): Place {
  return { line, column };
}
