/** Loads that two targets take in turns: what of a curve each plays, and when. Both play the same stretches, one after the other. */
import type { Curve, CurveSegment } from '../model/curve.ts';
import type { PlannedStream, Turn } from '../model/plan.ts';
import { valueAt } from './curve.ts';

/**
 * A stream as one arm plays it: in each turn a stretch of its curve, pressed together to the turn's length, and between turns no
 * arrivals, or as many users as there were, who wait. Counted from the start of the load.
 */
export function inTurns(stream: PlannedStream): PlannedStream {
  const { turns, load, startMs } = stream;
  if (turns === undefined || load.model === 'iterations') return stream;
  const curve: CurveSegment[] = [];
  let atMs = 0;
  for (const turn of turns.slices) {
    const held = load.model === 'users' ? (curve.at(-1)?.toValue ?? 0) : 0;
    if (turn.fromMs > atMs) curve.push({ fromValue: held, toValue: held, durationMs: turn.fromMs - atMs });
    curve.push(...pressed(stretchOf(load.curve, turn.ofFromMs - startMs, turn.ofToMs - startMs), turn));
    atMs = turn.toMs;
  }
  return { ...stream, startMs: 0, load: { ...load, curve } };
}

/** What of a curve lies between two times, which may be outside of it; there the value is 0. */
export function stretchOf(curve: Curve, fromMs: number, toMs: number): CurveSegment[] {
  const stretch: CurveSegment[] = [];
  const zero = (durationMs: number) => {
    if (durationMs > 0) stretch.push({ fromValue: 0, toValue: 0, durationMs });
  };
  zero(Math.min(toMs, 0) - fromMs);
  let startMs = 0;
  for (const segment of curve) {
    const endMs = startMs + segment.durationMs;
    const [from, to] = [Math.max(fromMs, startMs), Math.min(toMs, endMs)];
    if (to > from) stretch.push({ ...segment, ...between(segment, from - startMs, to - startMs) });
    startMs = endMs;
  }
  zero(toMs - Math.max(fromMs, startMs));
  return stretch;
}

function between(segment: CurveSegment, fromMs: number, toMs: number): CurveSegment {
  const { durationMs, toValue } = segment;
  return {
    fromValue: valueAt([segment], fromMs),
    toValue: toMs >= durationMs ? toValue : valueAt([segment], toMs),
    durationMs: toMs - fromMs,
  };
}

function pressed(stretch: readonly CurveSegment[], { fromMs, toMs, ofFromMs, ofToMs }: Turn): CurveSegment[] {
  const factor = (toMs - fromMs) / (ofToMs - ofFromMs);
  return stretch.map((segment) => ({ ...segment, durationMs: segment.durationMs * factor }));
}
