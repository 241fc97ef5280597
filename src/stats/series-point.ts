/** One moment of a series; seconds in which nothing was measured have no value. */
export interface SeriesPoint {
  readonly timeMs: number;
  readonly value: number | null | undefined;
}

export interface MeasuredPoint {
  readonly timeMs: number;
  readonly value: number;
}

/** The points that have a finite value, by time. */
export function measuredPoints(points: readonly SeriesPoint[]): MeasuredPoint[] {
  return points.filter(isMeasured).sort((left, right) => left.timeMs - right.timeMs);
}

function isMeasured(point: SeriesPoint): point is MeasuredPoint {
  return Number.isFinite(point.timeMs) && Number.isFinite(point.value);
}
