import type { Plan } from '../../model/plan.ts';
import type { Direction } from '../direction.ts';
import { readBaseline } from './baseline-file.ts';
import { stableDirection } from './stable-direction.ts';

/** A baseline's load, judged against the baseline that is kept. Throws where there is none. */
export async function regressionDirection(plan: Plan, cwd: string): Promise<Direction> {
  const reference = await readBaseline(plan.name, cwd);
  const { judgeLoad } = await import('../../judge/judge-load.ts');
  const stable = plan.kind?.type === 'regression' ? plan.kind.stable : undefined;
  return { ...stableDirection(plan, stable), judge: (evidence) => judgeLoad({ ...evidence, reference }) };
}
