import type { Condition, Step } from '../model/steps.ts';
import type { HookSpec, MeasureSpec, ScenarioSpec, TestSpec } from '../model/test-spec.ts';

/** A place of a test that names a function. */
export interface FunctionReference {
  readonly name: string;
  /** In the spec: `scenarios[0].steps[2].function`. */
  readonly path: string;
}

/** Every function that a test names, in order. */
export function functionReferences(spec: TestSpec): readonly FunctionReference[] {
  return [
    ...hookReferences(spec.setup, 'setup'),
    ...spec.scenarios.flatMap((scenario, index) => scenarioReferences(scenario, `scenarios[${index}]`)),
    ...hookReferences(spec.teardown, 'teardown'),
  ];
}

function scenarioReferences({ steps, function: name, measure }: ScenarioSpec, path: string): FunctionReference[] {
  return [
    ...(name === undefined ? [] : [{ name, path: `${path}.function` }]),
    ...measureReferences(measure, `${path}.measure`),
    ...stepReferences(steps, `${path}.steps`),
  ];
}

function hookReferences(hook: HookSpec | undefined, path: string): FunctionReference[] {
  if (hook === undefined) return [];
  const own = hook.function === undefined ? [] : [{ name: hook.function, path: `${path}.function` }];
  return [...own, ...stepReferences(hook.steps, `${path}.steps`)];
}

function stepReferences(steps: readonly Step[] | undefined, path: string): FunctionReference[] {
  return (steps ?? []).flatMap((step, index) => referencesOf(step, `${path}[${index}]`));
}

function referencesOf(step: Step, path: string): FunctionReference[] {
  switch (step.kind) {
    case 'call':
      return [{ name: step.function, path: `${path}.function` }, ...measureReferences(step.measure, `${path}.measure`)];
    case 'check':
      return conditionReference(step.condition, `${path}.condition`);
    case 'request':
      return [
        ...conditionReference(step.when, `${path}.when`),
        ...nameReferences(step.beforeRequest, `${path}.beforeRequest`),
        ...nameReferences(step.afterResponse, `${path}.afterResponse`),
      ];
    case 'subscribe':
      return conditionReference(step.when, `${path}.when`);
    case 'loop':
      return [...conditionReference(step.while, `${path}.while`), ...stepReferences(step.steps, `${path}.steps`)];
    case 'if':
      return [
        ...conditionReference(step.condition, `${path}.condition`),
        ...stepReferences(step.steps, `${path}.steps`),
        ...stepReferences(step.else, `${path}.else`),
      ];
    case 'parallel':
    case 'group':
      return stepReferences(step.steps, `${path}.steps`);
    default:
      return [];
  }
}

function measureReferences(measure: MeasureSpec | undefined, path: string): FunctionReference[] {
  const { inputFrom, items, bytes } = measure ?? {};
  return [
    ...(inputFrom === undefined ? [] : [{ name: inputFrom, path: `${path}.inputFrom` }]),
    ...(typeof items === 'object' ? [{ name: items.function, path: `${path}.items.function` }] : []),
    ...(typeof bytes === 'object' ? [{ name: bytes.function, path: `${path}.bytes.function` }] : []),
  ];
}

function conditionReference(condition: Condition | undefined, path: string): FunctionReference[] {
  return typeof condition === 'object' ? [{ name: condition.function, path: `${path}.function` }] : [];
}

function nameReferences(names: readonly string[] | undefined, path: string): FunctionReference[] {
  return (names ?? []).map((name, index) => ({ name, path: `${path}[${index}]` }));
}
