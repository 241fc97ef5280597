const SECOND_MS = 1000;
const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
const DAYS_A_WEEK = 5;
const WORKDAY_STARTS_S = 8 * 3600;

/** Seconds of work in a day. */
export const WORKDAY_S = 10 * 3600;
const WORKWEEK_S = DAYS_A_WEEK * WORKDAY_S;
/** 1970-01-05, the first Monday. */
const FIRST_MONDAY_MS = 4 * DAY_MS;

/** Times at which people work: Monday to Friday, 8 to 18 o'clock UTC. They never fall when the seconds of work rise. */
export interface WorkCalendar {
  /** Seconds of work between start and end. */
  readonly lengthS: number;
  /** Seconds since 1970 after so many seconds of work. */
  unixS(workS: number): number;
  /** `2025-03-31` */
  day(workS: number): string;
  /** `2025-03-31T14:05:09Z` */
  time(workS: number): string;
}

/** So many weeks of work that end on the last Monday at or before `untilMs`. */
export function workCalendar(untilMs: number, weeks: number): WorkCalendar {
  const endMs = Math.floor((untilMs - FIRST_MONDAY_MS) / WEEK_MS) * WEEK_MS + FIRST_MONDAY_MS;
  const startMs = endMs - weeks * WEEK_MS;
  const dayMs = (number: number): number => {
    return startMs + Math.floor(number / DAYS_A_WEEK) * WEEK_MS + (number % DAYS_A_WEEK) * DAY_MS;
  };
  const days: string[] = [];
  const day = (workS: number): string => {
    const number = Math.floor(workS / WORKDAY_S);
    days[number] ??= new Date(dayMs(number)).toISOString().slice(0, 10);
    return days[number];
  };
  return {
    lengthS: weeks * WORKWEEK_S,
    unixS: (workS) => dayMs(Math.floor(workS / WORKDAY_S)) / SECOND_MS + secondOfDay(workS),
    day,
    time: (workS) => `${day(workS)}T${clock(secondOfDay(workS))}Z`,
  };
}

function secondOfDay(workS: number): number {
  return WORKDAY_STARTS_S + Math.floor(workS % WORKDAY_S);
}

function clock(second: number): string {
  return `${TWO_DIGITS[Math.floor(second / 3600)]}:${TWO_DIGITS[Math.floor(second / 60) % 60]}:${TWO_DIGITS[second % 60]}`;
}

const TWO_DIGITS = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));
