import { blocksFor, drawsBlock } from './compressibility.ts';
import type { Kind, Room } from './kind.ts';
import { type Page, pieceOf } from './page.ts';

const NONE = pieceOf('');
/** Pieces of a file that compresses in part: each is random or zeros. */
const PIECE_BYTES = 4096;
/** Zeros are what saves: as its natural unit they come in pieces as long as any. */
const SAVING = { natural: 0, noise: 0, unitBytes: 1824 };

/** Random bytes, with runs of zeros where some of it is to be compressible. */
export function binaryKind(compressible?: number): Kind {
  const blocks = blocksFor(compressible, SAVING);
  return {
    extension: 'bin',
    head: NONE,
    tail: NONE,
    fill(page, room) {
      if (blocks.chance === 0) putRandom(page, room, room.end);
      else while (page.at < room.end) putPiece(page, room, drawsBlock(blocks, room.pool));
    },
    small: (size) => new Uint8Array(size).map((_, index) => Math.imul(index + 1, 0x9e3779b1) >>> 24),
  };
}

function putPiece(page: Page, room: Room, zeros: boolean): void {
  const end = Math.min(room.end, page.at + PIECE_BYTES);
  if (!zeros) {
    putRandom(page, room, end);
    return;
  }
  page.bytes.fill(0, page.at, end);
  page.at = end;
}

function putRandom(page: Page, { pool }: Room, end: number): void {
  const aligned = Math.min(end, Math.ceil(page.at / 4) * 4);
  while (page.at < aligned) page.byte(pool.bits() & 0xff);
  pool.fillBytes(page.bytes.subarray(aligned, end), end - aligned);
  page.at = end;
}
