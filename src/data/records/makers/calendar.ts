import { cumulative, firstAbove } from '../distributions/weighted.ts';

const HOURS_PER_WEEK = 168;
const MS_PER_HOUR = 3_600_000;
const MS_PER_WEEK = HOURS_PER_WEEK * MS_PER_HOUR;
/** The first Monday since 1970. */
const MONDAY = 4 * 24 * MS_PER_HOUR;

const DAY = [1, 1, 1, 1, 1, 2, 4, 8, 10, 12, 13, 13, 12, 12, 12, 12, 12, 12, 11, 11, 10, 8, 5, 2];
const EVENING = [4, 2, 1, 1, 1, 1, 2, 3, 4, 5, 6, 7, 8, 7, 7, 7, 8, 10, 13, 16, 18, 17, 13, 8];
const OFFICE = [0.2, 0.1, 0.1, 0.1, 0.1, 0.3, 1, 4, 10, 14, 14, 12, 7, 11, 13, 13, 11, 7, 3, 1.5, 1, 0.8, 0.5, 0.3];
const OFFICE_WEEK = [10, 10, 10, 9.5, 9, 1.5, 1];

/** Times of day by habit, in UTC; or 24 weights of one's own. */
export const HOURS: Readonly<Record<string, readonly number[]>> = { day: DAY, evening: EVENING, office: OFFICE };
export const WEEKDAYS: Readonly<Record<string, readonly number[]>> = { office: OFFICE_WEEK };

/** Spreads times over a range by the hour of the week; grows with `u`, so that times that rise stay in order. */
export function seasonal(
  range: { from: number; to: number },
  hours: readonly number[],
  weekdays: readonly number[],
): (u: number) => number {
  const weights = weekdays.flatMap((weekday) => hours.map((hour) => weekday * hour));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const sums = cumulative(weights, total);
  const shareBefore = (hour: number) => (hour === 0 ? 0 : (sums[hour - 1] as number));

  /** Weeks gone by since the first Monday, each counted by its habits. */
  const habitOf = (ms: number): number => {
    const weeks = (ms - MONDAY) / MS_PER_WEEK;
    const week = Math.floor(weeks);
    const hours = (weeks - week) * HOURS_PER_WEEK;
    const hour = Math.min(Math.floor(hours), HOURS_PER_WEEK - 1);
    return week + shareBefore(hour) + (hours - hour) * ((sums[hour] as number) - shareBefore(hour));
  };
  const timeOf = (habit: number): number => {
    const week = Math.floor(habit);
    const share = habit - week;
    const hour = firstAbove(sums, share);
    const within = (share - shareBefore(hour)) / ((sums[hour] as number) - shareBefore(hour));
    return MONDAY + week * MS_PER_WEEK + (hour + Math.min(Math.max(within, 0), 1)) * MS_PER_HOUR;
  };

  const first = habitOf(range.from);
  const span = habitOf(range.to) - first;
  return (u) => Math.min(Math.max(timeOf(first + u * span), range.from), range.to);
}
