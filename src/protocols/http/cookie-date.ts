/** The time that an `Expires` means, in milliseconds, by the algorithm of RFC 6265 section 5.1.1; undefined for none. */
export function parseCookieDate(text: string): number | undefined {
  const found: FoundParts = {};
  for (const token of text.split(DELIMITERS)) {
    if (token !== '') readToken(token, found);
  }
  const { time, day, month, year } = found;
  if (time === undefined || day === undefined || month === undefined || year === undefined) return undefined;
  const [hours, minutes, seconds] = time;
  if (year < 1601 || hours > 23 || minutes > 59 || seconds > 59) return undefined;
  const date = new Date(Date.UTC(year, month, day, hours, minutes, seconds));
  // 30 February would have become a day in March.
  return date.getUTCDate() === day && date.getUTCMonth() === month ? date.getTime() : undefined;
}

interface FoundParts {
  time?: readonly [number, number, number];
  day?: number;
  month?: number;
  year?: number;
}

const DELIMITERS = /[\x09\x20-\x2f\x3b-\x40\x5b-\x60\x7b-\x7e]+/;
const TIME = /^(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\D|$)/;
const DAY = /^(\d{1,2})(?:\D|$)/;
const YEAR = /^(\d{2,4})(?:\D|$)/;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** A token is the first of time, day, month and year that is still missing and that it can be. */
function readToken(token: string, found: FoundParts): void {
  const time = found.time === undefined ? TIME.exec(token) : null;
  if (time !== null) {
    found.time = [Number(time[1]), Number(time[2]), Number(time[3])];
    return;
  }
  const day = found.day === undefined ? DAY.exec(token) : null;
  if (day !== null) {
    found.day = Number(day[1]);
    return;
  }
  const month = found.month === undefined ? MONTHS.indexOf(token.slice(0, 3).toLowerCase()) : -1;
  if (month !== -1) {
    found.month = month;
    return;
  }
  const year = found.year === undefined ? YEAR.exec(token) : null;
  if (year !== null) found.year = fullYear(Number(year[1]));
}

function fullYear(year: number): number {
  if (year >= 100) return year;
  return year >= 70 ? year + 1900 : year + 2000;
}
