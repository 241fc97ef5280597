import type { Step } from '../../model/steps.ts';
import type { LimitSpec } from '../../model/test-spec.ts';
import { isScenarioBuilder } from '../builder/scenario-builder.ts';
import type { AnyTemplateSpec, TemplateParts } from './template.ts';

/** A template's own limits, without those on operations that a configuration leaves out: they would have no samples. */
export function usualLimits({ limits }: AnyTemplateSpec, { scenarios }: TemplateParts): readonly LimitSpec[] {
  const specs = scenarios.map((scenario) => (isScenarioBuilder(scenario) ? scenario.toSpec().scenarios[0] : scenario));
  const known = {
    name: new Set(specs.flatMap((scenario) => [...namesIn(scenario?.steps ?? [])])),
    type: new Set(specs.map((scenario) => scenario?.tags?.type)),
  };
  return limits.filter((limit) => {
    const rule = typeof limit === 'string' ? limit : limit.rule;
    const [, tag, value = ''] = /^\w+\{(name|type):([^},]+)\}/.exec(rule) ?? [];
    return tag === undefined || known[tag as keyof typeof known].has(value);
  });
}

function* namesIn(steps: readonly Step[]): Generator<string, void, void> {
  for (const step of steps) {
    if ('name' in step && step.name !== undefined && step.kind === 'request') yield step.name;
    if ('steps' in step) yield* namesIn(step.steps);
  }
}
