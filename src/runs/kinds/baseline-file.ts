import { UserError } from '../../errors/user-error.ts';
import type { BaselineRun } from '../../model/comparison.ts';
import type { Plan } from '../../model/plan.ts';
import type { Run } from '../../model/run.ts';
import { findBaseline, setBaseline } from '../baselines/baselines.ts';
import { withBaselines } from '../baselines/with-baselines.ts';

/** Keeps a baseline test that passed as what later runs are compared with, and answers where; any other run changes nothing. */
export async function keepBaseline(run: Run, cwd: string): Promise<string | undefined> {
  if (run.test.kind !== 'baseline' || run.verdict !== 'passed') return undefined;
  const kept = await withBaselines(cwd, { makesStore: true }, (place) =>
    setBaseline(run, place, { reason: 'a test of kind baseline passed' }),
  );
  return kept.where;
}

/** The baseline of the test of that name; throws where there is none. */
export async function readBaseline(name: string, cwd: string): Promise<BaselineRun> {
  const found = await withBaselines(cwd, {}, (place) => findBaseline(name, place));
  if (found !== undefined) return found.baseline.run;
  throw new UserError(`the test '${name}' has no baseline to compare with`, {
    code: 'NO_BASELINE',
    hint: "make one first: 'plimsoll run FILE --kind baseline', which is kept once it has passed, or 'plimsoll baseline set RUN'",
  });
}

/** Throws where a plan is to be compared and there is nothing to compare it with, before anything is sent. */
export async function requireBaseline({ kind, name }: Plan, cwd: string): Promise<void> {
  if (kind?.type === 'regression') await readBaseline(name, cwd);
}
