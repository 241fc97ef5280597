import { didYouMean } from '../errors/suggest.ts';
import type { GroupStep, IfStep, LoopStep, ParallelStep, Step, ThinkStep } from '../model/steps.ts';
import { parseDurationRange } from '../model/units.ts';
import { checkEvents, checkStreams } from './check-events.ts';
import { checkMeasure } from './check-measure.ts';
import { checkRequest } from './check-request.ts';
import { parametersOf } from './parameters.ts';
import { type ProblemList, shown } from './problem-list.ts';
import { functionsOf, type PlacedStep, stepsWithin } from './step-walk.ts';

export interface StepContext {
  readonly problems: ProblemList;
  /** The exports of the user's file. */
  readonly functions: Readonly<Record<string, unknown>>;
  /** They come from a `processor`, which may have been written for Artillery. */
  readonly fromProcessor: boolean;
  readonly baseDir: string;
  /** A file holds the functions, so that another process could load them. */
  readonly inFile: boolean;
}

/** Notes what is wrong with the steps of a scenario or hook. */
export function checkSteps(steps: readonly Step[], path: string, context: StepContext): void {
  for (const placed of stepsWithin(steps, path)) {
    checkStep(placed, context);
    // A plain function is called with what its measure says, whatever it takes.
    const called = placed.step.kind === 'call' && placed.step.measure !== undefined ? plain(context) : context;
    for (const named of functionsOf(placed)) checkFunction(named, called);
  }
  checkStreams(steps, path, context.problems);
}

/** For functions that take what they like. */
export function plain<C extends StepContext>(context: C): C {
  return { ...context, fromProcessor: false };
}

/** Notes a function that the user's file does not export. */
export function checkFunction(named: { readonly name: string; readonly path: string }, context: StepContext): void {
  const { name, path } = named;
  const exported = Object.hasOwn(context.functions, name) ? context.functions[name] : undefined;
  if (typeof exported === 'function') {
    if (context.fromProcessor) checkArguments({ name, path, parameters: parametersOf(exported) }, context.problems);
    return;
  }
  if (exported !== undefined) {
    const hint = `export it as a function: export async function ${name}(user) { … }`;
    context.problems.add(path, `'${name}' is ${kindOf(exported)}, not a function`, { code: 'UNKNOWN_FUNCTION', hint });
    return;
  }
  const known = Object.keys(context.functions).filter((key) => typeof context.functions[key] === 'function');
  const list =
    known.length === 0
      ? "no function is exported; name the file that exports it: processor: './functions.ts'"
      : `there are ${known.join(', ')}`;
  context.problems.add(path, `there is no function '${name}'`, {
    code: 'UNKNOWN_FUNCTION',
    hint: didYouMean(name, known) ?? list,
  });
}

interface NamedFunction {
  readonly name: string;
  readonly path: string;
  readonly parameters: readonly string[];
}

const CALLBACKS = ['done', 'next', 'callback', 'cb'];
const EMITTERS = ['events', 'ee', 'emitter', 'eventEmitter'];

/** Artillery hands over a context, an emitter and a callback; a function that waits for them would fail, or do nothing. */
function checkArguments({ name, path, parameters }: NamedFunction, problems: ProblemList): void {
  const last = parameters.at(-1) ?? '';
  const emitter = parameters.slice(1).some((each) => EMITTERS.includes(each));
  if (parameters.length < 3 && !CALLBACKS.includes(last) && !emitter) return;
  const given = path.includes('.beforeRequest')
    ? '(request, user)'
    : path.includes('.afterResponse')
      ? '(response, user)'
      : '(user, data)';
  problems.add(path, `'${name}' takes (${parameters.join(', ')}), as Artillery calls it; here it gets ${given}`, {
    code: 'ARTILLERY_FUNCTION',
    once: true,
    hint: `write it as ${name}${given}: user.vars has the variables, user.counter(…) and its like count, and returning ends it`,
  });
}

function checkStep({ step, path }: PlacedStep, context: StepContext): void {
  const { problems } = context;
  switch (step.kind) {
    case 'request':
      checkRequest(step, path, context);
      return;
    case 'think':
      checkThink(step, path, problems);
      return;
    case 'pace':
      if (step.every === undefined) invalid(problems, path, ["a pace lacks its 'every'", "write { every: '5s' }"]);
      problems.duration(step.every, `${path}.every`, { what: 'every', min: 1, template: true });
      return;
    case 'loop':
      checkLoop(step, path, problems);
      return;
    case 'parallel':
      problems.number(step.limit, `${path}.limit`, { what: 'limit', min: 1, whole: true });
      checkNotEmpty(step, path, problems);
      return;
    case 'if':
    case 'group':
      if (step.kind === 'group') checkGroupName(step, path, problems);
      checkNotEmpty(step, path, problems);
      return;
    case 'check':
      if (!isText(step.name))
        invalid(problems, `${path}.name`, ['a check has no name', 'name it after what must hold']);
      return;
    case 'subscribe':
    case 'receive':
    case 'unsubscribe':
      checkEvents(step, path, context);
      return;
    case 'call':
      checkMeasure(step.measure, `${path}.measure`, context);
      return;
    case 'log':
    case 'set':
      return;
    default:
      invalid(problems, path, [`${shown((step as { kind?: unknown }).kind)} is not a kind of step`, STEP_KINDS]);
  }
}

