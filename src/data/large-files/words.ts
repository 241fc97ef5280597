import { WORDS } from '../generators/texts.ts';
import { type Page, pieceTable } from './page.ts';
import type { RandomPool } from './random-pool.ts';

/** With the space behind it a word takes two steps. */
const LONGEST_WORD = 7;
const PLAIN_WORDS = WORDS.filter((word) => word.length <= LONGEST_WORD);
const words = pieceTable(PLAIN_WORDS.map((word) => `${word} `));
const capitals = pieceTable(PLAIN_WORDS.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)} `));
const SHORT_WORDS = ['a', 'of', 'to', 'in', 'on', 'at', 'by'];
const byLength = Array.from({ length: LONGEST_WORD + 1 }, (_, length) =>
  pieceTable([...SHORT_WORDS, ...PLAIN_WORDS].filter((word) => word.length === length)),
);

const MIN_SENTENCE = 6;
const MORE_WORDS = 10;
/** No sentence is longer, with what stands behind its full stop. */
export const MAX_SENTENCE = (MIN_SENTENCE + MORE_WORDS) * (LONGEST_WORD + 1) + 1;

/** Words from a capital to a full stop. */
export function putSentence(page: Page, pool: RandomPool): void {
  const bits = pool.bits();
  page.pick(capitals, ((bits >>> 16) * words.count) >>> 16);
  const pairs = (MIN_SENTENCE + ((bits & 0xffff) % MORE_WORDS)) >>> 1;
  for (let pair = 0; pair < pairs; pair++) putTwoWords(page, pool);
  page.bytes[page.at - 1] = FULL_STOP;
}

/** Words and single spaces of exactly so many bytes, none of them at an end. */
export function putWords(page: Page, pool: RandomPool, length: number): void {
  const end = page.at + length;
  while (end - page.at > 3 * LONGEST_WORD) putTwoWords(page, pool);
  while (end - page.at > LONGEST_WORD) {
    putWordOf(page, pool, 3 + pool.below(2));
    page.byte(SPACE);
  }
  if (end > page.at) putWordOf(page, pool, end - page.at);
}

/** Each with the space behind it. */
function putTwoWords(page: Page, pool: RandomPool): void {
  const bits = pool.bits();
  const { view } = page;
  const { steps, lengths, count } = words;
  const one = ((bits >>> 16) * count) >>> 16;
  const two = ((bits & 0xffff) * count) >>> 16;
  const { at } = page;
  view.setInt32(at, steps[2 * one] as number, true);
  view.setInt32(at + 4, steps[2 * one + 1] as number, true);
  const next = at + (lengths[one] as number);
  view.setInt32(next, steps[2 * two] as number, true);
  view.setInt32(next + 4, steps[2 * two + 1] as number, true);
  page.at = next + (lengths[two] as number);
}

function putWordOf(page: Page, pool: RandomPool, length: number): void {
  const table = byLength[length];
  if (table !== undefined) page.pick(table, pool.below(table.count));
}

const FULL_STOP = 0x2e;
const SPACE = 0x20;
