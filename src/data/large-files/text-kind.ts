import { BLOCK_BYTES, blocksFor, drawsBlock, putBlock } from './compressibility.ts';
import type { Kind, Room } from './kind.ts';
import { type Page, pieceOf } from './page.ts';
import { MAX_SENTENCE, putSentence, putWords } from './words.ts';

const NONE = pieceOf('');
const SAVING = { natural: 0.66, noise: 0.24, unitBytes: 54 };
/** With its spaces and the end of its line. */
const MAX_UNIT = Math.max(MAX_SENTENCE, BLOCK_BYTES) + 2;
const [LINE_END, SPACE, FULL_STOP] = [0x0a, 0x20, 0x2e];

/** Paragraphs of sentences, a line each. */
export function textKind(compressible?: number): Kind {
  const blocks = blocksFor(compressible, SAVING);
  return {
    extension: 'txt',
    head: NONE,
    tail: NONE,
    fill(page, room) {
      while (room.end - page.at > 2 * MAX_UNIT) {
        if (drawsBlock(blocks, room.pool)) {
          putBlock(page, room.pool, blocks);
          page.byte(LINE_END);
          continue;
        }
        putSentence(page, room.pool);
        page.byte(room.pool.below(5) === 0 ? LINE_END : SPACE);
      }
      putLastLines(page, room);
    },
    small: (size) => Buffer.from(size === 0 ? '' : `${'a'.repeat(size - 1)}\n`),
  };
}

/** Sentences to the last byte. */
function putLastLines(page: Page, { end, pool }: Room): void {
  while (end - page.at > 2 * MAX_SENTENCE) {
    putSentence(page, pool);
    page.byte(LINE_END);
  }
  putWords(page, pool, Math.max(0, end - page.at - 2));
  if (end - page.at > 1) page.byte(FULL_STOP);
  if (end > page.at) page.byte(LINE_END);
}