const STEP_KINDS =
  'steps are request, think, pace, loop, parallel, if, group, log, call, check, set, subscribe, receive and unsubscribe';

function invalid(problems: ProblemList, path: string, [message, hint]: readonly [string, string]): void {
  problems.add(path, message, { code: 'INVALID_STEP', hint });
}

function checkThink(step: ThinkStep, path: string, problems: ProblemList): void {
  const { duration } = step;
  problems.number(step.jitter, `${path}.jitter`, { what: 'jitter', max: 100 });
  if (typeof duration === 'object' && duration !== null) {
    problems.duration(duration.mean, `${path}.duration.mean`, { what: 'mean', template: true });
    problems.duration(duration.deviation, `${path}.duration.deviation`, { what: 'deviation', template: true });
    return;
  }
  if (duration === undefined) {
    invalid(problems, path, ['a think has no duration', "write think: '1s' or think: '1s..3s'"]);
    return;
  }
  if (typeof duration === 'string' && duration.includes('{{')) return;
  if (typeof duration === 'string' && duration.includes('..')) {
    if (parseDurationRange(duration) !== undefined) return;
    const hint = "ranges read '1s..3s', the shorter duration first";
    problems.add(`${path}.duration`, `${shown(duration)} is not a range of durations`, {
      code: 'INVALID_DURATION',
      hint,
    });
    return;
  }
  problems.duration(duration, `${path}.duration`, { what: 'a think' });
}

function checkLoop(step: LoopStep, path: string, problems: ProblemList): void {
  checkNotEmpty(step, path, problems);
  const { count, over, while: condition } = step;
  if (count === undefined && over === undefined && condition === undefined) {
    invalid(problems, path, [
      "a loop says neither 'count', 'over' nor 'while'",
      "write { count: 10 }, { over: 'items' } or { while: 'page < 5' }",
    ]);
  }
  if (count !== undefined && over !== undefined) {
    invalid(problems, path, [
      "a loop has both 'count' and 'over'",
      'keep the one that is meant; a list sets the number of turns itself',
    ]);
  }
  if (count !== undefined && !isLoopCount(count)) {
    invalid(problems, `${path}.count`, [
      `a loop cannot count ${shown(count)}`,
      "write a whole number, '2-4', a template, or -1 for ever",
    ]);
  }
  if (count === -1 && condition === undefined && !waits(step.steps)) {
    invalid(problems, path, [
      'this loop never ends and never waits',
      'put a request or a think in it, or give it a count',
    ]);
  }
}

function isLoopCount(count: number | string): boolean {
  if (typeof count === 'number') return Number.isInteger(count) && count >= -1;
  if (count.includes('{{') || /^-?\d+$/.test(count)) return true;
  const [, low, high] = /^(\d+)\s*-\s*(\d+)$/.exec(count) ?? [];
  return low !== undefined && Number(low) <= Number(high);
}

function waits(steps: readonly Step[] | undefined): boolean {
  return [...stepsWithin(steps, '')].some(({ step }) =>
    ['request', 'think', 'call', 'pace', 'subscribe', 'receive'].includes(step.kind),
  );
}

function checkNotEmpty(step: LoopStep | ParallelStep | IfStep | GroupStep, path: string, problems: ProblemList): void {
  if ((step.steps ?? []).length > 0 || (step.kind === 'if' && (step.else ?? []).length > 0)) return;
  invalid(problems, path, [`this ${step.kind} has no steps`, 'put steps in it, or leave it away']);
}

function checkGroupName({ name }: GroupStep, path: string, problems: ProblemList): void {
  if (!isText(name))
    invalid(problems, `${path}.name`, ['a group has no name', 'name it after what its steps do together']);
  else if (name.includes('::')) {
    invalid(problems, `${path}.name`, [
      `the group's name ${shown(name)} holds '::'`,
      "that parts nested groups, as in '::checkout::payment'",
    ]);
  }
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '';
}

function kindOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'a list' : `of type ${typeof value}`;
}
