import type { Time } from './schema.ts';

const MS_PER_DAY = 86_400_000;
const TWO = Array.from({ length: 100 }, (_, number) => String(number).padStart(2, '0'));
const THREE = Array.from({ length: 1000 }, (_, number) => String(number).padStart(3, '0'));
const DATE = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2}))?$/;

/** Milliseconds since 1970; a time of day needs its zone, since machines differ in theirs. */
export function timeOf(time: Time): number | undefined {
  if (typeof time === 'number') return Number.isFinite(time) && time >= EARLIEST && time <= LATEST ? time : undefined;
  if (!DATE.test(time)) return undefined;
  const parsed = Date.parse(time);
  return Number.isNaN(parsed) ? undefined : parsed;
}

/** A time as another field has it: in milliseconds, or as a text; null for anything else. */
export function readTime(value: unknown): number | null {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return null;
  if (value.length === 24 && value.charCodeAt(23) === Z) return readIso(value);
  const ms = Date.parse(value);
  return Number.isNaN(ms) ? null : ms;
}

const Z = 0x5a;

/** What `isoTime` has written, several times as fast as `Date.parse`. */
function readIso(text: string): number {
  const digits = (at: number) => (text.charCodeAt(at) - 48) * 10 + text.charCodeAt(at + 1) - 48;
  const month = digits(5);
  const year = digits(0) * 100 + digits(2) - (month <= 2 ? 1 : 0);
  const era = Math.floor(year / 400);
  const yearOfEra = year - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + digits(8) - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  const day = era * 146_097 + dayOfEra - 719_468;
  const seconds = digits(11) * 3600 + digits(14) * 60 + digits(17);
  return day * MS_PER_DAY + seconds * 1000 + digits(20) * 10 + text.charCodeAt(22) - 48;
}

/** The years 0000 to 9999, which have four digits. */
const EARLIEST = Date.parse('0000-01-01T00:00:00Z');
const LATEST = Date.parse('9999-12-31T23:59:59.999Z');

const MINUTES = Array.from({ length: 1440 }, (_, minute) => `T${TWO[Math.floor(minute / 60)]}:${TWO[minute % 60]}:`);
const SECONDS = TWO.slice(0, 60).map((second) => `${second}.`);
const ENDS = THREE.map((ms) => `${ms}Z`);

/** `2026-01-31T12:00:00.000Z`, several times as fast as `toISOString`: of parts that are there already. */
export function isoTime(ms: number): string {
  const day = Math.floor(ms / MS_PER_DAY);
  const rest = Math.floor(ms - day * MS_PER_DAY);
  const minute = Math.floor(rest / 60_000);
  const inMinute = rest - minute * 60_000;
  const second = Math.floor(inMinute / 1000);
  // In two short steps and a long one: texts under 13 characters are copied, longer ones become chains.
  const clock = (MINUTES[minute] as string) + (SECONDS[second] as string);
  return knownDay(day) + clock + (ENDS[inMinute - second * 1000] as string);
}

/** `2026-01-31` for a time. */
export function isoDate(ms: number): string {
  return knownDay(Math.floor(ms / MS_PER_DAY));
}

/** The days of ninety years, each in its place; another one in the same place drives it out. */
const PLACES = 32_768;
const days = new Int32Array(PLACES).fill(0x7fff_ffff);
const texts = new Array<string>(PLACES).fill('');

function knownDay(day: number): string {
  const place = day & (PLACES - 1);
  if (days[place] === day) return texts[place] as string;
  const made = isoDay(day);
  days[place] = day;
  texts[place] = made;
  return made;
}

/** Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": the civil date of a day counted from 1970. */
function isoDay(day: number): string {
  const shifted = day + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const date = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${TWO[Math.floor(year / 100)]}${TWO[year % 100]}-${TWO[month]}-${TWO[date]}`;
}
