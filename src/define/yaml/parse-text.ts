import type { Document, Node, Pair } from 'yaml';
import { type Problem, ProblemsError } from '../../errors/problems.ts';
import { UserError } from '../../errors/user-error.ts';
import { formatPath, type Path } from '../shape/path.ts';
import { plainJsonProblems } from '../shape/plain-json.ts';
import { yaml } from './yaml-package.ts';

export interface Position {
  readonly line: number;
  readonly column: number;
}

/** YAML or JSON as a plain value, with the place in the text of everything in it. */
export interface ParsedText {
  readonly value: unknown;
  /** Where a key or list item begins; of what is not there, where the nearest thing around it does. */
  locate(path: Path): Position | undefined;
}

const MAX_TEXT_LENGTH = 5_000_000;
const MAX_ALIASES = 10_000;

/** Reads YAML (JSON is YAML too), reporting every syntax error at once. */
export function parseText(text: string, file: string): ParsedText {
  rejectUnreadable(text, file);
  const { LineCounter, parseDocument } = yaml();
  const lines = new LineCounter();
  const document = guarded(file, () =>
    parseDocument(text, { merge: true, prettyErrors: false, lineCounter: lines, logLevel: 'error' }),
  );
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) {
    throw new ProblemsError(faults.map((fault) => syntaxProblem(fault, file, at(fault.pos[0]))));
  }
  const value = guarded(file, () => document.toJS({ maxAliasCount: MAX_ALIASES }) as unknown);
  if (value === null || value === undefined) {
    throw new UserError(`${file} is empty`, {
      code: 'EMPTY_FILE',
      hint: '`plimsoll init` writes a test to start from.',
    });
  }
  const locate = (path: Path): Position | undefined => {
    const offset = offsetOf(document, path);
    return offset === undefined ? undefined : at(offset);
  };
  rejectUnplain(value, file, locate);
  return { value, locate };
}

function rejectUnreadable(text: string, file: string): void {
  if (text.length > MAX_TEXT_LENGTH) {
    throw new UserError(`${file} has ${text.length} characters; a test may have ${MAX_TEXT_LENGTH}`, {
      code: 'UNREADABLE_TEST',
      hint: 'Keep data in CSV or JSON files of its own, and name them under config.data.',
    });
  }
  if (text.includes('\0')) {
    throw new UserError(`${file} is not a text file`, { code: 'UNREADABLE_TEST' });
  }
}

/** What the parser itself throws: aliases without end or without anchor, nesting beyond the stack. */
function guarded<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const message =
      error instanceof RangeError ? 'it is nested too deeply' : error instanceof Error ? error.message : '';
    throw new UserError(`${file} can't be read: ${message}`, { code: 'TEST_SYNTAX', cause: error });
  }
}

function syntaxProblem(
  fault: { readonly code: string; readonly message: string },
  file: string,
  at: Position,
): Problem {
  const hints: Readonly<Record<string, string>> = {
    DUPLICATE_KEY: 'Each key may stand once; merge the two.',
    TAB_AS_INDENT: 'Indent with spaces.',
    BLOCK_AS_IMPLICIT_KEY: 'Put text that contains a colon in quotes.',
    MULTIPLE_DOCS: "One file holds one test; remove the line '---'.",
    TAG_RESOLVE_FAILED: 'Put text that begins with ! in quotes.',
  };
  const hint = hints[fault.code];
  return { code: 'TEST_SYNTAX', message: fault.message, file, ...at, ...(hint === undefined ? {} : { hint }) };
}

/** Follows aliases and merge keys, and stops at the last thing that is there. */
function offsetOf(document: Document, path: Path): number | undefined {
  let node: unknown = document.contents;
  let offset = startOf(node);
  for (const part of path) {
    const found = childOf(document, node, part);
    if (found === undefined) break;
    offset = found.offset ?? offset;
    node = found.node;
  }
  return offset;
}

interface Child {
  readonly node: unknown;
  readonly offset: number | undefined;
}

function childOf(document: Document, node: unknown, part: string | number): Child | undefined {
  const { isAlias, isMap, isSeq } = yaml();
  const resolved = isAlias(node) ? node.resolve(document) : node;
  if (isSeq(resolved)) {
    const item = resolved.items[Number(part)];
    return item === undefined ? undefined : { node: item, offset: startOf(item) };
  }
  if (!isMap(resolved)) return undefined;
  const pair = resolved.items.find((each) => keyText(each) === String(part));
  if (pair !== undefined) return { node: pair.value, offset: startOf(pair.key) };
  const merged = resolved.items.filter((each) => keyText(each) === '<<').map((each) => each.value);
  for (const source of merged.flatMap((each) => (isSeq(each) ? each.items : [each]))) {
    const child = childOf(document, source, part);
    if (child !== undefined) return child;
  }
  return undefined;
}

function keyText(pair: Pair): string | undefined {
  if (!yaml().isScalar(pair.key)) return undefined;
  const { value } = pair.key;
  return typeof value === 'symbol' ? value.description : String(value);
}

function startOf(node: unknown): number | undefined {
  if (yaml().isPair(node)) return startOf(node.key);
  return (node as Node | null | undefined)?.range?.[0];
}

/** Cycles of aliases, sets and the like, numbers that JSON lacks. */
function rejectUnplain(value: unknown, file: string, locate: (path: Path) => Position | undefined): void {
  const problems = plainJsonProblems(value);
  if (problems.length === 0) return;
  throw new ProblemsError(
    problems.map(({ path, message }) => ({
      code: 'TEST_SYNTAX',
      message,
      path: formatPath(path.slice(0, 20)),
      file,
      ...locate(path),
    })),
  );
}
