import { testDrift } from '../drift.ts';
import type { MeasuredPoint } from '../series-point.ts';

export interface Forecast {
  /** Milliseconds, as the times of the points; null when it will not be. */
  readonly crossesAtMs: number | null;
  readonly earliestMs: number | null;
  /** Null where it may be never. */
  readonly latestMs: number | null;
  readonly slopePerHour: number;
}

interface ForecastedLimit {
  readonly threshold: number;
  /** Whether values above it are those that cross it. */
  readonly worse: 'higher' | 'lower';
}

const LEAST_POINTS = 8;
/** Nobody knows what comes after more than so many times what was seen. */
const MOST_AHEAD = 5;
const MS_PER_HOUR = 3_600_000;

/**
 * When the level of a series will cross a limit if it goes on as it does: by its robust slope, and by both ends of the
 * slope's interval. Undefined with too few points to tell; without a slope that stands out from chance nothing is crossed.
 */
export function forecastCrossing(points: readonly MeasuredPoint[], limit: ForecastedLimit): Forecast | undefined {
  if (points.length < LEAST_POINTS) return undefined;
  const drift = testDrift(points);
  const last = points.at(-1);
  if (drift === undefined || last === undefined) return undefined;
  const { slopePerHour, slopeInterval } = drift;
  const way = limit.worse === 'higher' ? 1 : -1;
  const isTowards = way * slopePerHour > 0 && way * (way > 0 ? slopeInterval.low : slopeInterval.high) > 0;
  const never = { crossesAtMs: null, earliestMs: null, latestMs: null, slopePerHour };
  const level = (drift.startLevel + drift.endLevel) / 2;
  if (way * (drift.endLevel - limit.threshold) >= 0) {
    return { ...never, crossesAtMs: last.timeMs, earliestMs: last.timeMs, latestMs: last.timeMs };
  }
  if (!isTowards) return never;
  // The line turns about its middle, where its level is known best.
  const middleMs = last.timeMs - drift.durationMs / 2;
  const horizonMs = last.timeMs + MOST_AHEAD * drift.durationMs;
  const crossing = (slope: number): number | null => {
    const atMs = middleMs + ((limit.threshold - level) / slope) * MS_PER_HOUR;
    return atMs > horizonMs ? null : Math.max(atMs, last.timeMs);
  };
  const [steep, shallow] = way > 0 ? [slopeInterval.high, slopeInterval.low] : [slopeInterval.low, slopeInterval.high];
  return {
    crossesAtMs: crossing(slopePerHour),
    earliestMs: crossing(steep),
    latestMs: crossing(shallow),
    slopePerHour,
  };
}
