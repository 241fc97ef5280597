import { UserError } from '../../errors/user-error.ts';
import type {
  CallStep,
  CheckStep,
  GroupStep,
  IfStep,
  LogStep,
  PaceStep,
  ParallelStep,
  SetStep,
  Step,
  StepKind,
  ThinkStep,
} from '../../model/steps.ts';
import { recordFailedCheck } from '../failures.ts';
import { compileText } from '../templates/template.ts';
import { compileValue } from '../templates/value.ts';
import { isThenable } from '../thenable.ts';
import { cachedThinkTime, ms, thinkTime } from '../think-time.ts';
import { assign } from '../variables.ts';
import { type FlowPlace, functionNamed, type Label, userAt } from './compiler.ts';
import { branchUnless, compileCondition } from './condition.ts';
import { compileReceive, compileSubscribe, compileUnsubscribe } from './event-steps.ts';
import { Fork } from './fork.ts';
import { compileLoop } from './loop-step.ts';
import { measuredCall } from './measured-call.ts';
import { compileRequest, waitFor } from './request-step.ts';
import type { GroupFrame, Op, Strand } from './strand.ts';

/** Compiles steps into ops, one after the other. */
export function compileSteps(steps: readonly Step[], place: FlowPlace, into: Op[]): void {
  for (const step of steps) (COMPILERS[step.kind] as CompileStep<Step>)(step, place, into);
}

type CompileStep<S extends Step> = (step: S, place: FlowPlace, into: Op[]) => void;

const COMPILERS: { readonly [K in StepKind]: CompileStep<Extract<Step, { kind: K }>> } = {
  request: compileRequest,
  think: compileThink,
  pace: compilePace,
  loop: compileLoop,
  parallel: compileParallel,
  if: compileIf,
  group: compileGroup,
  log: compileLog,
  call: compileCall,
  check: compileCheck,
  set: compileSet,
  subscribe: compileSubscribe,
  receive: compileReceive,
  unsubscribe: compileUnsubscribe,
};

function compileThink({ duration, jitter }: ThinkStep, { context }: FlowPlace, into: Op[]): void {
  const template = compileValue(duration, context.names);
  if (!template.constant) {
    into.push((strand) => {
      const time = cachedThinkTime(template.render(strand) as ThinkStep['duration'], jitter);
      return strand.sleep(time(strand.state.iteration.random));
    });
    return;
  }
  const time = thinkTime(template.render(undefined as never) as ThinkStep['duration'], jitter);
  into.push((strand) => strand.sleep(time(strand.state.iteration.random)));
}

function compilePace({ every }: PaceStep, { context }: FlowPlace, into: Op[]): void {
  const template = compileValue(every, context.names);
  const fixed = template.constant ? ms(template.render(undefined as never) as string | number) : undefined;
  into.push((strand) => {
    const { run } = strand;
    const everyMs = fixed ?? ms(template.render(strand) as string | number);
    run.paceUntilUs = Math.max(run.paceUntilUs, strand.state.iteration.startedUs + everyMs * 1000);
    return true;
  });
}

function compileParallel({ steps, limit }: ParallelStep, place: FlowPlace, into: Op[]): void {
  const branches = steps.map((step) => {
    const branch: Op[] = [];
    place.compile([step], place, branch);
    return branch;
  });
  const atOnce = limit === undefined || limit < 1 ? Number.POSITIVE_INFINITY : limit;
  into.push((strand) => new Fork(strand, branches, atOnce).start());
}

function compileIf(step: IfStep, place: FlowPlace, into: Op[]): void {
  const otherwise: Label = { at: 0 };
  into.push(branchUnless(compileCondition(step.condition, place), otherwise));
  place.compile(step.steps, place, into);
  if (step.else === undefined) {
    otherwise.at = into.length;
    return;
  }
  const end: Label = { at: 0 };
  into.push((strand) => {
    strand.at = end.at;
    return true;
  });
  otherwise.at = into.length;
  place.compile(step.else, place, into);
  end.at = into.length;
}

function compileGroup(step: GroupStep, place: FlowPlace, into: Op[]): void {
  const name = compileText(step.name, place.context.names);
  if (!name.constant) {
    throw new UserError(`the name of the group '${step.name}' varies`, {
      code: 'GROUP_NAME',
      hint: 'give the group one name, and tag its requests with what varies',
    });
  }
  const group = place.group.child(name.render(undefined as never));
  into.push((strand) => {
    strand.frames.push({ kind: 'group', group, startedUs: strand.run.clock.nowUs() });
    return true;
  });
  place.compile(step.steps, { ...place, group }, into);
  into.push((strand) => {
    const { startedUs } = strand.frames.pop() as GroupFrame;
    group.ended(strand.run.clock.nowUs() - startedUs);
    return true;
  });
}

function compileLog({ message }: LogStep, { context }: FlowPlace, into: Op[]): void {
  const text = compileText(message, context.names);
  into.push((strand) => {
    context.shard.log('info', context.shard.mask(text.render(strand)));
    return true;
  });
}

function compileCall(step: CallStep, place: FlowPlace, into: Op[]): void {
  if (step.measure !== undefined) {
    into.push(measuredCall(step.function, step.measure, place));
    return;
  }
  const fn = functionNamed(step.function, place);
  const { setupData } = place.context;
  into.push((strand) => waitFor(strand, fn(userAt(strand, place), setupData)));
}

function compileCheck({ name, condition }: CheckStep, place: FlowPlace, into: Op[]): void {
  const test = compileCondition(condition, place);
  const cell = place.group.check(name);
  const count = (_strand: Strand, held: unknown) => {
    cell.add(Boolean(held));
    if (!held) {
      const text = typeof condition === 'string' ? `${name}: ${condition} does not hold` : `${name} does not hold`;
      recordFailedCheck(place.context.shard, name, { text });
    }
    return true;
  };
  into.push((strand) => {
    const held = test(strand);
    return isThenable(held) ? strand.wait(held, count) : count(strand, held);
  });
}

/** In the order written; later variables may use earlier ones. */
function compileSet({ variables }: SetStep, { context }: FlowPlace, into: Op[]): void {
  const templates = Object.entries(variables).map(([name, value]) => ({
    name,
    template: compileValue(value, context.names),
  }));
  into.push((strand) => {
    const { values } = strand.state;
    for (const { name, template } of templates) assign(values, name, template.render(strand));
    return true;
  });
}
