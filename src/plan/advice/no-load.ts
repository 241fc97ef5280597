import type { Advice, AdviceContext } from './advice.ts';

export function noLoad({ spec, plan }: AdviceContext): Advice[] {
  if (spec.load !== undefined || spec.scenarios.some(({ load }) => load !== undefined)) return [];
  const count = plan.scenarios.length;
  return [
    {
      code: 'NO_LOAD',
      severity: 'suggestion',
      topic: 'performance',
      message: "say how much load there is: load: { users: 10, duration: '1m' }, or --users 10 --duration 1m",
      reason: `without one each scenario runs once (${count} iteration${count === 1 ? '' : 's'}), which shows that it works, not how fast it is`,
    },
  ];
}
