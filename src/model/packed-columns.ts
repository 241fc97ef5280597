import { preferredNumber, preferredPlace } from './rounded.ts';

export type Column = readonly (number | null)[];

/** How the numbers of a column are written: `DECIMAL + n` as whole numbers with n decimals. */
const DOUBLES = 0;
const PREFERRED = 1;
/** By how much they stand above those of an earlier column: percentiles lie close to each other. */
const PREFERRED_ABOVE = 2;
const DECIMAL = 3;
const MOST_DECIMALS = 9;
const SAFE = 2 ** 50;

/** A place among preferred numbers takes one byte, unless it is so far above the lowest. */
const NO_VALUE = 0;
const FAR = 255;

/**
 * Columns of numbers as bytes that compress well: those that are preferred numbers by their places, decimals as whole numbers of which
 * the differences are written, the small ones in one byte. Nothing is lost but that what is not finite comes back as null. `grounds`
 * are numbers of earlier columns that each is likely to lie near to.
 */
export function packColumns(columns: readonly Column[], grounds: readonly (number | undefined)[] = []): Uint8Array {
  const bytes = new ByteWriter();
  for (const [at, column] of columns.entries()) {
    const ground = grounds[at] ?? at;
    packColumn(column, { values: columns[ground] ?? [], back: at - ground }, bytes);
  }
  return bytes.written();
}

/** The columns that `packColumns` was given. */
export function unpackColumns(bytes: Uint8Array): (number | null)[][] {
  const reader = new ByteReader(bytes);
  const columns: (number | null)[][] = [];
  while (!reader.isAtEnd()) columns.push(unpackColumn(reader, columns));
  return columns;
}

/** An earlier column, and how many columns back it is; none where that is 0. */
interface Ground {
  readonly values: Column;
  readonly back: number;
}

function packColumn(column: Column, ground: Ground, bytes: ByteWriter): void {
  bytes.whole(column.length);
  const decimals = decimalsOf(column);
  // Counts are exact, and small ones compress better as they are.
  if (decimals !== 0 && column.every(isPreferred)) packPreferred(column, ground, bytes);
  else if (decimals !== undefined) packDecimals(column, decimals, bytes);
  else {
    bytes.whole(DOUBLES);
    for (const value of column) bytes.double(value ?? Number.NaN);
  }
}

function unpackColumn(reader: ByteReader, earlier: readonly Column[]): (number | null)[] {
  const length = reader.whole();
  const kind = reader.whole();
  if (kind === PREFERRED) return unpackPreferred(reader, length, []);
  if (kind === PREFERRED_ABOVE) return unpackPreferred(reader, length, earlier.at(-reader.whole()) ?? []);
  if (kind >= DECIMAL) return unpackDecimals(reader, length, kind - DECIMAL);
  return list(length, () => {
    const value = reader.double();
    return Number.isNaN(value) ? null : value;
  });
}

function packPreferred(column: Column, ground: Ground, bytes: ByteWriter): void {
  const places = column.map((value) => (isNumber(value) ? preferredPlace(value) : undefined));
  const above = places.map((place, at) => (place === undefined ? undefined : place - groundAt(ground.values, at)));
  const isNear = ground.back > 0 && ground.values.every(isPreferred) && spreadOf(above) < spreadOf(places);
  const codes = isNear ? above : places;
  const base = lowestOf(codes);
  bytes.whole(isNear ? PREFERRED_ABOVE : PREFERRED);
  if (isNear) bytes.whole(ground.back);
  bytes.whole(zigzag(base));
  for (const code of codes) {
    const shown = code === undefined ? NO_VALUE : 1 + code - base;
    bytes.byte(Math.min(shown, FAR));
    if (shown >= FAR) bytes.whole(shown - FAR);
  }
}

function unpackPreferred(reader: ByteReader, length: number, ground: Column): (number | null)[] {
  const base = unzigzag(reader.whole());
  return list(length, (at) => {
    const byte = reader.byte();
    if (byte === NO_VALUE) return null;
    const shown = byte === FAR ? FAR + reader.whole() : byte;
    return preferredNumber(groundAt(ground, at) + base + shown - 1);
  });
}

