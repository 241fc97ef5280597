import { defaultLimits } from '../kinds/default-limits.ts';
import { kindSettings } from '../kinds/kind-settings.ts';
import { ProblemList } from '../problem-list.ts';
import type { Advice, AdviceContext } from './advice.ts';

/** A kind's limit on volume says nothing of a load that could never reach it; that it is left out has to be said. */
export function defaultsOutOfReach({ spec, plan }: AdviceContext): Advice[] {
  const settings = kindSettings(spec.kind, new ProblemList('', () => undefined));
  if (settings === undefined) return [];
  const own = plan.limits.filter(({ isDefault }) => isDefault !== true);
  const untagged = defaultLimits(settings, own, plan.streams).outOfReach.filter(({ rule }) => !rule.includes('{'));
  if (untagged.length === 0) return [];
  return [
    {
      code: 'DEFAULT_LIMIT_OUT_OF_REACH',
      severity: 'suggestion',
      topic: 'reliability',
      message: `state what volume you expect as a limit of your own: the kind's ${untagged.map(({ rule }) => `'${rule}'`).join(' and ')} are left out`,
      reason: 'the load asked for is too small to reach them, so they would fail whatever the target does',
      path: 'kind',
    },
  ];
}
