import type { Plan } from '../model/plan.ts';
import type { Run } from '../model/run.ts';
import { type LoadOptions, runLoad } from './load.ts';

export interface SuiteOptions {
  /** How the test at this place is carried out. */
  readonly optionsOf: (plan: Plan, index: number) => LoadOptions;
  /** Awaited before the next test begins. */
  readonly onRun: (run: Run, index: number) => Promise<void>;
  /** Aborted: the tests that have not begun are left out. */
  readonly stop: AbortSignal;
}

/** Tests one after the other, each with the machine to itself. */
export async function runSuite(plans: readonly Plan[], { optionsOf, onRun, stop }: SuiteOptions): Promise<Run[]> {
  const runs: Run[] = [];
  for (const [index, plan] of plans.entries()) {
    if (stop.aborted) break;
    const run = await runLoad(plan, optionsOf(plan, index));
    runs.push(run);
    await onRun(run, index);
    // Whoever stops a run by watching it means the command, as Ctrl-C does.
    if (run.verdict === 'interrupted') break;
  }
  return runs;
}
