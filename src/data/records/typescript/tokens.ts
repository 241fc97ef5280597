import { UserError } from '../../../errors/user-error.ts';

export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface Token extends Place {
  readonly kind: 'name' | 'text' | 'number' | 'template' | 'sign' | 'end';
  readonly text: string;
  /** The JSDoc comment right before it. */
  readonly doc: string;
  /** Whether a line ends before it. */
  readonly startsLine: boolean;
}

/** Something in a TypeScript file that cannot be made into data. */
export function typesError(
  file: string,
  { line, column }: Place,
  problem: { message: string; hint?: string },
): UserError {
  const { message, hint } = problem;
  return new UserError(`${file}:${line}:${column}: ${message}`, {
    code: 'TYPES_INVALID',
    ...(hint === undefined ? {} : { hint }),
  });
}

const SPACE = /\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\//y;
const NAME = /[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/uy;
const NUMBER = /0[xX][\da-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?n?/y;
const TEXT = /'(?:[^'\\\n]|\\[\s\S])*'|"(?:[^"\\\n]|\\[\s\S])*"/y;
const TEMPLATE = /`(?:[^`\\]|\\[\s\S])*`/y;
const SIGN = /=>|\.\.\.|\?\.|[^\s]/y;

const KINDS: readonly (readonly [Token['kind'], RegExp])[] = [
  ['name', NAME],
  ['number', NUMBER],
  ['text', TEXT],
  ['template', TEMPLATE],
  ['sign', SIGN],
];

/** A TypeScript file in pieces, as far as declarations of types go. */
export function tokensOf(source: string): readonly Token[] {
  const tokens: Token[] = [];
  const place = new Places(source);
  let at = 0;
  while (at < source.length) {
    const { end, doc } = skipped(source, at);
    const startsLine = source.slice(at, end).includes('\n');
    at = end;
    if (at >= source.length) break;
    const [kind, text] = pieceAt(source, at);
    tokens.push({ kind, text, doc, startsLine, ...place.of(at) });
    at += text.length;
  }
  tokens.push({ kind: 'end', text: 'the end of the file', doc: '', startsLine: true, ...place.of(source.length) });
  return tokens;
}

function pieceAt(source: string, at: number): readonly [Token['kind'], string] {
  for (const [kind, pattern] of KINDS) {
    pattern.lastIndex = at;
    const found = pattern.exec(source);
    if (found !== null) return [kind, found[0]];
  }
  return ['sign', source.charAt(at)];
}

/** Space and comments, and the last of the comments that is JSDoc. */
function skipped(source: string, from: number): { end: number; doc: string } {
  let end = from;
  let doc = '';
  for (;;) {
    SPACE.lastIndex = end;
    const found = SPACE.exec(source)?.[0];
    if (found === undefined) return { end, doc };
    if (found.startsWith('/**')) doc = found;
    end += found.length;
  }
}

/** Lines and columns, asked for in rising order. */
class Places {
  private readonly source: string;
  private at = 0;
  private line = 1;
  private lineStart = 0;

  constructor(source: string) {
    this.source = source;
  }

  of(at: number): Place {
    for (; this.at < at; this.at++) {
      if (this.source[this.at] !== '\n') continue;
      this.line++;
      this.lineStart = this.at + 1;
    }
    return { line: this.line, column: at - this.lineStart + 1 };
  }
}
