import type { Advice, AdviceContext } from './advice.ts';

/** A load or weight that has no effect was meant to have one. */
export function unusedLoad({ spec }: AdviceContext): Advice[] {
  const advice: Advice[] = spec.scenarios.flatMap(({ name, weight, load }, index): Advice[] => {
    if (weight === undefined || load === undefined) return [];
    return [
      {
        code: 'UNUSED_WEIGHT',
        severity: 'suggestion',
        topic: 'realism',
        message: 'remove the weight, or the load',
        reason: `scenario '${name}' has a load of its own, so its weight of ${weight} changes nothing`,
        path: `scenarios[${index}].weight`,
      },
    ];
  });
  if (spec.load === undefined || spec.scenarios.some(({ load }) => load === undefined)) return advice;
  const unused: Advice = {
    code: 'UNUSED_LOAD',
    severity: 'warning',
    topic: 'realism',
    message: "remove the test's load, or that of the scenarios which should share it",
    reason: "every scenario has a load of its own, so the test's load is never used",
    path: 'load',
  };
  return [unused, ...advice];
}
