import { BUILT_IN_METRICS, type MetricDefinition } from './metrics.ts';
import type { SecondReading } from './second.ts';

/** Whether a gauge's readings add up over shards and tags (users busy), or are one of several (CPU of a worker). */
export function isAdditive(metric: string): boolean {
  const definitions: Readonly<Record<string, MetricDefinition>> = BUILT_IN_METRICS;
  return Object.hasOwn(definitions, metric) && definitions[metric]?.additive === true;
}

/**
 * Readings of one second as one. Additive ones sum, so that min and max are the bounds within which the sum was; of the
 * others, the last in the list stands, and the mean is weighted by time. Undefined for an empty list.
 */
export function sumReadings(readings: readonly SecondReading[], additive: boolean): SecondReading | undefined {
  const [first, ...others] = readings;
  if (first === undefined) return undefined;
  return others.reduce(additive ? addReadings : joinReadings, first);
}

function addReadings(a: SecondReading, b: SecondReading): SecondReading {
  const weightMs = Math.max(a.weightMs, b.weightMs);
  return {
    last: a.last + b.last,
    min: a.min + b.min,
    max: a.max + b.max,
    mean: weightMs > 0 ? (a.mean * a.weightMs + b.mean * b.weightMs) / weightMs : a.mean + b.mean,
    weightMs,
  };
}

/** Earlier and later, or one and another. */
export function joinReadings(a: SecondReading, b: SecondReading): SecondReading {
  const weightMs = a.weightMs + b.weightMs;
  return {
    last: b.last,
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
    mean: weightMs > 0 ? (a.mean * a.weightMs + b.mean * b.weightMs) / weightMs : b.mean,
    weightMs,
  };
}
