import { parseExpressionList } from './parse-constants.ts';
import { parseType, TypeReader } from './parse-type.ts';
import type { Declaration, TypeNode } from './syntax.ts';
import { tokensOf } from './tokens.ts';

const STARTS = new Set([
  'export',
  'declare',
  'interface',
  'type',
  'enum',
  'import',
  'const',
  'let',
  'var',
  'function',
  'class',
  'abstract',
  'async',
  'namespace',
]);

/** The types that a file declares; whatever else is in it is passed over. */
export function parseTypes(source: string, file: string): readonly Declaration[] {
  const reader = new TypeReader(tokensOf(source), file);
  const declarations: Declaration[] = [];
  while (reader.peek().kind !== 'end') {
    const declaration = statement(reader);
    if (declaration === undefined) skip(reader);
    else declarations.push(declaration);
  }
  return declarations;
}

function statement(reader: TypeReader): Declaration | undefined {
  const { doc } = reader.peek();
  const isExported = reader.takes('export');
  if (isExported) reader.takes('default');
  reader.takes('declare');
  const { text } = reader.peek();
  const next = reader.peek(1);
  if (next.kind !== 'name') return undefined;
  if (text === 'interface') return interfaceOf(reader, { doc, isExported });
  if (text === 'type' && /^[=<]$/.test(reader.peek(2).text)) return aliasOf(reader, { doc, isExported });
  if (text === 'enum') return enumOf(reader, { doc, isExported });
  if (text !== 'const') return undefined;
  return next.text === 'enum' ? enumOf(reader, { doc, isExported }) : constantOf(reader);
}

interface Head {
  readonly doc: string;
  readonly isExported: boolean;
}

function interfaceOf(reader: TypeReader, head: Head): Declaration {
  reader.take();
  const { text: name, line, column } = reader.take();
  const parameters = parametersOf(reader);
  const bases: TypeNode[] = [];
  if (reader.takes('extends')) {
    do bases.push(parseType(reader));
    while (reader.takes(','));
  }
  return { name, line, column, ...head, parameters, bases, type: parseType(reader) };
}

function aliasOf(reader: TypeReader, head: Head): Declaration {
  reader.take();
  const { text: name, line, column } = reader.take();
  const parameters = parametersOf(reader);
  reader.expect('=');
  const type = parseType(reader);
  reader.takes(';');
  return { name, line, column, ...head, parameters, bases: [], type };
}

function enumOf(reader: TypeReader, head: Head): Declaration {
  reader.takes('const');
  reader.expect('enum');
  const { text: name, line, column } = reader.take();
  reader.expect('{');
  const values: TypeNode[] = [];
  let next = 0;
  while (!reader.takes('}')) {
    const member = reader.take();
    let value: string | number = next;
    if (reader.takes('=')) value = reader.literal();
    if (typeof value === 'number') next = value + 1;
    values.push({ kind: 'literal', value, line: member.line, column: member.column });
    if (!reader.takes(',') && reader.peek().text !== '}') reader.unexpected('an enum holds names with literal values');
  }
  return { name, line, column, ...head, parameters: [], bases: [], type: { kind: 'union', of: values, line, column } };
}

/** `const STATES = ['a', 'b'] as const`, for `(typeof STATES)[number]`. */
function constantOf(reader: TypeReader): Declaration | undefined {
  const name = reader.peek(1);
  if (reader.peek(2).text !== '=' || reader.peek(3).text !== '[') return undefined;
  const values = parseExpressionList(reader, 4);
  if (values === undefined) return undefined;
  const { line, column } = name;
  return {
    name: `typeof ${name.text}`,
    line,
    column,
    isExported: false,
    parameters: [],
    bases: [],
    doc: '',
    type: { kind: 'tuple', of: values, line, column },
  };
}

function parametersOf(reader: TypeReader): readonly string[] {
  const names: string[] = [];
  if (!reader.takes('<')) return names;
  while (!reader.takes('>')) {
    names.push(reader.take().text);
    if (reader.takes('extends')) parseType(reader);
    if (reader.takes('=')) parseType(reader);
    reader.takes(',');
    if (reader.peek().kind === 'end') reader.unexpected('the parameters of a type do not end');
  }
  return names;
}

/** Over a statement that declares no types, up to the next line that begins one. */
function skip(reader: TypeReader): void {
  let depth = 0;
  do {
    const { text } = reader.take();
    if (/^[[{(]$/.test(text)) depth++;
    if (/^[\]})]$/.test(text)) depth--;
  } while (reader.peek().kind !== 'end' && !(depth <= 0 && reader.peek().startsLine && STARTS.has(reader.peek().text)));
}
