import { UserError } from '../../errors/user-error.ts';
import type { MeasureSpec, ResultPart } from '../../model/test-spec.ts';
import { parseBytes } from '../../model/units.ts';
import type { CallEnd, FunctionHost } from '../../protocols/function/call.ts';
import { FunctionThread } from '../../protocols/function/function-thread.ts';
import type { Counting } from '../../protocols/function/result-amounts.ts';
import type { Scope } from '../expressions/scope.ts';
import { functionNamed } from '../flow/compiler.ts';
import type { MeasuredGroup } from '../measured-group.ts';
import type { ScenarioContext } from '../scenario-context.ts';
import { compileValue } from '../templates/value.ts';
import { ms } from '../think-time.ts';
import type { User } from '../user.ts';
import { type MeasuredSite, ShardFunctions } from './shard-functions.ts';

const TIMEOUT_MS = 60_000;

/** Where in a test a function is measured. */
export interface FunctionPlace {
  readonly context: ScenarioContext;
  readonly group: MeasuredGroup;
  /** Whether memory is measured where the test does not say. */
  readonly memory: boolean;
}

/** What the input of one call is made from. */
export interface InputSource {
  readonly scope: Scope;
  user(): User;
}

export interface CallOptions {
  /** NaN for a call that is due now. */
  readonly dueUs: number;
  /** The user has gone: nobody is told any more. */
  isClosed(): boolean;
}

/** A plain function of the user's, called and measured at one place of a test. */
export class MeasuredFunction {
  /** May be a promise. What it throws is the test's fault, not the function's. */
  readonly input: (source: InputSource) => unknown;
  readonly #host: FunctionHost;
  readonly #site: MeasuredSite;

  constructor(name: string, spec: MeasureSpec, place: FunctionPlace) {
    const functions = ShardFunctions.of(place.context.shard);
    this.#site = functions.site(place.group, spec.name ?? name);
    this.input = inputOf(spec, place);
    this.#host =
      spec.isolate === 'process' ? inProcess(name, spec, { ...place, site: this.#site }) : inThread(name, spec, place);
    functions.keep(this.#host, this.#site);
  }

  call(input: unknown, { dueUs, isClosed }: CallOptions, done: (ended: CallEnd) => void): void {
    this.#host.call(input, (ended) => {
      if (isClosed()) return;
      this.#site.record(ended, dueUs);
      done(ended);
    });
  }
}

/** How long a call may take. */
export function timeoutMsOf({ timeout }: Pick<MeasureSpec, 'timeout'>, { shard }: ScenarioContext): number {
  return (timeout === undefined ? TIMEOUT_MS : ms(timeout)) * shard.shard.plan.timeoutMultiplier;
}

function inputOf({ input, inputFrom }: MeasureSpec, { context }: FunctionPlace): MeasuredFunction['input'] {
  if (inputFrom !== undefined) {
    const make = functionNamed(inputFrom, { context });
    return ({ user }) => make(user(), context.setupData);
  }
  if (input === undefined) return () => undefined;
  const template = compileValue(input, context.names);
  if (!template.constant) return ({ scope }) => template.render(scope);
  const constant = template.render(undefined as never);
  // What a function does to its input is not to be seen by the next call.
  return typeof constant === 'object' && constant !== null ? () => structuredClone(constant) : () => constant;
}

function inThread(name: string, spec: MeasureSpec, { context, memory }: FunctionPlace): FunctionHost {
  const run = functionNamed(name, { context });
  const counting = (part: ResultPart): Counting =>
    typeof part === 'object' ? functionNamed(part.function, { context }) : part;
  return new FunctionThread({
    run: (input) => run(input, context.setupData),
    tools: ShardFunctions.of(context.shard).tools,
    measured: {
      memory: spec.memory ?? memory,
      ...(spec.items === undefined ? {} : { items: counting(spec.items) }),
      ...(spec.bytes === undefined ? {} : { bytes: counting(spec.bytes) }),
    },
    timeoutMs: timeoutMsOf(spec, context),
  });
}

function inProcess(
  name: string,
  spec: MeasureSpec,
  place: FunctionPlace & { readonly site: MeasuredSite },
): FunctionHost {
  const { context, memory, site } = place;
  const { shard, functionEntry, setupData } = context.shard;
  const { code } = shard.plan;
  if (code === undefined || functionEntry === undefined) {
    throw new UserError(`the function '${name}' can't be called in a process of its own: no file holds it`, {
      code: 'FUNCTION_WITHOUT_FILE',
      hint: 'write the test in a file of its own, or leave isolate away',
    });
  }
  const { items, bytes, maxHeap } = spec;
  const maxHeapBytes = maxHeap === undefined ? undefined : parseBytes(maxHeap);
  return ShardFunctions.of(context.shard).process(
    {
      entry: functionEntry,
      setup: {
        code,
        function: name,
        memory: spec.memory ?? memory,
        setupData,
        ...(items === undefined ? {} : { items }),
        ...(bytes === undefined ? {} : { bytes }),
      },
      timeoutMs: timeoutMsOf(spec, context),
      env: context.env,
      ...(maxHeapBytes === undefined ? {} : { maxHeapBytes }),
    },
    site,
  );
}
