const FIRST_SIZE = 16 * 1024;
/** Longest form of a count. */
const MOST_OF_COUNT = 8;
/** Stands in front of a number that is no small count. */
const FRACTION = 0;

/** Numbers and texts written one after the other, small ones in few bytes. */
export class ByteWriter {
  #buffer = Buffer.allocUnsafe(FIRST_SIZE);
  #at = 0;

  bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#at);
  }

  /** A whole number from 0 to 2⁵³ − 1: seven bits a byte, the lowest first. */
  count(value: number): void {
    this.#reserve(MOST_OF_COUNT);
    let rest = value;
    while (rest >= 0x80) {
      this.#buffer[this.#at++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#buffer[this.#at++] = rest;
  }

  /** A whole number that may be below zero. */
  whole(value: number): void {
    this.count(value < 0 ? -2 * value - 1 : 2 * value);
  }

  /** Any number: as a count one higher where it is one, in eight bytes where it is not. */
  number(value: number): void {
    if (Number.isSafeInteger(value) && value >= 0 && !Object.is(value, -0) && value < Number.MAX_SAFE_INTEGER) {
      this.count(value + 1);
      return;
    }
    this.count(FRACTION);
    this.#reserve(8);
    this.#at = this.#buffer.writeDoubleLE(value, this.#at);
  }

  text(value: string): void {
    const length = Buffer.byteLength(value);
    this.count(length);
    this.#reserve(length);
    this.#at += this.#buffer.write(value, this.#at);
  }

  list<T>(values: readonly T[], write: (value: T) => void): void {
    this.count(values.length);
    for (const value of values) write(value);
  }

  #reserve(bytes: number): void {
    if (this.#at + bytes <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(2 * this.#buffer.length, this.#at + bytes));
    this.#buffer.copy(larger, 0, 0, this.#at);
    this.#buffer = larger;
  }
}

/** Reads what a `ByteWriter` wrote; throws a RangeError where the bytes end too early. */
export class ByteReader {
  readonly #buffer: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#buffer.length;
  }

  count(): number {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = this.#buffer.readUInt8(this.#at++);
      value += (byte % 0x80) * factor;
      if (byte < 0x80) return value;
      factor *= 0x80;
    }
  }

  whole(): number {
    const value = this.count();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  number(): number {
    const value = this.count();
    if (value !== FRACTION) return value - 1;
    const fraction = this.#buffer.readDoubleLE(this.#at);
    this.#at += 8;
    return fraction;
  }

  text(): string {
    const length = this.count();
    if (this.#at + length > this.#buffer.length) throw new RangeError('the bytes end within a text');
    this.#at += length;
    return this.#buffer.toString('utf8', this.#at - length, this.#at);
  }

  list<T>(read: () => T): T[] {
    const values: T[] = [];
    for (let left = this.count(); left > 0; left--) values.push(read());
    return values;
  }
}
