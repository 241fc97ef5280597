import type { Condition, RequestStep, Step, SubscribeStep } from '../model/steps.ts';
import type { HookSpec, MeasureSpec, ScenarioSpec, TestSpec } from '../model/test-spec.ts';

/** A step, and where it stands in the test. */
export interface PlacedStep {
  readonly step: Step;
  readonly path: string;
}

/** Every step of a list, each before those inside it. */
export function* stepsWithin(steps: readonly Step[] | undefined, path: string): Generator<PlacedStep, void, void> {
  for (const [index, step] of (steps ?? []).entries()) {
    const at = `${path}[${index}]`;
    yield { step, path: at };
    if ('steps' in step) yield* stepsWithin(step.steps, `${at}.steps`);
    if (step.kind === 'if') yield* stepsWithin(step.else, `${at}.else`);
  }
}

/** A scenario or hook: what holds either steps or a function. */
export interface Part {
  readonly path: string;
  readonly spec: ScenarioSpec | HookSpec;
  readonly scenario: ScenarioSpec | undefined;
}

/** The scenarios, and set-up and teardown where there are. */
export function partsOf(spec: TestSpec): Part[] {
  const scenarios = spec.scenarios.map((scenario, index): Part => {
    return { path: `scenarios[${index}]`, spec: scenario, scenario };
  });
  const hooks = (['setup', 'teardown'] as const).flatMap((key): Part[] => {
    const hook = spec[key];
    return hook === undefined ? [] : [{ path: key, spec: hook, scenario: undefined }];
  });
  return [...scenarios, ...hooks];
}

export function stepsOfPart({ spec, path }: Part): PlacedStep[] {
  return [...stepsWithin(spec.steps, `${path}.steps`)];
}

/** The functions of the user's that a step names, and where. */
export function functionsOf({ step, path }: PlacedStep): { readonly name: string; readonly path: string }[] {
  switch (step.kind) {
    case 'call':
      return [{ name: step.function, path: `${path}.function` }, ...measureFunctions(step.measure, `${path}.measure`)];
    case 'request':
      return [
        ...inCondition(step.when, `${path}.when`),
        ...listed(step.beforeRequest, `${path}.beforeRequest`),
        ...listed(step.afterResponse, `${path}.afterResponse`),
      ];
    case 'subscribe':
      return inCondition(step.when, `${path}.when`);
    case 'loop':
      return inCondition(step.while, `${path}.while`);
    case 'if':
    case 'check':
      return inCondition(step.condition, `${path}.condition`);
    default:
      return [];
  }
}

/** The functions that take part in measuring another. */
export function measureFunctions(measure: MeasureSpec | undefined, path: string): { name: string; path: string }[] {
  const { inputFrom, items, bytes } = measure ?? {};
  return [
    ...(inputFrom === undefined ? [] : [{ name: inputFrom, path: `${path}.inputFrom` }]),
    ...(typeof items === 'object' ? [{ name: items.function, path: `${path}.items.function` }] : []),
    ...(typeof bytes === 'object' ? [{ name: bytes.function, path: `${path}.bytes.function` }] : []),
  ];
}

/** A function under test, and how it is measured at one place. */
export interface MeasuredPlace {
  readonly name: string;
  readonly measure: MeasureSpec;
  readonly memory: boolean;
}

/** The functions under test; those that scripts call are not known before. */
export function measuredWithin(spec: TestSpec): MeasuredPlace[] {
  const placed = (name: string, measure: MeasureSpec | undefined, memory: boolean): MeasuredPlace[] => {
    if (measure === undefined) return [];
    return [{ name: measure.name ?? name, measure, memory: measure.memory ?? memory }];
  };
  return partsOf(spec).flatMap((part) => [
    ...placed(part.spec.function ?? '', part.scenario?.measure, true),
    ...stepsOfPart(part).flatMap(({ step }) =>
      step.kind === 'call' ? placed(step.function, step.measure, false) : [],
    ),
  ]);
}

/** The requests of a list of steps, nested ones too; an event stream is opened with one. */
export function requestsWithin(
  steps: readonly Step[] | undefined,
  path: string,
): { step: RequestStep; path: string }[] {
  return [...stepsWithin(steps, path)].flatMap(({ step, path: at }) => {
    if (step.kind === 'subscribe') return [{ step: requestOf(step), path: at }];
    return step.kind === 'request' ? [{ step, path: at }] : [];
  });
}

/** The request that opens an event stream. */
export function requestOf(step: SubscribeStep): RequestStep {
  const { url, name, query, headers, cookies, auth, timeout, followRedirects, maxRedirects, ...rest } = step;
  const { expectedStatuses, retry, tags, when } = rest;
  const sent = { url, name, query, headers, cookies, auth, timeout, followRedirects, maxRedirects };
  return { kind: 'request', method: 'GET', ...sent, expectedStatuses, retry, tags, when };
}

/** Each text in a step's own parts, and where; those of steps inside it are left out. */
export function* textsOf(value: unknown, path: string): Generator<{ text: string; path: string }, void, void> {
  if (typeof value === 'string') yield { text: value, path };
  else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* textsOf(item, `${path}[${index}]`);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      if (key === 'steps' || key === 'else') continue;
      yield* textsOf(key, path);
      yield* textsOf(item, /^[\w$-]+$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`);
    }
  }
}

function inCondition(condition: Condition | undefined, path: string): { name: string; path: string }[] {
  return typeof condition === 'object' ? [{ name: condition.function, path: `${path}.function` }] : [];
}

function listed(names: readonly string[] | undefined, path: string): { name: string; path: string }[] {
  return (names ?? []).map((name, index) => ({ name, path: `${path}[${index}]` }));
}
