import type { Advice, AdviceContext } from './advice.ts';

export function noLimits({ plan }: AdviceContext): Advice[] {
  if (plan.limits.length > 0) return [];
  return [
    {
      code: 'NO_LIMITS',
      severity: 'suggestion',
      topic: 'reliability',
      message: "set limits, such as 'http_req_duration p95 < 200ms' and 'http_req_failed rate < 1%'",
      reason: 'without a limit a run passes however slow the target is, and with a good share of its requests failed',
    },
  ];
}
