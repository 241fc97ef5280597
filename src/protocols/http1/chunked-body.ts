/** Takes pieces of a body; false when it wants no more. */
export interface BodySink {
  onBody(bytes: Buffer, start: number, end: number): boolean;
}

const LF = 10;
const CR = 13;
const MAX_EXTENSION_BYTES = 4096;
/** No chunk is so large; leading zeros count. */
const MAX_SIZE_DIGITS = 16;

/** Reads a chunked body piece by piece, wherever its pieces were cut (RFC 9112, 7.1). */
export class ChunkedBody {
  static readonly MALFORMED = -1;
  /** The taker wanted no more. */
  static readonly REFUSED = -2;

  done = false;
  #state: 'size' | 'extension' | 'size-end' | 'data' | 'data-cr' | 'data-lf' | 'trailer' | 'trailer-line' | 'end' =
    'size';
  #size = 0;
  #digits = 0;
  #lineBytes = 0;
  #trailerBytes = 0;
  #maxTrailerBytes = 0;

  begin(maxTrailerBytes: number): void {
    this.done = false;
    this.#state = 'size';
    this.#size = 0;
    this.#digits = 0;
    this.#lineBytes = 0;
    this.#trailerBytes = 0;
    this.#maxTrailerBytes = maxTrailerBytes;
  }

  /** Hands the data between `start` and `end` to the sink; the position after what belongs to the body, or a failure. */
  // biome-ignore lint/complexity/useMaxParams: a slice of a buffer on the hot path
  read(bytes: Buffer, start: number, end: number, sink: BodySink): number {
    let position = start;
    while (position < end && !this.done) {
      if (this.#state === 'data') {
        const length = Math.min(this.#size, end - position);
        if (!sink.onBody(bytes, position, position + length)) return ChunkedBody.REFUSED;
        position += length;
        this.#size -= length;
        if (this.#size === 0) this.#state = 'data-cr';
      } else {
        if (!this.#byte(bytes[position] as number)) return ChunkedBody.MALFORMED;
        position++;
      }
    }
    return position;
  }

  /** Takes one byte of the framing; false when it does not belong there. */
  #byte(byte: number): boolean {
    switch (this.#state) {
      case 'size':
        return this.#sizeByte(byte);
      case 'extension':
        if (byte === CR) this.#state = 'size-end';
        else if (byte === LF) this.#endSize();
        return ++this.#lineBytes <= MAX_EXTENSION_BYTES;
      case 'size-end':
        this.#endSize();
        return byte === LF;
      case 'data-cr':
        if (byte === LF) this.#nextSize();
        else this.#state = 'data-lf';
        return byte === CR || byte === LF;
      case 'data-lf':
        this.#nextSize();
        return byte === LF;
      default:
        return this.#trailerByte(byte);
    }
  }

  #sizeByte(byte: number): boolean {
    const digit = hexDigit(byte);
    if (digit >= 0) {
      this.#size = this.#size * 16 + digit;
      return ++this.#digits <= MAX_SIZE_DIGITS && this.#size <= Number.MAX_SAFE_INTEGER;
    }
    if (this.#digits === 0) return false;
    if (byte === CR) this.#state = 'size-end';
    else if (byte === LF) this.#endSize();
    else if (byte === 59 || byte === 32 || byte === 9) this.#state = 'extension';
    else return false;
    return true;
  }

  #endSize(): void {
    this.#lineBytes = 0;
    this.#state = this.#size === 0 ? 'trailer' : 'data';
  }

  #nextSize(): void {
    this.#digits = 0;
    this.#size = 0;
    this.#state = 'size';
  }

  #trailerByte(byte: number): boolean {
    if (++this.#trailerBytes > this.#maxTrailerBytes) return false;
    switch (this.#state) {
      case 'trailer':
        if (byte === LF) this.done = true;
        else if (byte === CR) this.#state = 'end';
        else this.#state = 'trailer-line';
        return true;
      case 'trailer-line':
        if (byte === LF) this.#state = 'trailer';
        return true;
      default:
        this.done = byte === LF;
        return this.done;
    }
  }
}

function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const lower = byte | 0x20;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}
