import type { CallEnd } from '../../protocols/function/call.ts';
import { timedCall } from '../../protocols/function/function-thread.ts';
import { IterationError } from '../expressions/scope.ts';
import type { MeasuredGroup } from '../measured-group.ts';
import type { ScenarioContext } from '../scenario-context.ts';
import type { CallOptions } from '../user.ts';
import { timeoutMsOf } from './measured-function.ts';
import { ShardFunctions } from './shard-functions.ts';

/** A call that a script makes, and where. */
export interface ScriptCall {
  readonly name: string;
  readonly run: () => unknown;
  // biome-ignore lint/suspicious/noExplicitAny: only the script knows what the function returns
  readonly options: CallOptions<any>;
  readonly context: ScenarioContext;
  readonly group: MeasuredGroup;
  readonly dueUs: number;
}

/** What became of it: what it returned, or what the script is to be thrown. */
export type ScriptCallEnd = { readonly value: unknown } | { readonly thrown: unknown };

/** Calls and measures what a script hands over, in its own thread; `isClosed` where nobody is told any more. */
export function callInScript(call: ScriptCall, isClosed: () => boolean, done: (ended: ScriptCallEnd) => void): void {
  const { name, run, options, context, group, dueUs } = call;
  const functions = ShardFunctions.of(context.shard);
  const { items, bytes, memory = false, timeout } = options;
  const measured = {
    memory,
    ...(items === undefined ? {} : { items }),
    ...(bytes === undefined ? {} : { bytes }),
  };
  const timeoutMs = timeoutMsOf(timeout === undefined ? {} : { timeout }, context);
  timedCall(run, { tools: functions.tools, measured, timeoutMs }, (ended, settled) => {
    if (isClosed()) return;
    if (memory) functions.tools.heap.growthIfCheap();
    functions.site(group, name).record(ended, dueUs);
    done(outcomeOf(ended, settled, name));
  });
}

function outcomeOf(
  { failure }: CallEnd,
  settled: { readonly value?: unknown; readonly thrown?: unknown },
  name: string,
): ScriptCallEnd {
  if (failure === undefined) return { value: settled.value };
  if ('thrown' in settled) return settled as { readonly thrown: unknown };
  return { thrown: new IterationError('failed-call', name, failure.text) };
}
