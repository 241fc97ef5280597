import { GraphqlError, type Place } from './graphql-error.ts';

export interface Token {
  readonly kind: 'name' | 'number' | 'text' | 'mark' | 'end';
  readonly text: string;
  readonly place: Place;
}

const MAX_TOKENS = 5000;

/** Blank, comma or comment; name; number; block text; text; mark. */
const TOKEN =
  /([\s,\uFEFF]+|#[^\n\r]*)|([A-Za-z_]\w*)|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.]))|("""(?:\\"""|[\s\S])*?""")|("(?:[^"\\\n\r]|\\.)*")|(\.\.\.|[!$&():=@[\]{|}])/gy;

const KINDS = ['name', 'number', 'text', 'text', 'mark'] as const;

/** The tokens of a query (GraphQL, October 2021, 2.1). */
export function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  const pattern = new RegExp(TOKEN);
  let line = 1;
  let lineStart = 0;
  for (let at = 0; at < source.length; at = pattern.lastIndex) {
    const place = { line, column: at - lineStart + 1 };
    pattern.lastIndex = at;
    const match = pattern.exec(source);
    if (match === null) throw unexpected(source.charAt(at), place);
    const [text, , ...groups] = match;
    const kind = KINDS[groups.findIndex((group) => group !== undefined)];
    if (kind !== undefined) tokens.push({ kind, text: kind === 'text' ? textOf(text, place) : text, place });
    if (tokens.length > MAX_TOKENS) {
      throw new GraphqlError(`A query has ${MAX_TOKENS} tokens at most.`, { kind: 'LIMIT_EXCEEDED' });
    }
    for (const { index } of text.matchAll(/\n/g)) {
      line++;
      lineStart = at + index + 1;
    }
  }
  tokens.push({ kind: 'end', text: 'the end', place: { line, column: source.length - lineStart + 1 } });
  return tokens;
}

export function unexpected(text: string, place: Place): GraphqlError {
  return new GraphqlError(`Syntax Error: unexpected ${text.slice(0, 50)}.`, { kind: 'GRAPHQL_PARSE_FAILED', place });
}

function textOf(token: string, place: Place): string {
  if (token.startsWith('"""')) return token.slice(3, -3).replaceAll('\\"""', '"""').trim();
  try {
    return JSON.parse(token.replaceAll('\t', '\\t'));
  } catch {
    throw unexpected(token, place);
  }
}
