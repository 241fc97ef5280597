/** The open model: the moments at which iterations start, whether or not earlier ones have ended. */
import type { Curve } from '../model/curve.ts';
import { dueTimes, integralUntil, totalArrivals } from './curve.ts';
import { poissonPositions } from './poisson.ts';

/** The arrivals of one shard, in the order of time. */
export interface ArrivalSchedule {
  /** When this shard's next arrival is due, in microseconds since the curve's start; Infinity when none is left. */
  next(): number;
  /** The number that the arrival last asked for has among those of all shards. */
  index(): number;
}

export interface ArrivalOptions {
  readonly shard: number;
  readonly shards: number;
  readonly arrivals: 'even' | 'poisson';
  readonly seed: number;
}

/** Arrival k belongs to shard k mod `shards`; nothing about arrival k depends on how many shards there are. */
export function arrivalSchedule(curve: Curve, options: ArrivalOptions): ArrivalSchedule {
  const total = totalArrivals(curve);
  const dueAt = dueTimes(curve);
  const positionOf =
    options.arrivals === 'poisson'
      ? poissonPositions({ total, length: integralUntil(curve, Number.POSITIVE_INFINITY), seed: options.seed })
      : (k: number) => k;
  let index = options.shard - options.shards;
  return {
    next: () => {
      if (index < total) index += options.shards;
      return index < total ? dueAt(positionOf(index)) : Number.POSITIVE_INFINITY;
    },
    index: () => index,
  };
}
