import { type Advice, type AdviceContext, formatWhole, isLoopbackHost } from './advice.ts';

const MANY_USERS = 500;
const MANY_ARRIVALS = 2000;

/** Target and generator on one machine take the CPU from each other. */
export function sharedMachine({ plan, forecast }: AdviceContext): Advice[] {
  const local = plan.allowHosts.length > 0 && plan.allowHosts.every(isLoopbackHost);
  const { peakUsers, peakRate } = forecast;
  if (!local || (peakUsers < MANY_USERS && peakRate < MANY_ARRIVALS)) return [];
  const load = peakUsers >= MANY_USERS ? `${formatWhole(peakUsers)} users` : `${formatWhole(peakRate)} arrivals/s`;
  return [
    {
      code: 'SHARED_MACHINE',
      severity: 'suggestion',
      topic: 'resources',
      message:
        'run the target on another machine, or pin both to cores of their own and bound the workers with --workers',
      reason: `the target is on this machine, and generating ${load} takes CPU that the target then lacks`,
      path: 'target',
    },
  ];
}
