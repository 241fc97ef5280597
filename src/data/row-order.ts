import { permute, SeededRandom } from '../load/random.ts';

/** How iterations get their rows. */
export type RowOrder = 'sequence' | 'random' | 'shuffle' | 'unique';

interface RowChoice {
  readonly size: number;
  /** Counted over the whole run; with `unique` it may count users instead. */
  readonly iteration: number;
  readonly seed: number;
}

/**
 * Which row an iteration gets, the same whichever worker serves it: in turn, any row, in turn through a table shuffled
 * anew for each pass, or each row once. -1 when there is none (left).
 */
export function rowIndex(order: RowOrder, { size, iteration, seed }: RowChoice): number {
  if (size <= 0) return -1;
  switch (order) {
    case 'sequence':
      return iteration % size;
    case 'random':
      draw.reseed(seed, ROW_STREAM, iteration);
      return draw.int(0, size - 1);
    case 'shuffle':
      draw.reseed(seed, SHUFFLE_STREAM, Math.floor(iteration / size));
      return permute(iteration % size, size, draw.int(0, Number.MAX_SAFE_INTEGER));
    case 'unique':
      return iteration < size ? iteration : -1;
  }
}

/** Streams of chance that no scenario uses. */
const ROW_STREAM = 0x726f7773;
const SHUFFLE_STREAM = 0x73687566;

/** Reseeded before each draw: it carries nothing from call to call. */
const draw = new SeededRandom();
