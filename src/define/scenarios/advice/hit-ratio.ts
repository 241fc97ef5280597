import type { ScenarioAdvice } from '../scenario-advice.ts';

export interface CacheFacts {
  readonly things: number;
  readonly hot: number;
  readonly hotShare: number;
  readonly hitRatio: number;
}

/** Of a cache that holds everything hot, and of the rest only what happens to be there. */
export function hitRatioAdvice({ hot, things, hotShare, hitRatio }: CacheFacts): ScenarioAdvice[] {
  const reachable = hotShare + (1 - hotShare) * (hot / things);
  if (hitRatio <= reachable) return [];
  return [
    {
      code: 'HIT_RATIO_OUT_OF_REACH',
      severity: 'warning',
      topic: 'performance',
      message: 'ask more often for the hot things, or expect a lower hit ratio',
      reason: `${hotShare * 100} % of the requests go to ${hot} things that soon are in the cache, the rest to others: about ${Math.round(reachable * 100)} % can be hits, and ${hitRatio * 100} % are asked for`,
      path: 'hitRatio',
    },
  ];
}
