import type { Plan, PlannedLimit } from '../../model/plan.ts';

/** Measured by iterations and requests, so that it is told apart by target. */
const OF_BOTH = /^(?:http_|function_|response_time$|iteration|checks$|group_duration$)/;
/** Judged by counts or by the load's whole time, which both targets share. */
const SHARED: ReadonlySet<string> = new Set(['count', 'perSecond']);

/** A test with a second target is held to its limits where its own target is meant: the other one may be as slow as it was. */
export function againstPlan(plan: Plan): Plan {
  return plan.against === undefined ? plan : { ...plan, limits: plan.limits.map(ofOwnTarget) };
}

function ofOwnTarget(limit: PlannedLimit): PlannedLimit {
  const { rule } = limit;
  const isOfBoth =
    OF_BOTH.test(rule.metric) && !SHARED.has(rule.aggregate.kind) && rule.tags.group?.startsWith('::') !== true;
  return isOfBoth ? { ...limit, rule: { ...rule, tags: { ...rule.tags, arm: 'after' } } } : limit;
}
