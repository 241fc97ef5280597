import { UserError } from '../../errors/user-error.ts';

export type Token = { readonly at: number } & (
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'name'; readonly text: string }
  | { readonly kind: 'symbol'; readonly text: string }
  | { readonly kind: 'end' }
);

/** The words of an expression; throws a UserError that points at what is none. */
export function tokenize(source: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    const space = matchAt(SPACE, source, at);
    if (space !== undefined) {
      at += space.length;
      continue;
    }
    const { token, length } = readToken(source, at);
    tokens.push(token);
    at += length;
  }
  tokens.push({ kind: 'end', at });
  return tokens;
}

export function expressionError(source: string, at: number, problem: string): UserError {
  return new UserError(`in the expression '${source}': ${problem} at character ${at + 1}`, {
    code: 'EXPRESSION_SYNTAX',
    hint: 'expressions look like: count < 3 and role == "admin"',
  });
}

const SPACE = /\s+/y;
const NUMBER = /(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/iy;
const NAME = /[$\p{L}_][$\p{L}\p{N}_]*/uy;
const SYMBOL = /===|!==|==|!=|<=|>=|~=|=~|&&|\|\||[-+*/%^<>!()[\],.?:]/y;
const STRING = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/sy;

function readToken(source: string, at: number): { token: Token; length: number } {
  const quoted = matchAt(STRING, source, at);
  if (quoted !== undefined) return { token: { kind: 'string', value: unquote(quoted), at }, length: quoted.length };
  const number = matchAt(NUMBER, source, at);
  if (number !== undefined) return { token: { kind: 'number', value: Number(number), at }, length: number.length };
  const name = matchAt(NAME, source, at);
  if (name !== undefined) return { token: { kind: 'name', text: name, at }, length: name.length };
  const symbol = matchAt(SYMBOL, source, at);
  if (symbol !== undefined) return { token: { kind: 'symbol', text: symbol, at }, length: symbol.length };
  const char = source.charAt(at);
  if (char === '"' || char === "'") throw expressionError(source, at, 'a text that is not closed');
  if (char === '=') throw expressionError(source, at, "'=' where '==' is meant");
  if (char === '|') throw expressionError(source, at, "'|', but there are no filters");
  throw expressionError(source, at, `unexpected '${char}'`);
}

function matchAt(pattern: RegExp, source: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0];
}

const ESCAPES = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['0', '\0'],
]);

/** Backslash before a quote, itself, n, r, t; before anything else it stays, so that patterns need no doubling. */
function unquote(quoted: string): string {
  return quoted.slice(1, -1).replace(/\\(.)/gs, (both, char: string) => {
    if (char === '"' || char === "'" || char === '\\') return char;
    return ESCAPES.get(char) ?? both;
  });
}
