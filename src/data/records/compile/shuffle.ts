import { SeededRandom } from '../../../load/random.ts';

const TWO_32 = 0x1_0000_0000;
const ROUNDS = 6;

/**
 * Where each of `size` places stands in the seed's shuffle of them: `permute` of load/random.ts with its keys worked out
 * beforehand, since every unique value of every row asks for it. A Feistel network over a grid a little larger than `size`,
 * walked until the place falls inside (Black and Rogaway, "Ciphers with arbitrary finite domains", 2002).
 */
export function shuffle(size: number, seed: number): (place: number) => number {
  const rows = Math.ceil(Math.sqrt(size));
  const columns = Math.ceil(size / rows);
  const random = new SeededRandom(seed, SHUFFLE_STREAM, size);
  const keys = Int32Array.from({ length: ROUNDS }, () => random.int(0, TWO_32 - 1) | 0);
  return (place) => {
    let at = place;
    do {
      let row = at % rows;
      let column = Math.floor(at / rows);
      for (let round = 0; round < ROUNDS; round += 2) {
        row += below(column, keys[round] as number, rows);
        if (row >= rows) row -= rows;
        column += below(row, keys[round + 1] as number, columns);
        if (column >= columns) column -= columns;
      }
      at = column * rows + row;
    } while (at >= size);
    return at;
  };
}

const SHUFFLE_STREAM = 0x73_6875;

function below(half: number, key: number, limit: number): number {
  let x = half ^ key;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return Math.floor((((x ^ (x >>> 16)) >>> 0) / TWO_32) * limit);
}
