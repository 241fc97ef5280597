import { formatLimit } from '../../model/limit-grammar.ts';
import type { Advice, AdviceContext } from './advice.ts';

export function duplicateLimits({ plan }: AdviceContext): Advice[] {
  const spelled = plan.limits.map(({ rule }) => formatLimit(rule, plan.metrics));
  return spelled.flatMap((rule, index): Advice[] => {
    const first = spelled.indexOf(rule);
    if (first === index) return [];
    return [
      {
        code: 'DUPLICATE_LIMIT',
        severity: 'suggestion',
        topic: 'reliability',
        message: 'remove one of the two',
        reason: `limits[${index}] says the same as limits[${first}]: ${rule}`,
        path: `limits[${index}]`,
      },
    ];
  });
}
