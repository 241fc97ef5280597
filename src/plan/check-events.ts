import { didYouMean } from '../errors/suggest.ts';
import type { ReceiveStep, Step, SubscribeStep, UnsubscribeStep } from '../model/steps.ts';
import { DEFAULT_STREAM } from '../users/flow/event-steps.ts';
import { checkReading, checkRequest } from './check-request.ts';
import { type ProblemList, shown } from './problem-list.ts';
import { requestOf, stepsWithin } from './step-walk.ts';

interface EventContext {
  readonly problems: ProblemList;
  readonly baseDir: string;
}

/** Notes what is wrong with a step of an event stream. */
export function checkEvents(
  step: SubscribeStep | ReceiveStep | UnsubscribeStep,
  path: string,
  context: EventContext,
): void {
  if (step.kind === 'subscribe') checkSubscribe(step, path, context);
  else if (step.kind === 'receive') checkReceive(step, path, context.problems);
}

function checkSubscribe(step: SubscribeStep, path: string, context: EventContext): void {
  const { problems } = context;
  checkRequest(requestOf(step), path, context);
  checkName(step.as, `${path}.as`, problems);
  problems.duration(step.idleTimeout, `${path}.idleTimeout`, { what: 'idleTimeout', min: 1 });
  problems.number(step.buffer, `${path}.buffer`, { what: 'buffer', whole: true, max: MOST_BUFFERED });
  problems.number(step.maxEventBytes, `${path}.maxEventBytes`, { what: 'maxEventBytes', min: 1, whole: true });
  if (typeof step.reconnect !== 'object') return;
  problems.duration(step.reconnect.delay, `${path}.reconnect.delay`, { what: 'delay', min: 1 });
  problems.number(step.reconnect.attempts, `${path}.reconnect.attempts`, { what: 'attempts', min: 1, whole: true });
}

const MOST_BUFFERED = 1_000_000;

function checkReceive(step: ReceiveStep, path: string, problems: ProblemList): void {
  checkName(step.from, `${path}.from`, problems);
  problems.number(step.count, `${path}.count`, { what: 'count', min: 1, whole: true });
  problems.duration(step.within, `${path}.within`, { what: 'within', min: 1, template: true });
  checkReading(step, path, problems);
}

function checkName(name: unknown, path: string, problems: ProblemList): void {
  if (name === undefined || (typeof name === 'string' && name.trim() !== '' && !name.includes('{{'))) return;
  problems.add(path, `${shown(name)} is not the name of a stream`, {
    code: 'INVALID_STEP',
    hint: "streams have names as variables have: { as: 'feed' }",
  });
}

/** Notes streams that are read, and that no step opens. */
export function checkStreams(steps: readonly Step[], path: string, problems: ProblemList): void {
  const placed = [...stepsWithin(steps, path)];
  const opened = new Set(
    placed.flatMap(({ step }) => (step.kind === 'subscribe' ? [String(step.as ?? DEFAULT_STREAM)] : [])),
  );
  for (const { step, path: at } of placed) {
    if (step.kind !== 'receive' && step.kind !== 'unsubscribe') continue;
    const name = step.from ?? DEFAULT_STREAM;
    if (opened.has(name)) continue;
    const streams = [...opened].map((each) => `'${each}'`).join(', ');
    problems.add(`${at}.from`, `no step subscribes to a stream called ${shown(name)}`, {
      code: 'UNKNOWN_STREAM',
      hint:
        didYouMean(String(name), [...opened]) ??
        (opened.size === 0
          ? `open it in an earlier step: { kind: 'subscribe', url: '/events', as: ${shown(name)} }`
          : `the scenario has ${streams}`),
    });
  }
}
