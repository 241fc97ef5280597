import type { Page } from './page.ts';
import type { RandomPool } from './random-pool.ts';

/** Blocks between what is natural for a kind of file, so that gzip saves as much of it as was asked for. */
export interface Blocks {
  /** `noise` saves little, `repeats` nearly all. */
  readonly of: 'nothing' | 'noise' | 'repeats';
  /** How many of 65,536 units are such a block. */
  readonly chance: number;
}

/** What gzip at its usual level saves of a kind's natural units, of noise in its place, and how long those units are. */
export interface Saving {
  readonly natural: number;
  readonly noise: number;
  readonly unitBytes: number;
}

export const BLOCK_BYTES = 1824;
/** What gzip leaves of repeats. */
const REPEATS_SAVED = 0.985;

/** The blocks by which gzip saves about the share `compressible`, as near as the kind can come to it. */
export function blocksFor(compressible: number | undefined, { natural, noise, unitBytes }: Saving): Blocks {
  if (compressible === undefined) return { of: 'nothing', chance: 0 };
  const other = compressible < natural ? noise : REPEATS_SAVED;
  const share = Math.min(1, Math.max(0, (natural - compressible) / (natural - other || 1)));
  // The share counts bytes, the chance units.
  const odds = share / BLOCK_BYTES / (share / BLOCK_BYTES + (1 - share) / unitBytes);
  return { of: compressible < natural ? 'noise' : 'repeats', chance: Math.round(odds * 65_536) };
}

/** Whether the next unit is to be a block. */
export function drawsBlock({ chance }: Blocks, pool: RandomPool): boolean {
  return chance > 0 && pool.bits() >>> 16 < chance;
}

/** Text of one line and `BLOCK_BYTES`: letters and digits as in Base64, or a phrase over and over. */
export function putBlock(page: Page, pool: RandomPool, { of }: Blocks): void {
  if (of === 'repeats') {
    page.bytes.set(REPEATS, page.at);
    page.at += BLOCK_BYTES;
    return;
  }
  const { bytes } = page;
  let { at } = page;
  for (const end = at + BLOCK_BYTES; at < end; at += 16) {
    const [a, b, c] = [pool.bits(), pool.bits(), pool.bits()];
    for (let letter = 0; letter < 5; letter++) {
      bytes[at + letter] = BASE64[(a >>> (6 * letter)) & 63] as number;
      bytes[at + 5 + letter] = BASE64[(b >>> (6 * letter)) & 63] as number;
      bytes[at + 10 + letter] = BASE64[(c >>> (6 * letter)) & 63] as number;
    }
    bytes[at + 15] = BASE64[((a >>> 30) << 4) | ((b >>> 30) << 2) | (c >>> 30)] as number;
  }
  page.at = at;
}

const BASE64 = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/');
const PHRASE = 'the same line again and again, ';
const REPEATS = Buffer.from(`${PHRASE.repeat(Math.ceil(BLOCK_BYTES / PHRASE.length)).slice(0, BLOCK_BYTES - 1)}.`);
