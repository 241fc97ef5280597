import { UserError } from '../../errors/user-error.ts';
import type { Capture, Condition, LoopStep, RequestStep, Step } from '../../model/steps.ts';
import type { DataSpec, LimitSpec, ScenarioSpec } from '../../model/test-spec.ts';
import type { UserFunction } from '../../users/program.ts';
import { type Functions, nameFunction } from '../function-names.ts';
import { type MeasureInput, measureSpec } from '../measure-input.ts';
import { captureOf } from './captures.ts';
import { type ExpectInput, expectationsOf } from './expectations.ts';
import type {
  ConditionInput,
  FlowReceiveOptions,
  FlowRequestOptions,
  FlowSubscribeOptions,
  LoopInput,
} from './flow.ts';

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
function withFunction(
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
    ...(capture === undefined ? {} : { capture: capturesOf(capture) }),
    ...(expect === undefined ? {} : { expect: [expect].flat().flatMap((each) => expectationsOf(each as ExpectInput)) }),
    ...(before.names === undefined ? {} : { beforeRequest: before.names }),
    ...(after.names === undefined ? {} : { afterResponse: after.names }),
  };
  return withStep(after.draft, step);
}

export function withSubscribe(draft: Draft, url: string, options: FlowSubscribeOptions = {}): Draft {
  if (typeof url !== 'string') throw invalidStep(`subscribe() needs a URL, not ${String(url)}`);
  const { when, ...same } = options;
  if (when === undefined) return withStep(draft, { kind: 'subscribe', url, ...same });
  const { draft: extended, condition } = withCondition(draft, when);
  return withStep(extended, { kind: 'subscribe', url, ...same, when: condition });
}

export function withReceive(draft: Draft, from: string | undefined, options: FlowReceiveOptions = {}): Draft {
  if (from !== undefined && typeof from !== 'string')
    throw invalidStep(`receive() needs the name of a stream, not ${String(from)}`);
  const { capture, expect, ...same } = options;
  return withStep(draft, {
    kind: 'receive',
    ...(from === undefined ? {} : { from }),
    ...same,
    ...(capture === undefined ? {} : { capture: capturesOf(capture) }),
    ...(expect === undefined ? {} : { expect: [expect].flat().flatMap((each) => expectationsOf(each as ExpectInput)) }),
  });
}

function capturesOf(captures: NonNullable<FlowReceiveOptions['capture']>): readonly Capture[] {
  return Object.entries(captures).map(([as, input]) => captureOf(as, input));
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

/** The draft with a call, measured or not. */
export function withCall(draft: Draft, run: UserFunction, measure: true | MeasureInput | undefined): Draft {
  const { draft: extended, name } = withFunction(draft, 'call', run);
  if (measure === undefined) return withStep(extended, { kind: 'call', function: name });
  let last = extended;
  const spec = measureSpec(measure, (wish, added) => {
    const named = withFunction(last, wish, added);
    last = named.draft;
    return named.name;
  });
  const shown = run.name === '' ? {} : { name: run.name };
  return withStep(last, { kind: 'call', function: name, measure: { ...shown, ...spec } });
}

/** Changes the last step, which must be of one of these kinds. */
export function withLast<K extends Step['kind']>(
  draft: Draft,
  { kinds, what }: { readonly kinds: readonly K[]; readonly what: string },
  change: (step: Step & { readonly kind: K }) => Step,
): Draft {
  const last = draft.steps.at(-1);
  if (!kinds.some((kind) => kind === last?.kind)) throw invalidStep(what);
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
