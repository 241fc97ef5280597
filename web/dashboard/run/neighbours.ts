import type { RunRow } from '../../../src/model/dashboard-api.ts';

export interface Neighbours {
  readonly previous?: RunRow;
  readonly next?: RunRow;
}

/** The runs before and after one, of a list that begins with the newest. */
export function neighboursOf(id: string, runs: readonly RunRow[]): Neighbours {
  const at = runs.findIndex((run) => run.id === id);
  if (at < 0) return {};
  const [next, previous] = [runs[at - 1], runs[at + 1]];
  return { ...(previous === undefined ? {} : { previous }), ...(next === undefined ? {} : { next }) };
}
