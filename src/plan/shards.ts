import { peakValue, totalArrivals } from '../load/curve.ts';
import type { Plan, PlannedStream, Shard } from '../model/plan.ts';
import { usableCores } from './usable-cores.ts';

/** The plan in so many parts: each shard takes its share of every stream, and together they are exactly the plan. */
export function cutShards(plan: Plan, count: number): Shard[] {
  if (!Number.isInteger(count) || count < 1) throw new RangeError(`a plan cannot be cut into ${count} shards`);
  return Array.from({ length: count }, (_, index) => ({ plan, index, count }));
}

interface WorkerOptions {
  /** As asked for; one less than there are cores otherwise. */
  readonly requested?: number | undefined;
  readonly cores?: number;
}

/**
 * How many workers carry out a plan: as many as asked for, or all cores but the one that reports, and never so many that
 * one would have no user and no arrival.
 */
export function workersFor(plan: Plan, options: WorkerOptions = {}): number {
  const { requested, cores = usableCores() } = options;
  const wanted = requested ?? Math.floor(cores) - 1;
  const busy = Math.max(1, ...plan.streams.map(mostShards));
  return Math.max(1, Math.min(Math.floor(wanted), busy));
}

/** Beyond this, some shards of the stream would have nothing to do. */
function mostShards({ load }: PlannedStream): number {
  switch (load.model) {
    case 'users':
      return Math.ceil(peakValue(load.curve));
    case 'arrivals':
      return Math.min(totalArrivals(load.curve), load.maxUsers);
    case 'iterations':
      return load.perUser ? load.users : Math.min(load.users, load.iterations);
  }
}
