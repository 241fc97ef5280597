import type { Trend } from '../../model/history.ts';
import type { LimitRule } from '../../model/limit.ts';
import { forecastCrossing } from '../../stats/change-points/forecast.ts';
import type { Detection } from './detect.ts';
import type { OfEnvironment } from './environments.ts';

interface Basis {
  readonly limits: readonly LimitRule[];
  readonly of: OfEnvironment;
  readonly detection: Detection;
}

/** When the first of the limits will be crossed, by the newest level's own trend; undefined where nothing can be told. */
export function forecastOf({ points }: Trend, { limits, of, detection }: Basis): Trend['forecast'] {
  const start = detection.levels.at(-1)?.from ?? 0;
  const outliers = new Set(detection.outliers);
  const recent = of.indexes.flatMap((index, at) => {
    const point = points[index];
    if (at < start || outliers.has(at) || point === undefined) return [];
    return [{ timeMs: Date.parse(point.startedAt), value: point.value }];
  });
  const forecasts = limits.flatMap((rule) => {
    const worse = worseSide(rule);
    const found = worse === undefined ? undefined : forecastCrossing(recent, { threshold: rule.threshold, worse });
    return found === undefined ? [] : [{ rule, ...found }];
  });
  const [first] = forecasts.sort(
    (left, right) => (left.crossesAtMs ?? Number.POSITIVE_INFINITY) - (right.crossesAtMs ?? Number.POSITIVE_INFINITY),
  );
  if (first === undefined) return undefined;
  return {
    limit: first.rule.threshold,
    rule: first.rule.text,
    crossesAt: asDate(first.crossesAtMs),
    earliest: asDate(first.earliestMs),
    latest: asDate(first.latestMs),
  };
}

/** A limit from above is crossed by what rises. */
function worseSide({ operator }: LimitRule): 'higher' | 'lower' | undefined {
  if (operator === '<' || operator === '<=') return 'higher';
  return operator === '>' || operator === '>=' ? 'lower' : undefined;
}

/** No calendar goes further. */
const LAST_MS = 8.64e15;

function asDate(timeMs: number | null): string | null {
  return timeMs === null || !(Math.abs(timeMs) <= LAST_MS) ? null : new Date(timeMs).toISOString();
}
