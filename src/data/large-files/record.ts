import { firstNames, lastNames } from '../generators/people-words.ts';
import { BLOCK_BYTES, type Blocks, drawsBlock, putBlock } from './compressibility.ts';
import type { Room } from './kind.ts';
import { type Page, type Piece, pieceOf, pieceTable } from './page.ts';
import type { RandomPool } from './random-pool.ts';
import { putWords } from './words.ts';

/** How one record is written: what stands before, between and behind its values. */
export interface RecordForm {
  readonly begin: Piece;
  /** In place of `begin`, for the first record of a file. */
  readonly first?: Piece;
  /** Before each value but the first. */
  readonly before: Readonly<Record<(typeof FIELDS)[number], Piece>>;
  readonly end: Piece;
}

export const FIELDS = [
  'uuid',
  'time',
  'type',
  'name',
  'email',
  'country',
  'amount',
  'quantity',
  'paid',
  'note',
] as const;

/** Longer than any record without its note. */
const MAX_HEAD = 480;
const MIN_NOTE = 20;
const MORE_NOTE = 160;
/** A part has room for one more record and a last one while it has twice this left; what is left then is the last one's. */
export function longestRecord({ chance }: Blocks): number {
  return MAX_HEAD + (chance > 0 ? BLOCK_BYTES : MIN_NOTE + MORE_NOTE);
}

/** No part has as many records. */
const MAX_RECORDS = 100_000;

const types = pieceTable([
  'order.created',
  'order.paid',
  'order.shipped',
  'order.returned',
  'user.updated',
  'page.viewed',
]);
const countries = pieceTable(['DE', 'FR', 'GB', 'US', 'NL', 'SE', 'ES', 'IT', 'PL', 'JP', 'BR', 'IN']);
const booleans = pieceTable(['true', 'false']);
const first = pieceTable(firstNames);
const last = pieceTable(lastNames);
const firstPlain = pieceTable(firstNames.map(plain));
const lastPlain = pieceTable(lastNames.map(plain));
const EMAIL_END = pieceOf('@example.com');
/** 2024-01-01T00:00:00Z */
const BEGINNING_MS = 1_704_067_200_000;
const HOUR_MS = 3_600_000;
const [SPACE, DASH, DOT, COLON, ZULU] = [0x20, 0x2d, 0x2e, 0x3a, 0x5a];

/** Writes the records of one part: ids and times grow, from part to part too. */
export class RecordWriter {
  private readonly page: Page;
  private readonly pool: RandomPool;
  private readonly form: RecordForm;
  private readonly hour: Piece;
  private begin: Piece;
  private id: number;
  private ms = 0;

  constructor(page: Page, { pool, part }: Room, form: RecordForm) {
    this.page = page;
    this.pool = pool;
    this.form = form;
    this.begin = part === 0 ? (form.first ?? form.begin) : form.begin;
    this.id = part * MAX_RECORDS;
    // A part has some 5,000 records at most, half a second apart on the average.
    this.hour = pieceOf(new Date(BEGINNING_MS + (part % MAX_HOURS) * HOUR_MS).toISOString().slice(0, 14));
  }

  put(blocks: Blocks): void {
    this.putHead();
    if (drawsBlock(blocks, this.pool)) putBlock(this.page, this.pool, blocks);
    else putWords(this.page, this.pool, MIN_NOTE + this.pool.below(MORE_NOTE));
    this.page.put(this.form.end);
  }

  /** A record whose note makes it end there. */
  putLast(end: number): void {
    this.putHead();
    putWords(this.page, this.pool, end - this.page.at - this.form.end.length);
    this.page.put(this.form.end);
  }

  private putHead(): void {
    const { page, pool } = this;
    const { before } = this.form;
    page.put(this.begin);
    this.begin = this.form.begin;
    page.whole(++this.id);
    page.put(before.uuid);
    this.putUuid();
    page.put(before.time);
    this.putTime();
    const bits = pool.bits();
    page.put(before.type);
    page.pick(types, ((bits & 0xff) * types.count) >>> 8);
    this.putPerson();
    page.put(before.country);
    page.pick(countries, (((bits >>> 8) & 0xff) * countries.count) >>> 8);
    page.put(before.amount);
    page.whole(((bits >>> 16) & 0x1ff) + 1);
    page.byte(DOT);
    // No zero at the end, so that the number parsed and written again is the same text.
    page.digits(10 * pool.below(9) + 1 + pool.below(9), 2);
    page.put(before.quantity);
    page.byte(0x31 + (bits >>> 29));
    page.put(before.paid);
    page.pick(booleans, (bits >>> 28) & 1);
    page.put(before.note);
  }

  /** Version 4. */
  private putUuid(): void {
    const { page, pool } = this;
    const [a, b, c, d] = [pool.bits(), pool.bits(), pool.bits(), pool.bits()];
    page.hex(a, 8);
    page.byte(DASH);
    page.hex(b, 4);
    page.byte(DASH);
    page.byte(0x34);
    page.hex(b >>> 16, 3);
    page.byte(DASH);
    page.hex(8 | ((b >>> 28) & 3), 1);
    page.hex(c, 3);
    page.byte(DASH);
    page.hex(c >>> 12, 5);
    page.hex(d, 7);
  }

  private putTime(): void {
    const { page } = this;
    this.ms = Math.min(HOUR_MS - 1, this.ms + this.pool.below(1000));
    page.put(this.hour);
    const seconds = Math.floor(this.ms / 1000);
    const minutes = Math.floor(seconds / 60);
    page.digits(minutes, 2);
    page.byte(COLON);
    page.digits(seconds - minutes * 60, 2);
    page.byte(DOT);
    page.digits(this.ms - seconds * 1000, 3);
    page.byte(ZULU);
  }

  private putPerson(): void {
    const { page, pool } = this;
    const bits = pool.bits();
    const [one, two] = [((bits & 0xfff) * first.count) >>> 12, (((bits >>> 12) & 0xfff) * last.count) >>> 12];
    page.put(this.form.before.name);
    page.pick(first, one);
    page.byte(SPACE);
    page.pick(last, two);
    page.put(this.form.before.email);
    page.pick(firstPlain, one);
    page.byte(DOT);
    page.pick(lastPlain, two);
    page.whole(bits >>> 24);
    page.put(EMAIL_END);
  }
}

/** So many hours that the year keeps four digits. */
const MAX_HOURS = 8_000_000;

function plain(name: string): string {
  return name
    .normalize('NFD')
    .replace(/[^a-z]/gi, '')
    .toLowerCase();
}
