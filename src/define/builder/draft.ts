import { UserError } from '../../errors/user-error.ts';
import type { Condition, LoopStep, RequestStep, Step } from '../../model/steps.ts';
import type { DataSpec, LimitSpec, ScenarioSpec } from '../../model/test-spec.ts';
import type { UserFunction } from '../../users/program.ts';
import { type Functions, nameFunction } from '../function-names.ts';
import { captureOf } from './captures.ts';
import { type ExpectInput, expectationsOf } from './expectations.ts';
import type { ConditionInput, FlowRequestOptions, LoopInput } from './flow.ts';

/** A scenario as far as it is written, with the functions its steps name. */
export interface Draft {
  readonly scenario: Omit<ScenarioSpec, 'steps' | 'function'>;
  readonly steps: readonly Step[];
  readonly functions: Functions;
  /** Parts of the test around the scenario. */
  readonly test: {
    readonly target?: string;
    readonly data?: readonly DataSpec[];
    readonly limits?: readonly LimitSpec[];
  };
}

export function withStep(draft: Draft, step: Step): Draft {
  return { ...draft, steps: [...draft.steps, step] };
}

/** The draft with a function among its own, and the name it goes by. */
export function withFunction(
  draft: Draft,
  wish: string,
  added: UserFunction,
): { readonly draft: Draft; readonly name: string } {
  if (typeof added !== 'function') throw invalidStep(`a function is needed, not ${String(added)}`);
  const { name, functions } = nameFunction(draft.functions, `${draft.scenario.name}/${added.name || wish}`, added);
  return { draft: { ...draft, functions }, name };
}

export function withCondition(
  draft: Draft,
  input: ConditionInput,
): { readonly draft: Draft; readonly condition: Condition } {
  if (typeof input === 'string') return { draft, condition: input };
  const { draft: extended, name } = withFunction(draft, 'condition', input);
  return { draft: extended, condition: { function: name } };
}

export interface RequestLine {
  readonly method: string;
  readonly url: string;
}

export function withRequest(draft: Draft, { method, url }: RequestLine, options: FlowRequestOptions = {}): Draft {
  if (typeof url !== 'string') throw invalidStep(`${method.toLowerCase()}() needs a URL, not ${String(url)}`);
  const { capture, expect, when, beforeRequest, afterResponse, ...same } = options;
  const bodies = (['json', 'form', 'multipart', 'body'] as const).filter((key) => same[key] !== undefined);
  if (bodies.length > 1)
    throw invalidStep(`${method} ${url} has both '${bodies[0]}' and '${bodies[1]}'; a request has one body`);
  const condition = when === undefined ? { draft } : withCondition(draft, when);
  const before = withFunctions(condition.draft, 'beforeRequest', beforeRequest);
  const after = withFunctions(before.draft, 'afterResponse', afterResponse);
  const step: RequestStep = {
    kind: 'request',
    method: method.toUpperCase(),
    url,
    ...same,
    ...('condition' in condition ? { when: condition.condition } : {}),
    ...(capture === undefined ? {} : { capture: Object.entries(capture).map(([as, from]) => captureOf(as, from)) }),
    ...(expect === undefined ? {} : { expect: [expect].flat().flatMap((each) => expectationsOf(each as ExpectInput)) }),
    ...(before.names === undefined ? {} : { beforeRequest: before.names }),
    ...(after.names === undefined ? {} : { afterResponse: after.names }),
  };
  return withStep(after.draft, step);
}

function withFunctions(draft: Draft, wish: string, added: UserFunction | readonly UserFunction[] | undefined) {
  if (added === undefined) return { draft, names: undefined };
  const names: string[] = [];
  let extended = draft;
  for (const each of [added].flat()) {
    const named = withFunction(extended, wish, each);
    extended = named.draft;
    names.push(named.name);
  }
  return { draft: extended, names };
}

/** Changes the last step, which must be of a kind. */
export function withLast<K extends Step['kind']>(
  draft: Draft,
  { kind, what }: { readonly kind: K; readonly what: string },
  change: (step: Step & { readonly kind: K }) => Step,
): Draft {
  const last = draft.steps.at(-1);
  if (last?.kind !== kind) throw invalidStep(what);
  return { ...draft, steps: [...draft.steps.slice(0, -1), change(last as Step & { readonly kind: K })] };
}

/** The head of a loop, its steps still missing. */
export function withLoop(
  draft: Draft,
  input: LoopInput,
): { readonly draft: Draft; readonly head: Omit<LoopStep, 'steps'> } {
  const options = typeof input === 'object' ? input : { count: input };
  const as = 'as' in options && options.as !== undefined ? { as: options.as } : {};
  if ('while' in options) {
    const { draft: extended, condition } = withCondition(draft, options.while);
    return { draft: extended, head: { kind: 'loop', while: condition, ...as } };
  }
  if ('over' in options) return { draft, head: { kind: 'loop', over: options.over, ...as } };
  return { draft, head: { kind: 'loop', count: options.count, ...as } };
}

export function invalidStep(message: string): UserError {
  return new UserError(message, { code: 'INVALID_STEP' });
}
