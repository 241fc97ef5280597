import { didYouMean } from '../errors/suggest.ts';
import { UserError } from '../errors/user-error.ts';
import type { Columns, DataFile, RowSource } from './rows.ts';

/** Rows of a JSON file: an array of objects, of arrays (with `fields`), or of plain values in the column `value`. */
export function readJsonRows(source: RowSource, file: DataFile): Columns {
  const text = textOf(file.bytes);
  if (text.trim() === '') return { fields: source.fields ?? [], values: [] };
  let rows: unknown;
  try {
    rows = JSON.parse(text);
  } catch (cause) {
    throw invalid(`${file.shown}${positionIn(text)}: not JSON: ${messageOf(cause)}`, cause);
  }
  if (Array.isArray(rows)) return columnsOf(rows, { source, where: (index) => `${file.shown}: row ${index + 1}` });
  throw new UserError(`${file.shown} holds ${kindOf(rows)}, not an array of rows`, {
    code: 'DATA_FILE_INVALID',
    hint: 'rows are the elements of an array at the top: [{ "name": "ann" }, …]',
  });
}

/** Rows of a file with one JSON value a line; empty lines are passed over. */
export function readNdjsonRows(source: RowSource, file: DataFile): Columns {
  const rows: unknown[] = [];
  const lines: number[] = [];
  for (const [index, line] of textOf(file.bytes).split('\n').entries()) {
    if (line.trim() === '') continue;
    try {
      rows.push(JSON.parse(line));
    } catch (cause) {
      throw invalid(`${file.shown}:${index + 1}: not JSON: ${messageOf(cause)}`, cause);
    }
    lines.push(index + 1);
  }
  return columnsOf(rows, { source, where: (index) => `${file.shown}:${lines[index]}: row ${index + 1}` });
}

interface RowContext {
  readonly source: RowSource;
  /** Names a row in a message. */
  where(index: number): string;
}

function columnsOf(rows: readonly unknown[], context: RowContext): Columns {
  const given = context.source.fields;
  const columns = new Map<string, unknown[]>();
  for (const field of given ?? []) columns.set(field, new Array(rows.length).fill(undefined));
  for (const [index, row] of rows.entries()) {
    for (const [field, value] of entriesOf(row, index, context)) {
      let column = columns.get(field);
      if (column === undefined) {
        if (given !== undefined) continue;
        column = new Array(rows.length).fill(undefined);
        columns.set(field, column);
      }
      column[index] = value;
    }
  }
  if (given !== undefined && rows.length > 0) checkFound(columns, rows, context);
  return { fields: given ?? [...columns.keys()], values: [...columns.values()] };
}

function entriesOf(row: unknown, index: number, context: RowContext): [string, unknown][] {
  const { fields } = context.source;
  if (Array.isArray(row)) {
    if (fields === undefined) {
      throw new UserError(`${context.where(index)} is an array, and nothing names its columns`, {
        code: 'DATA_FILE_INVALID',
        hint: 'name them with `fields`, or write rows as objects',
      });
    }
    if (row.length >= fields.length) return fields.map((field, column) => [field, row[column]]);
    throw invalid(`${context.where(index)} has ${row.length} values, \`fields\` names ${fields.length}`);
  }
  if (typeof row === 'object' && row !== null) return Object.entries(row);
  return [[fields?.[0] ?? 'value', row]];
}

/** A field that no row has is mistyped. */
function checkFound(
  columns: ReadonlyMap<string, readonly unknown[]>,
  rows: readonly unknown[],
  context: RowContext,
): void {
  for (const [field, values] of columns) {
    if (values.some((value) => value !== undefined)) continue;
    const first = rows.find((row) => typeof row === 'object' && row !== null) ?? {};
    throw new UserError(`no row of ${context.source.path} has the field '${field}'`, {
      code: 'DATA_FILE_INVALID',
      hint: didYouMean(field, Object.keys(first)) ?? `the first row has ${Object.keys(first).join(', ') || 'none'}`,
    });
  }
}

function textOf(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return bytes.toString('utf8').replace(/^\ufeff/, '');
}

/** `:line:column` of the first character that can't be; '' for files so large that looking for it would take long. */
export function positionIn(text: string): string {
  if (text.length > MAX_SEARCHED_LENGTH) return '';
  // The shortest prefix that is wrong by itself and not merely cut short ends with the culprit.
  let good = 0;
  let bad = text.length + 1;
  while (bad - good > 1) {
    const middle = (good + bad) >>> 1;
    if (mayGoOn(text.slice(0, middle))) good = middle;
    else bad = middle;
  }
  const before = text.slice(0, good).split('\n');
  return `:${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}

const MAX_SEARCHED_LENGTH = 20_000_000;

function mayGoOn(prefix: string): boolean {
  try {
    JSON.parse(prefix);
    return true;
  } catch (cause) {
    const message = messageOf(cause);
    return message.includes('end of JSON input') || message.includes(`at position ${prefix.length}`);
  }
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

function invalid(message: string, cause?: unknown): UserError {
  return new UserError(message, { code: 'DATA_FILE_INVALID', cause });
}
