import type { LoadSummary } from '../../../src/model/run.ts';
import type { Corner, TimeLine } from '../../charts/specs.ts';
import type { Grid } from './grid.ts';

type Streams = readonly LoadSummary[];

/** The line of the load asked for, over all streams of a model; none where none is played. */
export function askedLine(load: Streams, model: LoadSummary['model'], grid: Grid): TimeLine[] {
  const streams = load.filter((stream) => stream.model === model && stream.curve.length > 0);
  const values = grid.timesMs.map((ms) => askedAt(streams, ms + grid.stepMs / 2, 'after'));
  if (values.every((value) => value === null)) return [];
  return [{ label: 'asked for', brush: 'dim', values, isAsked: true, corners: cornersOf(streams) }];
}

/** Where any of the streams bends or jumps: what is asked for just before, and from then on. */
function cornersOf(streams: Streams): Corner[] {
  const bends = new Set<number>();
  for (const { startMs, curve } of streams) {
    let at = startMs;
    bends.add(at);
    for (const { durationMs } of curve) {
      at += durationMs;
      bends.add(at);
    }
  }
  const corners = [...bends]
    .sort((a, b) => a - b)
    .flatMap((ms) => [
      { ms, value: askedAt(streams, ms, 'before') ?? 0 },
      { ms, value: askedAt(streams, ms, 'after') ?? 0 },
    ]);
  return corners.filter(({ ms, value }, at) => ms !== corners[at - 1]?.ms || value !== corners[at - 1]?.value);
}

/** At a jump, `before` is what was asked until then. */
function askedAt(streams: Streams, ms: number, side: 'before' | 'after'): number | null {
  const values = streams
    .map((stream) => valueAt(stream.curve, ms - stream.startMs, side))
    .filter((value) => value !== null);
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0);
}

function valueAt(curve: LoadSummary['curve'], ms: number, side: 'before' | 'after'): number | null {
  let startMs = 0;
  for (const { fromValue, toValue, durationMs } of curve) {
    const endMs = startMs + durationMs;
    const isWithin = side === 'after' ? ms >= startMs && ms < endMs : ms > startMs && ms <= endMs;
    if (isWithin) return fromValue + ((toValue - fromValue) * (ms - startMs)) / durationMs;
    startMs = endMs;
  }
  return null;
}
