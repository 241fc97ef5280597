import { SeededRandom } from './random.ts';

const POINTS_STREAM = 0x504f_494e;
const SPLITS_STREAM = 0x53_504c;
const BLOCK = 32;

interface Poisson {
  readonly total: number;
  readonly length: number;
  readonly seed: number;
}

/**
 * Positions of a Poisson process on [0, length) that is known to have exactly `total` points: the order statistics of as
 * many uniform numbers. They are drawn from the middle outwards: of n uniforms in an interval, the j-th smallest is
 * Beta(j, n + 1 − j), and given it those on either side are uniform again (David and Nagaraja, "Order Statistics", 2003, §2.5). Each
 * split and each block of 32 is seeded by its rank alone, so any shard finds the same points with memory for one block and
 * one path down the tree. Ask with indices that never go down.
 */
export function poissonPositions(process: Poisson): (index: number) => number {
  const { total, length } = process;
  const last = length * (1 - Number.EPSILON);
  const random = new SeededRandom();
  const block = new Float64Array(BLOCK);
  const ahead = [{ rank: total + 1, at: length }];
  let low = { rank: 0, at: 0 };
  let high = low;
  let filledFrom = -1;

  const moveTo = (rank: number) => {
    while (rank > high.rank) {
      low = high;
      const next = ahead.pop();
      if (next === undefined) throw new RangeError(`there are ${total} arrivals, none of rank ${rank}`);
      high = next;
    }
  };

  /** Narrows (low, high] down to the block that holds `rank`, splitting no interval without it. */
  const descendTo = (rank: number) => {
    moveTo(rank);
    while (high.rank - low.rank > BLOCK) {
      ahead.push(high);
      high = splitPoint(random, { seed: process.seed, low, high });
      moveTo(rank);
    }
  };

  return (index) => {
    const rank = index + 1;
    descendTo(rank);
    if (rank === high.rank) return Math.min(high.at, last);
    if (filledFrom !== low.rank) {
      random.reseed(process.seed, POINTS_STREAM, low.rank);
      fillUniform(random, block, { low, high });
      filledFrom = low.rank;
    }
    return Math.min(block[rank - low.rank - 1] ?? high.at, last);
  };
}

interface Point {
  readonly rank: number;
  readonly at: number;
}

function splitPoint(random: SeededRandom, interval: { seed: number; low: Point; high: Point }): Point {
  const { low, high } = interval;
  const rank = low.rank + Math.floor((high.rank - low.rank) / 2);
  random.reseed(interval.seed, SPLITS_STREAM, rank);
  const left = gamma(random, rank - low.rank);
  const right = gamma(random, high.rank - rank);
  return { rank, at: low.at + (high.at - low.at) * (left / (left + right)) };
}

/** Sorted uniforms without sorting: partial sums of exponentials over their total. */
function fillUniform(random: SeededRandom, block: Float64Array, interval: { low: Point; high: Point }): void {
  const { low, high } = interval;
  const points = high.rank - low.rank - 1;
  let sum = 0;
  for (let i = 0; i < points; i++) {
    sum += random.exponential(1);
    block[i] = sum;
  }
  const scale = (high.at - low.at) / (sum + random.exponential(1));
  for (let i = 0; i < points; i++) block[i] = low.at + (block[i] ?? 0) * scale;
}

/** Marsaglia and Tsang, "A simple method for generating gamma variables", ACM TOMS 26(3), 2000; for shapes of at least 1. */
function gamma(random: SeededRandom, shape: number): number {
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = random.normal(0, 1);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random.next()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}
