/** A part of a script that stands for a value, as far as its form tells what is in it. */
export interface Literal {
  readonly start: number;
  readonly end: number;
  /** Of an object: by key, where the key stands and what its value is. */
  readonly entries?: ReadonlyMap<string, Entry>;
  /** Of an object: what is spread into it. */
  readonly spreads?: readonly Literal[];
  /** Of a list, or the arguments of a call. */
  readonly items?: readonly Literal[];
}

export interface Entry {
  readonly at: number;
  readonly value: Literal;
}

/** A script as it stands, and with everything blanked that is no code. */
export interface Script {
  readonly text: string;
  readonly masked: string;
}

/** Reads the value that begins at a place; what is neither object nor list is left as one piece. */
export function readLiteral(script: Script, from: number): Literal {
  const start = skipSpace(script, from);
  const first = script.masked[start];
  if (first === '{') return readObject(script, start);
  if (first === '[') return readList(script, start, ']');
  return { start, end: endOfExpression(script, start) };
}

/** The arguments of a call, from its opening parenthesis. */
export function readArguments(script: Script, open: number): Literal {
  return readList(script, open, ')');
}

function readList(script: Script, open: number, close: string): Literal {
  const items: Literal[] = [];
  let at = skipSpace(script, open + 1);
  while (at < script.masked.length && script.masked[at] !== close) {
    const item = readLiteral(script, at);
    items.push(item);
    at = afterItem(script, item.end, close);
  }
  return { start: open, end: at + 1, items };
}

function readObject(script: Script, open: number): Literal {
  const entries = new Map<string, Entry>();
  const spreads: Literal[] = [];
  let at = skipSpace(script, open + 1);
  while (at < script.masked.length && script.masked[at] !== '}') {
    if (script.masked.startsWith('...', at)) spreads.push(readLiteral(script, at + 3));
    else readEntry(script, at, entries);
    at = afterItem(script, at, '}');
  }
  return { start: open, end: at + 1, entries, spreads };
}

function readEntry(script: Script, at: number, entries: Map<string, Entry>): void {
  const { text, masked } = script;
  const key = /(?:(?:async|get|set)\s+(?=[\w$'"]))?\*?\s*([\w$]+|'[^']*'|"[^"]*")\s*(:?)/y;
  key.lastIndex = at;
  const match = key.exec(masked);
  if (match === null) return;
  const [whole, name = '', colon] = match;
  const nameAt = at + whole.indexOf(name);
  const written = text.slice(nameAt, nameAt + name.length);
  const value = colon === ':' ? readLiteral(script, key.lastIndex) : { start: nameAt, end: nameAt + name.length };
  entries.set(written.replace(/^(['"])(.*)\1$/s, '$2'), { at: nameAt, value });
}

/** Where the next item begins, or the list ends. */
function afterItem(script: Script, from: number, close: string): number {
  let at = endOfExpression(script, from);
  if (script.masked[at] === ',') at++;
  else if (script.masked[at] !== close) at = Math.max(at, from) + 1;
  return skipSpace(script, at);
}

/** Up to the comma, semicolon or closing bracket that ends it. */
function endOfExpression({ masked }: Script, from: number): number {
  let depth = 0;
  let at = from;
  for (; at < masked.length; at++) {
    const character = masked[at] ?? '';
    if ('([{'.includes(character)) depth++;
    else if (')]}'.includes(character)) {
      if (depth === 0) return at;
      depth--;
    } else if (depth === 0 && (character === ',' || character === ';')) return at;
  }
  return at;
}

function skipSpace({ masked }: Script, from: number): number {
  let at = from;
  while (at < masked.length && /\s/.test(masked[at] ?? '')) at++;
  return at;
}
