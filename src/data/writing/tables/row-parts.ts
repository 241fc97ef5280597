import type { DataFile, DataRow, DataTable } from '../../sets/data-set.ts';

/** How rows become text. */
export interface RowText {
  readonly path: string;
  /** Before the first row, even where there is none. */
  readonly head: string;
  row(row: DataRow, index: number): string;
  /** Behind the last row. */
  readonly tail: string;
}

/** Rows whose text is put together before it becomes bytes. */
const ROWS_A_PIECE = 500;
const PIECES_A_PART = 10;
const ROWS_A_PART = ROWS_A_PIECE * PIECES_A_PART;
/** Measured on the first rows, for progress and the check of space. */
const SAMPLE_ROWS = 20;

/** A table as a file, in parts that several workers can make. */
export function rowFile(table: DataTable, text: RowText): DataFile {
  const count = Math.max(1, Math.ceil(table.count / ROWS_A_PART));
  const make = (part: number) => partOf(table, text, { part, isLast: part === count - 1 });
  return {
    path: text.path,
    expectedBytes: expectedBytes(table, text),
    *content() {
      for (let part = 0; part < count; part++) yield* make(part);
    },
    parts: { count, make },
  };
}

function* partOf(
  table: DataTable,
  text: RowText,
  { part, isLast }: { readonly part: number; readonly isLast: boolean },
): Generator<Uint8Array> {
  if (part === 0 && text.head !== '') yield Buffer.from(text.head);
  let index = part * ROWS_A_PART;
  const end = Math.min(table.count, index + ROWS_A_PART);
  let lines = '';
  for (const row of table.rows(index, end)) {
    lines += text.row(row, index++);
    if (index % ROWS_A_PIECE !== 0) continue;
    yield Buffer.from(lines);
    lines = '';
  }
  if (isLast) lines += text.tail;
  if (lines !== '') yield Buffer.from(lines);
}

function expectedBytes(table: DataTable, text: RowText): number {
  const rows = Math.min(table.count, SAMPLE_ROWS);
  if (rows === 0) return text.head.length + text.tail.length;
  let bytes = 0;
  let index = 0;
  for (const row of table.rows(0, rows)) bytes += Buffer.byteLength(text.row(row, index++));
  return Math.round(text.head.length + text.tail.length + (bytes / rows) * table.count);
}