/** The place that one of a column counts from. */
function groundAt(ground: Column, at: number): number {
  const value = ground[at] ?? null;
  return isNumber(value) && value > 0 ? preferredPlace(value) : 0;
}

function lowestOf(places: readonly (number | undefined)[]): number {
  const lowest = places.reduce<number>((least, place) => Math.min(least, place ?? least), Number.POSITIVE_INFINITY);
  return Number.isFinite(lowest) ? lowest : 0;
}

/** How far they lie above the lowest, all together. */
function spreadOf(places: readonly (number | undefined)[]): number {
  const lowest = lowestOf(places);
  return places.reduce<number>((sum, place) => sum + (place ?? lowest) - lowest, 0);
}

function packDecimals(column: Column, decimals: number, bytes: ByteWriter): void {
  const factor = 10 ** decimals;
  let before = 0;
  bytes.whole(DECIMAL + decimals);
  for (const value of column) {
    if (!isNumber(value)) {
      bytes.whole(NO_VALUE);
      continue;
    }
    const now = Math.round(value * factor);
    bytes.whole(1 + zigzag(now - before));
    before = now;
  }
}

function unpackDecimals(reader: ByteReader, length: number, decimals: number): (number | null)[] {
  const factor = 10 ** decimals;
  let before = 0;
  return list(length, () => {
    const code = reader.whole();
    if (code === NO_VALUE) return null;
    before += unzigzag(code - 1);
    return before / factor;
  });
}

/** Each one read after the other. */
function list(length: number, read: (at: number) => number | null): (number | null)[] {
  const column: (number | null)[] = [];
  for (let at = 0; at < length; at++) column.push(read(at));
  return column;
}

/** 0, -1, 1, -2, 2 … as 0, 1, 2, 3, 4 … */
function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

function unzigzag(code: number): number {
  return code % 2 === 0 ? code / 2 : -(code + 1) / 2;
}

function isNumber(value: number | null): value is number {
  return value !== null && Number.isFinite(value);
}

function isPreferred(value: number | null): boolean {
  return !isNumber(value) || (value > 0 && preferredNumber(preferredPlace(value)) === value);
}

/** How many decimals write all of a column exactly; undefined where none do. */
function decimalsOf(column: Column): number | undefined {
  let decimals = 0;
  for (const value of column) {
    while (!isExact(value, decimals)) if (++decimals > MOST_DECIMALS) return undefined;
  }
  return column.every((value) => isExact(value, decimals)) ? decimals : undefined;
}

function isExact(value: number | null, decimals: number): boolean {
  if (!isNumber(value)) return true;
  const factor = 10 ** decimals;
  return Math.abs(value) * factor < SAFE && Math.round(value * factor) / factor === value;
}

class ByteWriter {
  #bytes = new Uint8Array(1 << 16);
  #length = 0;

  byte(value: number): void {
    if (this.#length === this.#bytes.length) this.#grow();
    this.#bytes[this.#length++] = value;
  }

  /** Seven bits a byte, the lowest first; all but the last have the eighth set. */
  whole(value: number): void {
    let rest = value;
    while (rest >= 128) {
      this.byte(128 + (rest % 128));
      rest = Math.floor(rest / 128);
    }
    this.byte(rest);
  }

  double(value: number): void {
    const view = new DataView(new ArrayBuffer(8));
    view.setFloat64(0, value);
    for (let at = 0; at < 8; at++) this.byte(view.getUint8(at));
  }

  written(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #grow(): void {
    const longer = new Uint8Array(this.#bytes.length * 2);
    longer.set(this.#bytes);
    this.#bytes = longer;
  }
}

class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  byte(): number {
    const value = this.#bytes[this.#at++];
    if (value === undefined) throw new Error('the data is cut short');
    return value;
  }

  whole(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.byte();
      value += (byte % 128) * factor;
      if (byte < 128) return value;
    }
  }

  double(): number {
    const view = new DataView(new ArrayBuffer(8));
    for (let at = 0; at < 8; at++) view.setUint8(at, this.byte());
    return view.getFloat64(0);
  }
}
