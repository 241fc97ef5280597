/** Where all chance in a run comes from: the same seed draws the same numbers on every machine. */
export interface Random {
  /** A number in [0, 1) with 53 random bits. */
  next(): number;
  /** A whole number from `min` to `max`, both included. */
  int(min: number, max: number): number;
  pick<T>(items: readonly T[]): T;
  normal(mean: number, stddev: number): number;
  exponential(mean: number): number;
}

const TWO_32 = 0x1_0000_0000;
const WARM_UP_ROUNDS = 12;

/**
 * Chris Doty-Humphrey's sfc32 (PractRand 0.95). `reseed` allocates nothing, so that one object per user serves every
 * iteration, each with a sequence of its own.
 */
export class SeededRandom implements Random {
  private a = 0;
  private b = 0;
  private c = 0;
  private counter = 0;

  constructor(seed = 0, stream = 0, index = 0) {
    this.reseed(seed, stream, index);
  }

  /** Starts the sequence that belongs to (seed, stream, index); different 32-bit triples never share a state. */
  reseed(seed: number, stream: number, index: number): void {
    this.a = foldNumber(seed);
    this.b = mix32(foldNumber(stream) ^ this.a);
    this.c = mix32((index | 0) ^ this.b);
    this.counter = (Math.floor(index / TWO_32) + 1) | 0;
    for (let round = 0; round < WARM_UP_ROUNDS; round++) this.bits();
  }

  next(): number {
    const high = this.bits() >>> 5;
    const low = this.bits() >>> 6;
    return (high * 0x400_0000 + low) / 0x20_0000_0000_0000;
  }

  int(min: number, max: number): number {
    return Math.min(min + Math.floor(this.next() * (max - min + 1)), max);
  }

  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new RangeError('cannot pick from an empty list');
    return items[Math.floor(this.next() * items.length)] as T;
  }

  /** Box and Muller's method without keeping the second value: every call takes the same number of draws. */
  normal(mean: number, stddev: number): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()));
    return mean + stddev * radius * Math.cos(2 * Math.PI * this.next());
  }

  exponential(mean: number): number {
    return -mean * Math.log(1 - this.next());
  }

  /** Fills the array with random bits, some five times as fast as draw by draw. */
  fill(words: Uint32Array): void {
    let { a, b, c, counter } = this;
    for (let index = 0; index < words.length; index++) {
      const sum = (((a + b) | 0) + counter) | 0;
      counter = (counter + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = (((c << 21) | (c >>> 11)) + sum) | 0;
      words[index] = sum;
    }
    this.a = a;
    this.b = b;
    this.c = c;
    this.counter = counter;
  }

  private bits(): number {
    const sum = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return sum;
  }
}

/** A uint32 for scenario names and for seeds given as text: FNV-1a over UTF-16 units, then mixed. */
export function hashString(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return mix32(hash) >>> 0;
}

const FEISTEL_ROUNDS = 8;

/**
 * Where `index` stands in the seed's shuffle of [0, size): a bijection in constant memory, so that shards shuffle the
 * same rows without sharing state. A Feistel network over a grid a little larger than `size`, walked until the position
 * falls inside (Black and Rogaway, "Ciphers with arbitrary finite domains", 2002).
 */
export function permute(index: number, size: number, seed: number): number {
  const rows = Math.ceil(Math.sqrt(size));
  const columns = Math.ceil(size / rows);
  const key = foldNumber(seed);
  let position = index;
  do {
    position = feistel(position, { rows, columns, key });
  } while (position >= size);
  return position;
}

function feistel(position: number, grid: { rows: number; columns: number; key: number }): number {
  const { rows, columns, key } = grid;
  let row = position % rows;
  let column = Math.floor(position / rows);
  for (let round = 0; round < FEISTEL_ROUNDS; round += 2) {
    row = (row + roundValue(column, key + round, rows)) % rows;
    column = (column + roundValue(row, key + round + 1, columns)) % columns;
  }
  return column * rows + row;
}

function roundValue(half: number, roundKey: number, below: number): number {
  const mixed = mix32(mix32(half | 0) ^ mix32(Math.imul(roundKey, 0x9e3779b1))) >>> 0;
  return Math.floor((mixed / TWO_32) * below);
}

function foldNumber(value: number): number {
  const high = Math.floor(value / TWO_32);
  return mix32((value | 0) ^ (high === 0 ? 0 : mix32(high + 0x9e3779b9)));
}

/** A bijection of 32-bit integers in which every input bit changes every output bit about half the time ("lowbias32", Chris Wellons). */
function mix32(value: number): number {
  let x = value + 0x9e3779b9;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return x ^ (x >>> 16);
}
