import { valueAt } from '../../load/curve.ts';
import type { PlannedLevel, PlannedStream } from '../../model/plan.ts';

/** A stretch is measured by itself from this length on. */
const LEAST_MS = 2_000;
/** So much of a level is for the target to settle, and no more than so long. */
const SETTLE_SHARE = 0.2;
const MOST_SETTLE_MS = 10_000;

interface Stretch {
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** The stretches of the load in which it is constant, told from the stream with the most of them. */
export function levelsOf(streams: readonly PlannedStream[]): PlannedLevel[] {
  const [unit, own] = leading(streams);
  const stretches = own.map(flatStretches).sort((a, b) => b.length - a.length)[0] ?? [];
  return stretches.map(({ name, startMs, endMs }): PlannedLevel => {
    const middleMs = (startMs + endMs) / 2;
    const load = own.reduce((sum, stream) => sum + valueAt(stream.load.curve, middleMs - stream.startMs), 0);
    const settleMs = Math.min((endMs - startMs) * SETTLE_SHARE, MOST_SETTLE_MS);
    return { name, load, unit, startMs, endMs, settleMs };
  });
}

type Curved = PlannedStream & { readonly load: Exclude<PlannedStream['load'], { model: 'iterations' }> };

/** Streams of the model that levels are counted in: arrivals, unless all are users. */
function leading(streams: readonly PlannedStream[]): [PlannedLevel['unit'], Curved[]] {
  const curved = streams.filter((stream): stream is Curved => stream.load.model !== 'iterations');
  const arrivals = curved.filter(({ load }) => load.model === 'arrivals');
  return arrivals.length > 0 ? ['arrivals/s', arrivals] : ['users', curved];
}

function flatStretches({ startMs, load }: Curved): Stretch[] {
  const stretches: Stretch[] = [];
  let fromMs = startMs;
  for (const { fromValue, toValue, durationMs, name } of load.curve) {
    const isFlat = fromValue === toValue && fromValue > 0 && durationMs >= LEAST_MS;
    if (isFlat) stretches.push({ name: name ?? `${fromValue}`, startMs: fromMs, endMs: fromMs + durationMs });
    fromMs += durationMs;
  }
  return stretches;
}
