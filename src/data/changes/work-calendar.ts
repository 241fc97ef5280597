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

/** Times at which people work: Monday to Friday, 8 to 18 o'clock UTC. */
export interface WorkCalendar {
  /** Seconds of work between start and end. */
  readonly lengthS: number;
  /** The time after so many seconds of work, in whole seconds; it never falls when they rise. */
  at(workS: number): Date;
}

/** So many weeks of work that end on the last Monday at or before `untilMs`. */
export function workCalendar(untilMs: number, weeks: number): WorkCalendar {
  const endMs = Math.floor((untilMs - FIRST_MONDAY_MS) / WEEK_MS) * WEEK_MS + FIRST_MONDAY_MS;
  const startMs = endMs - weeks * WEEK_MS;
  return {
    lengthS: weeks * WORKWEEK_S,
    at: (workS) => {
      const days = Math.floor(workS / WORKDAY_S);
      const secondOfDay = WORKDAY_STARTS_S + Math.floor(workS - days * WORKDAY_S);
      const dayMs = Math.floor(days / DAYS_A_WEEK) * WEEK_MS + (days % DAYS_A_WEEK) * DAY_MS;
      return new Date(startMs + dayMs + secondOfDay * SECOND_MS);
    },
  };
}
