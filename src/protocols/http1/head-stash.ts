const LF = 10;
const CR = 13;
const SMALLEST = 1024;

/** The part that has come of a head that comes in pieces. What many small pieces cost grows with their bytes, not with its square. */
export class HeadStash {
  #bytes: Buffer;
  #length = 0;
  /** How long it was when it was last looked through for a whole head. */
  #readLength: number;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.allocUnsafeSlow(Math.max(SMALLEST, bytes.length * 2));
    this.append(bytes);
    this.#readLength = bytes.length;
  }

  get bytes(): Buffer {
    return this.#bytes;
  }

  get length(): number {
    return this.#length;
  }

  append(piece: Uint8Array): void {
    const needed = this.#length + piece.length;
    if (needed > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(needed * 2);
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
    this.#bytes.set(piece, this.#length);
    this.#length = needed;
  }

  /** Whether it is worth reading again after so many bytes were added: an empty line came, or as much again as was read. */
  isWorthReading(added: number): boolean {
    if (this.#length < this.#readLength * 2 && !this.#hasEmptyLine(this.#length - added)) return false;
    this.#readLength = this.#length;
    return true;
  }

  #hasEmptyLine(from: number): boolean {
    const bytes = this.#bytes;
    for (let position = from; position < this.#length; position++) {
      if (bytes[position] !== LF) continue;
      const before = position - (bytes[position - 1] === CR ? 2 : 1);
      if (before >= 0 && bytes[before] === LF) return true;
    }
    return false;
  }
}
