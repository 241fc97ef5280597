/** Pieces are written in whole steps, so that there has to be room for the longest of a table behind every place. */
const SLACK_BYTES = 64;
const STEP_BYTES = 4;

/** Bytes being put together in place. Short pieces are copied four bytes at a time, which beats every built-in copy. */
export class Page {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  at = 0;

  constructor(size: number) {
    this.bytes = new Uint8Array(size + SLACK_BYTES);
    this.view = new DataView(this.bytes.buffer);
  }

  put({ steps, length }: Piece): void {
    const { view, at } = this;
    for (let step = 0; step < steps.length; step++) view.setInt32(at + step * STEP_BYTES, steps[step] as number, true);
    this.at = at + length;
  }

  /** One piece of a table. */
  pick({ steps, lengths, stride }: PieceTable, entry: number): void {
    const { view } = this;
    let { at } = this;
    this.at = at + (lengths[entry] as number);
    const end = (entry + 1) * stride;
    for (let step = entry * stride; step < end; step++, at += STEP_BYTES) {
      view.setInt32(at, steps[step] as number, true);
    }
  }

  byte(code: number): void {
    this.bytes[this.at++] = code;
  }

  /** A whole number from 0, with leading zeros up to `width` digits. */
  digits(value: number, width: number): void {
    let rest = value;
    for (let at = this.at + width - 1; at >= this.at; at--) {
      const tenth = Math.floor(rest / 10);
      this.bytes[at] = ZERO + (rest - tenth * 10);
      rest = tenth;
    }
    this.at += width;
  }

  /** A whole number from 0, without leading zeros. */
  whole(value: number): void {
    let width = 1;
    for (let bound = 10; value >= bound; bound *= 10) width++;
    this.digits(value, width);
  }

  /** So many hexadecimal digits, the lowest bits first. */
  hex(bits: number, digits: number): void {
    let rest = bits;
    for (let left = digits; left > 0; left--, rest >>>= 4) this.bytes[this.at++] = HEX_DIGITS[rest & 15] as number;
  }
}

/** Bytes as they are written: four at a time, the last of them filled up with zeros. */
export interface Piece {
  readonly steps: Int32Array;
  readonly length: number;
}

/** Pieces that take the same number of steps each. */
export interface PieceTable {
  readonly steps: Int32Array;
  readonly lengths: Uint8Array;
  readonly stride: number;
  readonly count: number;
}

export function pieceOf(text: string): Piece {
  const bytes = Buffer.from(text);
  return { steps: stepsOf(bytes, Math.ceil(bytes.length / STEP_BYTES)), length: bytes.length };
}

export function pieceTable(texts: readonly string[]): PieceTable {
  const pieces = texts.map(pieceOf);
  const stride = Math.max(0, ...pieces.map(({ steps }) => steps.length));
  if (stride * STEP_BYTES > SLACK_BYTES) throw new RangeError(`a piece is longer than ${SLACK_BYTES} bytes`);
  const steps = new Int32Array(stride * pieces.length);
  for (const [index, piece] of pieces.entries()) steps.set(piece.steps, index * stride);
  return { steps, stride, lengths: Uint8Array.from(pieces, ({ length }) => length), count: pieces.length };
}

function stepsOf(bytes: Buffer, count: number): Int32Array {
  const padded = Buffer.alloc(count * STEP_BYTES);
  bytes.copy(padded);
  return Int32Array.from({ length: count }, (_, step) => padded.readInt32LE(step * STEP_BYTES));
}

const ZERO = 0x30;
const HEX_DIGITS = Buffer.from('0123456789abcdef');
