import { SeededRandom } from '../../load/random.ts';

const POOL_WORDS = 4096;

/** Small random numbers, many at a time: bits are drawn in bulk and handed out by index. */
export class RandomPool {
  private readonly random = new SeededRandom();
  private readonly words = new Uint32Array(POOL_WORDS);
  private at = POOL_WORDS;

  /** Begins the sequence of one part of one file. */
  reseed(seed: number, stream: number, index: number): void {
    this.random.reseed(seed, stream, index);
    this.at = POOL_WORDS;
  }

  /** 32 random bits, signed. */
  bits(): number {
    if (this.at === POOL_WORDS) {
      this.random.fill(this.words);
      this.at = 0;
    }
    return (this.words[this.at++] as number) | 0;
  }

  /** A whole number from 0 to `count` − 1, for counts up to 65,536. */
  below(count: number): number {
    return ((this.bits() >>> 16) * count) >>> 16;
  }

  /** Random bytes, the same on machines of either byte order. */
  fillBytes(bytes: Uint8Array, length: number): void {
    const whole = length >>> 2;
    const words = new Uint32Array(bytes.buffer, bytes.byteOffset, whole);
    this.random.fill(words);
    if (!LITTLE_ENDIAN) Buffer.from(words.buffer, words.byteOffset, whole * 4).swap32();
    for (let at = whole * 4, rest = this.bits(); at < length; at++, rest >>>= 8) bytes[at] = rest & 0xff;
  }
}

const LITTLE_ENDIAN = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;
