import { blocksFor } from './compressibility.ts';
import { putRecords } from './json-kind.ts';
import type { Kind } from './kind.ts';
import { type Piece, pieceOf } from './page.ts';
import { FIELDS, type RecordForm } from './record.ts';

const SAVING = { natural: 0.623, noise: 0.25, unitBytes: 240 };
const COMMA = pieceOf(',');

/** RFC 4180: a header, lines that end with CR and LF, notes in quotes. */
export function csvKind(compressible?: number): Kind {
  const blocks = blocksFor(compressible, SAVING);
  const before = Object.fromEntries(FIELDS.map((field) => [field, COMMA])) as Record<(typeof FIELDS)[number], Piece>;
  const form: RecordForm = { begin: pieceOf(''), before: { ...before, note: pieceOf(',"') }, end: pieceOf('"\r\n') };
  return {
    extension: 'csv',
    head: pieceOf(`id,${FIELDS.join(',')}\r\n`),
    tail: pieceOf(''),
    fill: (page, room) => putRecords(page, room, { form, blocks }),
    small: (size) => Buffer.from(size < 3 ? 'a'.repeat(size) : `${'a'.repeat(size - 2)}\r\n`),
  };
}
