import { UserError } from '../errors/user-error.ts';
import { BUILT_IN_TAGS } from '../model/metrics.ts';
import type { RequestStep, Step } from '../model/steps.ts';
import type { MeasureSpec, TestSpec } from '../model/test-spec.ts';
import { defaultRequestName, type Target, tryResolve } from '../protocols/http/url.ts';
import { DEFAULT_STREAM } from '../users/flow/event-steps.ts';
import { nameOfTemplate } from '../users/flow/request-step.ts';
import { holdsTemplate } from '../users/templates/template.ts';
import {
  functionsOf,
  type MeasuredPlace,
  measuredWithin,
  type Part,
  partsOf,
  requestsWithin,
  stepsOfPart,
} from './step-walk.ts';

/** Which tags samples of this test can have. A value list that is undefined can't be known before the test runs. */
export interface TagUniverse {
  /** Names of tags; complete unless `open`. */
  readonly names: ReadonlySet<string>;
  /** Code of the user's runs, which may add tags of its own. */
  readonly open: boolean;
  readonly values: ReadonlyMap<string, ReadonlySet<string> | undefined>;
  /** `instance` is set by responses, and by them alone. */
  readonly instances: boolean;
}

export function tagUniverse(spec: TestSpec, target: string | undefined): TagUniverse {
  const parts = partsOf(spec);
  const open = parts.some(runsCode);
  const base = target === undefined ? undefined : tryResolve(undefined, target);
  const resolved = base === undefined || 'error' in base ? undefined : base;
  const known = new Map<string, Set<string> | undefined>();
  addCustomTags(spec, known, open);
  known.set('scenario', new Set(spec.scenarios.map(({ name }) => name)));
  const requests = parts.flatMap((part) => requestsWithin(part.spec.steps, '').map(({ step }) => step));
  known.set('name', open ? undefined : namesOf(requests, resolved, measuredWithin(spec)));
  known.set('method', open ? undefined : literals(requests.map(({ method }) => method.toUpperCase())));
  known.set('group', open ? undefined : groupsOf(parts));
  known.set('check', open ? undefined : checksOf(parts));
  const instances = hasInstances(spec) && !known.has('instance');
  // Values come from the target.
  if (hasInstances(spec)) known.set('instance', undefined);
  return { names: new Set([...BUILT_IN_TAGS, ...known.keys()]), open, values: known, instances };
}

function hasInstances({ http, scenarios }: TestSpec): boolean {
  return [http, ...scenarios.map((scenario) => scenario.http)].some((each) => each?.instances !== undefined);
}

function runsCode(part: Part): boolean {
  if (part.spec.function !== undefined && !isAlone(part.scenario?.measure)) return true;
  return stepsOfPart(part).some((placed) => {
    const { step } = placed;
    return functionsOf(placed).length > 0 && !(step.kind === 'call' && isAlone(step.measure));
  });
}

/** A function under test is not given the user; what makes its input is. */
function isAlone(measure: MeasureSpec | undefined): boolean {
  return measure !== undefined && measure.inputFrom === undefined;
}

function addCustomTags(spec: TestSpec, known: Map<string, Set<string> | undefined>, open: boolean): void {
  const tagged = [spec.tags, ...spec.scenarios.map(({ tags }) => tags)];
  const steps = partsOf(spec).flatMap((part) => requestsWithin(part.spec.steps, ''));
  for (const tags of [...tagged, ...steps.map(({ step }) => step.tags)]) {
    for (const [tag, value] of Object.entries(tags ?? {})) {
      const before = known.has(tag) ? known.get(tag) : new Set<string>();
      known.set(
        tag,
        before === undefined || open || String(value).includes('{{') ? undefined : before.add(String(value)),
      );
    }
  }
}

/** Undefined when one of them is a template. */
function literals(texts: readonly string[]): Set<string> | undefined {
  return texts.some((text) => text.includes('{{')) ? undefined : new Set(texts);
}

function namesOf(
  requests: readonly RequestStep[],
  target: Target | undefined,
  called: readonly MeasuredPlace[],
): Set<string> | undefined {
  const names = literals(called.map(({ name }) => name));
  if (names === undefined) return undefined;
  for (const { name, method, url } of requests) {
    if (name !== undefined) {
      if (name.includes('{{')) return undefined;
      names.add(name);
      continue;
    }
    const made = nameOf(String(method).toUpperCase(), String(url), target);
    if (made === undefined) return undefined;
    names.add(made);
  }
  return names;
}

/** The name that a request without one gets; undefined where its URL is wrong. */
function nameOf(method: string, url: string, target: Target | undefined): string | undefined {
  if (!holdsTemplate(url)) {
    const resolved = tryResolve(target, url);
    return 'error' in resolved ? undefined : defaultRequestName(method, resolved.path);
  }
  try {
    return nameOfTemplate(method, url);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** `::outer::inner`, with those of set-up and teardown. */
function groupsOf(parts: readonly Part[]): Set<string> | undefined {
  const groups: string[] = [];
  const collect = (steps: readonly Step[] | undefined, within: string): void => {
    for (const step of steps ?? []) {
      const here = step.kind === 'group' ? `${within}::${step.name}` : within;
      if (step.kind === 'group') groups.push(here);
      if ('steps' in step) collect(step.steps, here);
      if (step.kind === 'if') collect(step.else, here);
    }
  };
  for (const part of parts) {
    const root = part.scenario === undefined ? `::${part.path}` : '';
    if (root !== '') groups.push(root);
    collect(part.spec.steps, root);
  }
  return literals(groups);
}

/** Expectations without a name are named as they are compiled, so only a list without such is complete. */
function checksOf(parts: readonly Part[]): Set<string> | undefined {
  const names = parts.flatMap(stepsOfPart).flatMap(({ step }) => checksOfStep(step));
  const known = names.filter((name) => name !== undefined);
  return known.length < names.length ? undefined : literals(known);
}

function checksOfStep(step: Step): readonly (string | undefined)[] {
  if (step.kind === 'check') return [step.name];
  if (step.kind !== 'request' && step.kind !== 'receive') return [];
  const expected = (step.expect ?? []).map(({ name }) => name);
  return step.kind === 'receive' ? [step.name ?? `receive ${step.from ?? DEFAULT_STREAM}`, ...expected] : expected;
}
