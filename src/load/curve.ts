/**
 * Load as a curve over time: users, or arrivals per second. A curve is a list of straight segments; this file answers
 * pure questions about it (value, area, when arrival k is due). Schedules are built on it in arrivals.ts and users.ts.
 */
import type { Curve, CurveSegment } from '../model/curve.ts';

export function curveDurationMs(curve: Curve): number {
  return curve.reduce((sum, segment) => sum + segment.durationMs, 0);
}

/** A jump belongs to the segment that starts there; outside the curve the value is 0. */
export function valueAt(curve: Curve, ms: number): number {
  if (ms < 0) return 0;
  let startMs = 0;
  let endValue = 0;
  for (const segment of curve) {
    const { fromValue, toValue, durationMs } = segment;
    if (ms < startMs + durationMs) return fromValue + ((toValue - fromValue) * (ms - startMs)) / durationMs;
    if (durationMs > 0) endValue = toValue;
    startMs += durationMs;
  }
  return ms === startMs ? endValue : 0;
}

/** The area under the curve up to `ms`, in value × seconds: for a rate, the arrivals due before then are this rounded up. */
export function integralUntil(curve: Curve, ms: number): number {
  let startMs = 0;
  let area = 0;
  for (const segment of curve) {
    if (ms <= startMs) break;
    const { fromValue, toValue, durationMs } = segment;
    const insideMs = Math.min(ms - startMs, durationMs);
    const lastValue = insideMs === durationMs ? toValue : fromValue + ((toValue - fromValue) * insideMs) / durationMs;
    area = addArea(area, { fromValue, toValue: lastValue, durationMs: insideMs });
    startMs += durationMs;
  }
  return area;
}

export function totalArrivals(curve: Curve): number {
  return Math.ceil(integralUntil(curve, Number.POSITIVE_INFINITY));
}

export function peakValue(curve: Curve): number {
  let peak = 0;
  for (const { fromValue, toValue, durationMs } of curve) {
    if (durationMs > 0) peak = Math.max(peak, fromValue, toValue);
  }
  return peak;
}

export function meanValue(curve: Curve): number {
  const durationMs = curveDurationMs(curve);
  return durationMs > 0 ? (integralUntil(curve, durationMs) * 1000) / durationMs : 0;
}

/**
 * When arrival `k` is due: the last moment at which the area is still at most `k`, so that pauses are skipped over.
 * Infinity where the whole area is at most `k`.
 */
export function dueTimeUs(curve: Curve, k: number): number {
  return dueTimes(curve)(k);
}

/** `dueTimeUs` for positions that never go down, each segment visited once. */
export function dueTimes(curve: Curve): (position: number) => number {
  let next = 0;
  let startUs = 0;
  let endUs = 0;
  let startArea = 0;
  let endArea = 0;
  return (position) => {
    while (position >= endArea) {
      const segment = curve[next++];
      if (segment === undefined) {
        endArea = Number.POSITIVE_INFINITY;
        startUs = Number.POSITIVE_INFINITY;
        break;
      }
      startUs = endUs;
      endUs += segment.durationMs * 1000;
      startArea = endArea;
      endArea = addArea(endArea, segment);
    }
    const segment = curve[next - 1];
    if (segment === undefined) return Number.POSITIVE_INFINITY;
    const offset = offsetUs(segment, position - startArea, endArea - position);
    return startUs + Math.max(0, Math.min(offset, endUs - startUs));
  };
}

/**
 * The root of the segment's quadratic, in the form without cancellation; a falling ramp is solved from its end, where
 * the rate may be 0 and the root from the start would be ill-conditioned.
 */
function offsetUs(segment: CurveSegment, areaBefore: number, areaAfter: number): number {
  const { fromValue, toValue, durationMs } = segment;
  if (fromValue === toValue) return (areaBefore * 1e6) / fromValue;
  const slope = (Math.abs(toValue - fromValue) * 1000) / durationMs;
  if (toValue > fromValue) return rootUs(fromValue, slope, areaBefore);
  return durationMs * 1000 - rootUs(toValue, slope, areaAfter);
}

function rootUs(value: number, slope: number, area: number): number {
  return area <= 0 ? 0 : (2e6 * area) / (value + Math.sqrt(value * value + 2 * slope * area));
}

/** Where each named phase lies; neighbouring segments of one name are one phase. */
export function phaseBounds(curve: Curve): { name: string; startMs: number; endMs: number }[] {
  const phases: { name: string; startMs: number; endMs: number }[] = [];
  let startMs = 0;
  let previousName: string | undefined;
  for (const { name, durationMs } of curve) {
    const endMs = startMs + durationMs;
    const last = phases.at(-1);
    if (name !== undefined && name === previousName && last !== undefined) last.endMs = endMs;
    else if (name !== undefined) phases.push({ name, startMs, endMs });
    previousName = name;
    startMs = endMs;
  }
  return phases;
}

function addArea(area: number, segment: CurveSegment): number {
  return snapToWhole(area + ((segment.fromValue + segment.toValue) * segment.durationMs) / 2000);
}

/** Areas a rounding error away from a whole number are that number: 0.1/s over 30 s are 3 arrivals, not 4. */
export function snapToWhole(value: number): number {
  const whole = Math.round(value);
  return Math.abs(value - whole) <= 1e-9 + 1e-12 * whole ? whole : value;
}
