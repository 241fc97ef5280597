import type { Plan } from '../model/plan.ts';
import { DEFAULTS } from '../plan/defaults.ts';

/** The plan with one iteration of each scenario in place of its load. Its kind and limits mean nothing then, and are left out. */
export function oncePlan({ kind: _, ...plan }: Plan): Plan {
  return {
    ...plan,
    levels: [],
    streams: plan.scenarios.map(({ name }, scenario) => ({
      name,
      startMs: 0,
      load: {
        model: 'iterations',
        iterations: 1,
        users: 1,
        perUser: false,
        maxDurationMs: DEFAULTS.iterationsMaxDurationMs,
      },
      mix: [{ scenario, weight: 1 }],
      gracefulStopMs: DEFAULTS.gracefulStopMs,
    })),
    limits: [],
    warmupMs: 0,
  };
}
