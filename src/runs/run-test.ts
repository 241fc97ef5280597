import type { Run } from '../model/run.ts';
import { type LoadOptions, runLoad } from './load.ts';
import { type PrepareOptions, prepareTest, type TestInput } from './prepare-test.ts';
import { makeAndKeep } from './store-run.ts';

/** How a test is run: what is laid over it, who watches, and whether the run is kept. */
export interface RunOptions extends PrepareOptions, Omit<LoadOptions, 'functions' | 'record'> {
  /** Keep the run in the store, as the command line does (false). */
  readonly store?: boolean;
}

/** Plans a test, carries it out, and returns what was measured and judged. */
export async function runTest(input: TestInput, options: RunOptions = {}): Promise<Run> {
  const {
    workers,
    onSecond,
    onLog,
    onPhase,
    trace,
    onTrace,
    profiling,
    stop,
    kill,
    announce,
    store = false,
    ...prepare
  } = options;
  const { plan, functions } = await prepareTest(input, prepare);
  const { cwd = process.cwd() } = prepare;
  return makeAndKeep({ cwd, store }, (record) => {
    const watching = { onSecond, onLog, onPhase, trace, onTrace, profiling, stop, kill, announce };
    return runLoad(plan, { workers, functions, ...watching, record, cwd });
  });
}
