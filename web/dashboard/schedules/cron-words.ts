/** Cron expressions in words, as far as words are clearer: `At 02:30, Monday to Friday`. What is rarer is left as it is written. */

const NICKNAMES = new Map(
  Object.entries({
    '@yearly': '0 0 1 1 *',
    '@annually': '0 0 1 1 *',
    '@monthly': '0 0 1 * *',
    '@weekly': '0 0 * * 0',
    '@daily': '0 0 * * *',
    '@midnight': '0 0 * * *',
    '@hourly': '0 * * * *',
  }),
);
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const MOST_TIMES = 6;

/** Undefined where there are no words for it. */
export function cronWords(cron: string): string | undefined {
  const written = cron.trim();
  const fields = (NICKNAMES.get(written.toLowerCase()) ?? written).toUpperCase().split(/\s+/);
  const [seconds, minute = '', hour = '', day = '', month = '', weekday = ''] =
    fields.length === 6 ? fields : ['0', ...fields];
  if (fields.length < 5 || fields.length > 6 || seconds !== '0') return undefined;
  const times = timeWords(minute, hour);
  const days = dayWords(isAll(day) ? '*' : day, isAll(weekday) ? '*' : weekday);
  const months = isAll(month) ? '' : listed(month, { from: 1, to: 12, name: (at) => MONTHS[at - 1], short: 3 });
  if (times === undefined || days === undefined || months === undefined) return undefined;
  const inMonths = months === '' ? '' : `in ${months}`;
  const isBare = days === '' && months === '' && times.startsWith('at');
  const words = [times, isBare ? 'every day' : days, inMonths].filter((part) => part !== '').join(', ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function isAll(field: string): boolean {
  return field === '*' || field === '?' || field === '*/1';
}

function timeWords(minute: string, hour: string): string | undefined {
  const minutes = numbers(minute, 0, 59);
  const hours = numbers(hour, 0, 23);
  if (minutes !== undefined && hours !== undefined && minutes.length * hours.length <= MOST_TIMES) {
    const times = hours.flatMap((at) => minutes.map((past) => clock(at, past)));
    return `at ${joined(times)}`;
  }
  const often = minuteWords(minute, minutes);
  if (often === undefined) return undefined;
  if (isAll(hour)) return often;
  const step = stepOf(hour, 24);
  if (step !== undefined && minutes?.length === 1) {
    const past = minutes[0] === 0 ? '' : `, ${minutes[0]} minutes past`;
    return `every ${step} hours${past}`;
  }
  const range = rangeOf(hour, 0, 23);
  return range === undefined ? undefined : `${often} from ${clock(range.low, 0)} to ${clock(range.high, 59)}`;
}

function minuteWords(minute: string, minutes: readonly number[] | undefined): string | undefined {
  if (isAll(minute)) return 'every minute';
  const step = stepOf(minute, 60);
  if (step !== undefined) return `every ${step} minutes`;
  if (minutes === undefined || minutes.length > MOST_TIMES) return undefined;
  const isFull = minutes.length === 1 && minutes[0] === 0;
  if (isFull) return 'every hour';
  return `every hour at ${joined(minutes.map((past) => `:${twoDigits(past)}`))}`;
}

/** Days of the month, or of the week; where both are given, cron takes either. */
function dayWords(day: string, weekday: string): string | undefined {
  const ofMonth = day === '*' ? '' : monthDayWords(day);
  const ofWeek = weekday === '*' ? '' : listed(weekday, { from: 0, to: 7, name: (at) => DAYS[at], short: 3 });
  if (ofMonth === undefined || ofWeek === undefined) return undefined;
  return [ofMonth, ofWeek].filter((part) => part !== '').join(' or ');
}

function monthDayWords(day: string): string | undefined {
  if (day === 'L') return 'on the last day of the month';
  const list = listed(day, { from: 1, to: 31, name: ordinal, short: 0 });
  return list === undefined ? undefined : `on the ${list}`;
}

interface Names {
  readonly from: number;
  readonly to: number;
  readonly name: (at: number) => string | undefined;
  /** So many letters of a name stand for it. */
  readonly short: number;
}

/** `Monday to Friday`, `Monday, Wednesday and Friday`. */
function listed(field: string, names: Names): string | undefined {
  const parts = field.split(',').map((part) => {
    const plain = unnamed(part, names);
    const single = numbers(plain, names.from, names.to)?.[0];
    if (single !== undefined) return names.name(single);
    const range = rangeOf(plain, names.from, names.to);
    return range === undefined ? undefined : `${names.name(range.low)} to ${names.name(range.high)}`;
  });
  return parts.every((part) => part !== undefined) ? joined(parts) : undefined;
}

/** With numbers in place of names. */
function unnamed(part: string, { from, to, name, short }: Names): string {
  if (short === 0) return part;
  let plain = part;
  for (let at = from; at <= to; at++) {
    const letters = name(at)?.slice(0, short).toUpperCase();
    if (letters !== undefined) plain = plain.replaceAll(letters, String(at));
  }
  return plain;
}

/** Of a list of plain numbers within bounds, in order. */
function numbers(field: string, low: number, high: number): readonly number[] | undefined {
  const values = field.split(',').map((part) => (/^\d{1,2}$/.test(part) ? Number(part) : Number.NaN));
  return values.every((value) => value >= low && value <= high) ? values.sort((a, b) => a - b) : undefined;
}

function rangeOf(field: string, from: number, to: number): { readonly low: number; readonly high: number } | undefined {
  const [, first, last] = /^(\d{1,2})-(\d{1,2})$/.exec(field) ?? [];
  if (first === undefined || last === undefined) return undefined;
  const [low, high] = [Number(first), Number(last)];
  return low >= from && high <= to && low < high ? { low, high } : undefined;
}

/** Of a step that divides the whole: others are not the same distance apart everywhere. */
function stepOf(field: string, whole: number): number | undefined {
  const step = Number(/^(?:\*|0)\/(\d{1,2})$/.exec(field)?.[1]);
  return step > 1 && whole % step === 0 ? step : undefined;
}

function ordinal(value: number): string {
  const isTeen = value % 100 >= 11 && value % 100 <= 13;
  return `${value}${(isTeen ? undefined : ['th', 'st', 'nd', 'rd'][value % 10]) ?? 'th'}`;
}

function clock(hour: number, minute: number): string {
  return `${twoDigits(hour)}:${twoDigits(minute)}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

function joined(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}
