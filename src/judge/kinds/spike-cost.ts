import type { Level, Series } from '../../model/run.ts';
import type { Case } from '../evidence.ts';
import { figuresOf, percentileOf, type Subject } from './level-figures.ts';
import { totalSeries } from './recovered.ts';

/** One spike among its neighbours. */
export interface SpikeLevels {
  readonly before: Level;
  readonly spike: Level;
  /** When the load rose: what is measured of a level leaves out its first part. */
  readonly fromMs: number;
  readonly after: Level | undefined;
}

export interface SpikeCost {
  /** Requests, or what is counted. */
  readonly sent: number;
  readonly failed: number;
  /** Iterations that found no free user. */
  readonly dropped: number;
  /** All that answers took longer than before, together. */
  readonly lateMs: number;
  /** p95, before and during. */
  readonly before: number | undefined;
  readonly during: number | undefined;
}

/** What a burst cost, from the first moment of its load until the stretch of calm behind it is over. */
export function spikeCost({ series }: Case, levels: SpikeLevels, subject: Subject): SpikeCost {
  const { before, spike, fromMs, after } = levels;
  const [calm, busy] = [figuresOf(before, subject), figuresOf(spike, subject)];
  const span = [fromMs, after?.endMs ?? spike.endMs] as const;
  const within = (name: string, field: string) => sumWithin(totalSeries(series, name), field, span);
  return {
    sent: within(subject.count, 'count'),
    failed: within(subject.failed, 'passes'),
    dropped: within('dropped_iterations', 'count'),
    lateMs: lateness(totalSeries(series, subject.time), calm.latency?.mean ?? 0, span),
    before: percentileOf(calm.latency, '95'),
    during: percentileOf(busy.latency, '95'),
  };
}

/** What answers took longer than usual, summed up. */
function lateness(times: Series | undefined, usualMs: number, [fromMs, toMs]: readonly [number, number]): number {
  const { startMs = 0, stepMs = 0, fields } = times ?? {};
  return (fields?.mean ?? []).reduce<number>((sum, mean, step) => {
    const timeMs = startMs + step * stepMs;
    if (mean === null || timeMs < fromMs || timeMs >= toMs) return sum;
    return sum + Math.max(0, mean - usualMs) * (fields?.count?.[step] ?? 0);
  }, 0);
}

function sumWithin(series: Series | undefined, field: string, [fromMs, toMs]: readonly [number, number]): number {
  const values = series?.fields[field] ?? [];
  return values.reduce<number>((sum, value, step) => {
    const timeMs = (series?.startMs ?? 0) + step * (series?.stepMs ?? 0);
    return timeMs >= fromMs && timeMs < toMs ? sum + (value ?? 0) : sum;
  }, 0);
}
