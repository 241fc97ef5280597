import { type Random, SeededRandom } from '../../load/random.ts';

const TWO_32 = 0x1_0000_0000;
const WARM_UP_ROUNDS = 4;

/**
 * The chance of one field: a sequence of its own for each row. Doty-Humphrey's sfc32 like `SeededRandom`, with what is the
 * same for all rows worked out beforehand, since every value of every row begins a sequence.
 */
export class RowRandom implements Random {
  private readonly keyA: number;
  private readonly keyB: number;
  private a = 0;
  private b = 0;
  private c = 0;
  private counter = 0;

  constructor(seed: number, stream: number) {
    const keys = new SeededRandom(seed, stream, 0);
    this.keyA = keys.int(0, TWO_32 - 1) | 0;
    this.keyB = keys.int(0, TWO_32 - 1) | 0;
    this.at(0);
  }

  /** Begins the sequence of a row. */
  at(row: number): void {
    this.a = this.keyA;
    this.b = this.keyB;
    this.c = mixed((row | 0) ^ this.keyB);
    this.counter = row < TWO_32 ? 1 : (Math.floor(row / TWO_32) + 1) | 0;
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
    return items[Math.floor(this.next() * items.length)] as T;
  }

  normal(mean: number, deviation: number): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()));
    return mean + deviation * radius * Math.cos(2 * Math.PI * this.next());
  }

  exponential(mean: number): number {
    return -mean * Math.log(1 - this.next());
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

/** "lowbias32" of Chris Wellons: a bijection in which each bit of the row turns about half of the bits. */
function mixed(value: number): number {
  let x = value;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return x ^ (x >>> 16);
}
