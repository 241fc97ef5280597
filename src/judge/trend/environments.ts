import type { HistoryPoint } from '../../model/history.ts';

/** The points of a history that were measured in one environment. */
export interface OfEnvironment {
  readonly environment?: string;
  /** In the order of time. */
  readonly indexes: readonly number[];
}

/** One for each environment, the one measured in last at the end. */
export function environmentsOf(points: readonly HistoryPoint[]): OfEnvironment[] {
  const byName = new Map<string | undefined, number[]>();
  for (const [index, { environment }] of points.entries()) {
    const indexes = byName.get(environment) ?? [];
    indexes.push(index);
    byName.set(environment, indexes);
  }
  return [...byName]
    .map(([environment, indexes]) => ({ ...(environment === undefined ? {} : { environment }), indexes }))
    .sort((left, right) => (left.indexes.at(-1) ?? 0) - (right.indexes.at(-1) ?? 0));
}
