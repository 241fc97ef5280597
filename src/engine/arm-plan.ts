import type { Arm, Plan } from '../model/plan.ts';

/** The plan as it is carried out against one of its two targets; what is measured says which. */
export function armPlan(plan: Plan, arm: Arm): Plan {
  const { against, ...own } = plan;
  if (against === undefined) return plan;
  return {
    ...own,
    ...(arm === 'before' ? { target: against.url } : {}),
    scenarios: plan.scenarios.map((scenario) => ({ ...scenario, tags: { ...scenario.tags, arm } })),
  };
}

/** Of the shards that are told of, those of the other target have the higher numbers. */
export function armOfShard(shard: number, workers: number): Arm {
  return shard < workers ? 'after' : 'before';
}
