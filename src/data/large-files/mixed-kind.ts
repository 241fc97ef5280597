import { binaryKind } from './binary-kind.ts';
import { csvKind } from './csv-kind.ts';
import { ndjsonKind } from './json-kind.ts';
import type { Kind } from './kind.ts';
import { type Piece, pieceOf } from './page.ts';
import { textKind } from './text-kind.ts';

const BOUNDARY = 'plimsoll-5c1b9e0f7a34';
const MIN_SECTION = 16_384;
const MORE_SECTION = 65_535;

/** A MIME message of many parts: text, records, tables and binary data by turns, each with its type and length. */
export function mixedKind(compressible?: number): Kind {
  const sections = [
    { type: 'text/plain; charset=utf-8', kind: textKind(compressible) },
    { type: 'application/x-ndjson', kind: ndjsonKind(compressible) },
    { type: 'application/octet-stream', kind: binaryKind(compressible) },
    { type: 'text/csv; charset=utf-8', kind: csvKind(compressible) },
  ];
  const [text] = sections;
  return {
    extension: 'mime',
    head: pieceOf(`MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="${BOUNDARY}"\r\n\r\n`),
    tail: pieceOf(`--${BOUNDARY}--\r\n`),
    fill(page, room) {
      while (page.at < room.end) {
        const { pool, part } = room;
        const left = room.end - page.at;
        const asked = MIN_SECTION + pool.below(MORE_SECTION);
        const isLast = left - asked < 2 * MIN_SECTION;
        const { type, kind } = sections[pool.below(sections.length)] ?? (text as (typeof sections)[number]);
        page.put(sectionHead(type, isLast ? left : asked));
        const end = page.at + bodyLength(type, isLast ? left : asked);
        page.put(kind.head);
        kind.fill(page, { end, pool, part });
        page.put(LINE_END);
      }
    },
    small: (size) => textKind().small(size),
  };
}

/** The head of a section that is `whole` bytes long with its head and the line end behind it. */
function sectionHead(type: string, whole: number): Piece {
  const length = String(bodyLength(type, whole));
  // Written in five digits or more, so that the head's own length does not depend on it.
  return pieceOf(
    `--${BOUNDARY}\r\nContent-Type: ${type}\r\nContent-Length: ${length.padStart(LENGTH_DIGITS, '0')}\r\n\r\n`,
  );
}

function bodyLength(type: string, whole: number): number {
  const around = `--${BOUNDARY}\r\nContent-Type: ${type}\r\nContent-Length: \r\n\r\n`.length + LENGTH_DIGITS;
  return whole - around - LINE_END.length;
}

const LENGTH_DIGITS = 7;
const LINE_END = pieceOf('\r\n');
