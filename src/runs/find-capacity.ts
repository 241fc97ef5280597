import type { Run } from '../model/run.ts';
import { type CapacityOptions, planCapacity } from '../plan/capacity/capacity-plan.ts';
import { runCapacity } from './capacity.ts';
import type { LoadOptions } from './load.ts';
import { type PrepareOptions, prepareTest, type TestInput } from './prepare-test.ts';
import { makeAndKeep } from './store-run.ts';

/** How a search for capacity is carried out: what is laid over the test, how its line is looked for, who watches. */
export interface CapacityRunOptions
  extends Omit<PrepareOptions, 'kind' | 'users' | 'rate' | 'duration' | 'iterations' | 'maxDuration'>,
    Omit<LoadOptions, 'functions' | 'direction' | 'record'>,
    CapacityOptions {
  /** Keep the run in the store, as the command line does (false). */
  readonly store?: boolean;
}

/** Plans a test, finds its load line, and returns what was measured and judged. */
export async function findCapacity(input: TestInput, options: CapacityRunOptions = {}): Promise<Run> {
  const { workers, onSecond, onLog, trace, onTrace, stop, kill, store = false, ...rest } = options;
  const { from, to, expected, holdMs, restMs, precision, confidence, maxTimeMs, maxRequests, ...prepare } = rest;
  const prepared = await prepareTest(input, prepare);
  const asked = { from, to, expected, holdMs, restMs, precision, confidence, maxTimeMs, maxRequests };
  const search = planCapacity(prepared, asked);
  const { functions } = prepared;
  const watching = { onSecond, onLog, trace, onTrace, stop, kill };
  const { cwd = process.cwd() } = prepare;
  return makeAndKeep({ cwd, store }, (record) => runCapacity(search, { workers, functions, ...watching, record, cwd }));
}
