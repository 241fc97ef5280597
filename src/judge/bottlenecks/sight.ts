import type { Finding } from '../../model/run.ts';
import type { Case } from '../evidence.ts';
import type { Moment, Timeline } from './timeline.ts';

/** A run as detectors look at it. */
export interface Sight {
  readonly run: Case;
  readonly timeline: Timeline;
}

/** Finds one kind of trouble, with no thought of the others. */
export type Detector = (sight: Sight) => Finding | undefined;

/** Fewer moments than these say nothing about what changes. */
export const LEAST_MOMENTS = 4;
/** From so many on, the first is left out: connections are opened and code is compiled in it. */
const ENOUGH_TO_SETTLE = 6;

/** The moments without the first, where there are enough of them. */
export function settled<T>(moments: readonly T[]): readonly T[] {
  return moments.length >= ENOUGH_TO_SETTLE ? moments.slice(1) : moments;
}

/** Up to where the load was last at its highest: on the way down, what piled up before is still being served. */
export function climb(moments: readonly Moment[], loadOf: (moment: Moment) => number): readonly Moment[] {
  const most = Math.max(0, ...moments.map(loadOf));
  const last = moments.findLastIndex((moment) => loadOf(moment) >= 0.98 * most);
  return moments.slice(0, last + 1);
}

/** The load asked for, in the unit of its model. */
export function askedOf({ timeline }: Sight): (moment: Moment) => number {
  return timeline.model === 'arrivals' ? ({ arrivals }) => arrivals : ({ users }) => users;
}

export function meanOf<T>(items: readonly T[], of: (item: T) => number): number {
  return items.length === 0 ? 0 : items.reduce((sum, item) => sum + of(item), 0) / items.length;
}

export function sumOf<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((sum, item) => sum + of(item), 0);
}

/** Mean latency over the answers of several moments. */
export function latencyOf(moments: readonly Moment[]): number {
  const count = sumOf(moments, ({ latency }) => latency?.count ?? 0);
  return count === 0 ? 0 : sumOf(moments, ({ latency }) => (latency?.count ?? 0) * (latency?.mean ?? 0)) / count;
}

/** To two digits: no load is known better. */
export function roughly(load: number): number {
  return Number(load.toPrecision(2));
}

/** Whether the target is meant to be loaded beyond what it carries, so that to find its bound is no failing of it. */
export function seeksTheBound({ run }: Sight): boolean {
  const kind = run.kind?.type;
  return kind === 'stress' || kind === 'scalability' || kind === 'spike';
}
