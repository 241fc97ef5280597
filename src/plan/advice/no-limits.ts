import type { Advice, AdviceContext } from './advice.ts';

export function noLimits({ plan }: AdviceContext): Advice[] {
  if (plan.limits.length > 0) return [];
  const { message, reason } = plan.scenarios.every(({ measure }) => measure !== undefined) ? OF_FUNCTIONS : OF_REQUESTS;
  return [{ code: 'NO_LIMITS', severity: 'suggestion', topic: 'reliability', message, reason }];
}

const OF_REQUESTS = {
  message: "set limits, such as 'http_req_duration p95 < 200ms' and 'http_req_failed rate < 1%'",
  reason: 'without a limit a run passes however slow the target is, and with a good share of its requests failed',
};
const OF_FUNCTIONS = {
  message: "set limits, such as 'function_duration p95 < 200ms' and 'function_memory_peak max < 50MB'",
  reason: 'without a limit a run passes however slow the functions are, and whatever memory they take',
};
