import { scanSource } from './source-scan.ts';

/** What one source file says of itself. */
export interface SourceFacts {
  readonly lines: { readonly total: number; readonly code: number; readonly comment: number; readonly blank: number };
  /** As written: `./store.ts`, `lodash/map`. */
  readonly imports: readonly string[];
  readonly functions: number;
  readonly classes: number;
  /** Places where the way through the code parts. */
  readonly decisions: number;
}

const IMPORTED_FROM = /\bfrom\s*(["'])/g;
const BARE_IMPORT = /\bimport\s*(["'])/g;
const CALLED_IMPORT = /\b(?:import|require)\s*\(\s*(["'])/g;
/** What may stand between `import` or `export` and `from`. */
const CLAUSE = /[\w$\s{},*]/;

const FUNCTIONS = /\bfunction\b|=>/g;
/** Bounded, since lines of built code may be as long as a file. */
const METHODS =
  /^[ \t]+(?!(?:if|for|while|switch|catch|return|function|with|else|do|new|await)\b)(?:(?:public|private|protected|static|override|async|get|set) +){0,4}[*#]?[\w$]{1,100}(?:<[^>\n]{0,100}>)?\([^\n]{0,300}\)[^\n;=]{0,200}\{[ \t]*$/gm;
const CLASSES = /\bclass\s+[\w$]+|\bclass\s*\{|\bclass\s+extends\b/g;
const DECISIONS = /\b(?:if|for|while|catch)\b(?=\s*[({])|\bfor\s+await\b|\bcase\b|&&|\|\||\?\?|\s\?\s/g;

/** Reads one file of JavaScript or TypeScript. */
export function sourceFacts(source: string): SourceFacts {
  const { code, lines } = scanSource(source);
  const froms = [...code.matchAll(IMPORTED_FROM)].filter(({ index }) => endsClause(code, index));
  const matches = [...froms, ...code.matchAll(BARE_IMPORT), ...code.matchAll(CALLED_IMPORT)];
  matches.sort((a, b) => a.index - b.index);
  return {
    lines,
    imports: matches.map((match) => quotedText(source, match)).filter((name) => name !== ''),
    functions: count(code, FUNCTIONS) + count(code, METHODS),
    classes: count(code, CLASSES),
    decisions: count(code, DECISIONS),
  };
}

/** Whether `import` or `export` begins what ends at `from`. */
function endsClause(code: string, from: number): boolean {
  let start = from;
  while (start > 0 && CLAUSE.test(code[start - 1] ?? '')) start--;
  return /\b(?:import|export)\b/.test(code.slice(start, from));
}

/** The match ends with a quote; what it opens stands in the source, which has the same positions. */
function quotedText(source: string, match: RegExpExecArray): string {
  const start = match.index + match[0].length;
  const end = source.indexOf(match[1] ?? '', start);
  return end < 0 ? '' : source.slice(start, end);
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
