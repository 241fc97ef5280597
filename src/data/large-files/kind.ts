import type { Page, Piece } from './page.ts';
import type { RandomPool } from './random-pool.ts';

/** One kind of large file: how its bytes are put together. */
export interface Kind {
  readonly extension: string;
  /** Around everything; `head` begins the first part, `tail` ends the last. */
  readonly head: Piece;
  readonly tail: Piece;
  /** Fills the page from where it stands up to `end`, exactly. */
  fill(page: Page, room: Room): void;
  /** A valid file of so few bytes that head and tail would not fit; undefined where there is none. */
  small(size: number): Uint8Array | undefined;
}

/** What a part has to be filled with. */
export interface Room {
  readonly end: number;
  readonly pool: RandomPool;
  /** Which part of the file. */
  readonly part: number;
}
