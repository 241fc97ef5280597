import { badImport, Field } from './field.ts';
import { isTooDeep, MOST_DEPTH } from './json-depth.ts';

/** Values that JSON has not, as C++ and Python write them. */
const NOT_JSON = /(:\s*)-?(?:NaN|nan|Infinity|inf)(?=\s*[,}\]])/g;

export function isJsonText(text: string): boolean {
  return /^\s*[[{]/.test(text);
}

/** Throws where it is no JSON, with line and column. */
export function parseJson(text: string, file: string): unknown {
  if (isTooDeep(text))
    throw badImport(file, '', `its lists and objects lie more than ${MOST_DEPTH} deep in each other`);
  try {
    return JSON.parse(text);
  } catch (error) {
    const mended = text.replace(NOT_JSON, '$1null');
    if (mended !== text) return parseJson(mended, file);
    throw badImport(file, placeOf(error, text), `it is no JSON${isCut(text) ? ', or its end is missing' : ''}`);
  }
}

/** The messages of a file that has one on each line; undefined where it is one value. */
export function parseLines(text: string, file: string): Field[] | undefined {
  const [first = '', ...rest] = text.split('\n');
  if (!isWhole(first) || rest.every((line) => line.trim() === '')) {
    return isMessage(first) ? [new Field(JSON.parse(first), file, 'line 1')] : undefined;
  }
  // Compilers and tests print between the messages.
  return [first, ...rest].flatMap((line, at) => {
    if (!isJsonText(line)) return [];
    if (!isWhole(line)) throw badImport(file, `line ${at + 1}`, 'it is no JSON, or its end is missing');
    const value: unknown = JSON.parse(line);
    return Array.isArray(value) ? [] : [new Field(value, file, `line ${at + 1}`)];
  });
}

function isMessage(line: string): boolean {
  return isWhole(line) && /^\s*\{\s*"(?:reason|Action|Time)"/.test(line);
}

function isWhole(line: string): boolean {
  if (!isJsonText(line)) return false;
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

/** Engines tell the position, or line and column; others nothing. */
function placeOf(error: unknown, text: string): string {
  const message = error instanceof Error ? error.message : '';
  const position = Number(/position (\d+)/.exec(message)?.[1] ?? (isCut(text) ? text.length : Number.NaN));
  if (!Number.isFinite(position)) return '';
  const before = text.slice(0, position).split('\n');
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}

function isCut(text: string): boolean {
  return !/[\]}]\s*$/.test(text);
}
