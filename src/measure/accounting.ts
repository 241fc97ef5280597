import type { RunTotals } from './merge.ts';

/** What became of the arrivals that fell due, warm-up included. */
export interface Accounting {
  readonly planned: number;
  /** Iterations that ended, or were running when the test was stopped. */
  readonly started: number;
  readonly dropped: number;
}

/**
 * Started and dropped arrivals of the given scenarios, which have to be those of open models alone. `planned = started +
 * dropped` holds exactly; where it does not, that is a bug.
 */
export function accounting(totals: RunTotals, scenarios: ReadonlySet<string>): Accounting {
  const sum = (metric: string) =>
    totals.counted(metric, ({ scenario }) => scenario !== undefined && scenarios.has(scenario));
  return {
    planned: sum('arrivals'),
    started: sum('iterations') + sum('interrupted_iterations'),
    dropped: sum('dropped_iterations'),
  };
}
