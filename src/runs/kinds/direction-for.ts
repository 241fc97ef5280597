/**
 * runs/kinds/ decides the load of those kinds of test whose load follows from what is measured: a baseline ends once its
 * percentiles are known, a stress test comes down once the target is broken. A regression test is a baseline that is compared.
 */
import type { Plan } from '../../model/plan.ts';
import type { Direction } from '../direction.ts';

/** How the load of a plan's kind is decided; undefined where the plan alone says. Throws where there is no baseline to compare with. */
export async function directionFor(plan: Plan, cwd: string, workers = 1): Promise<Direction | undefined> {
  const { kind, against } = plan;
  if (against !== undefined) {
    const { againstDirection } = await import('../against/against-direction.ts');
    return againstDirection(plan, against, workers);
  }
  if (kind?.type === 'stress' && kind.descent.length > 0) {
    const { stressDirection } = await import('./stress-direction.ts');
    return stressDirection(plan, kind);
  }
  if (kind?.type === 'regression') {
    const { regressionDirection } = await import('./regression-direction.ts');
    return regressionDirection(plan, cwd);
  }
  if (kind?.type === 'baseline' && kind.stable !== undefined) {
    const { stableDirection } = await import('./stable-direction.ts');
    return stableDirection(plan, kind.stable);
  }
  return undefined;
}
