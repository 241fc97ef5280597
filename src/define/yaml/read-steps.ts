import type { CallStep, GroupStep, IfStep, LoopStep, ParallelStep, Step, ThinkStep } from '../../model/steps.ts';
import type { Duration } from '../../model/test-spec.ts';
import { parseDurationMs } from '../../model/units.ts';
import { METHODS } from '../format/request.ts';
import { isObject } from '../shape/check-shape.ts';
import { below, defined, from, invalid, oneOf, type Place, type Raw } from './read-context.ts';
import { readReceive, readSubscribe, readUnsubscribe } from './read-events.ts';
import { readMeasure } from './read-measure.ts';
import { readCondition, readRequest } from './read-request.ts';

const REQUEST_KEYS: readonly string[] = [...METHODS, 'request'];

/** The steps under a key, lists within the list read as if their items stood there. */
export function readSteps(parent: Place, key: string | number): readonly Step[] {
  const value = parent.raw[key];
  if (!Array.isArray(value)) return [];
  const nested: Place = { ...parent, path: [...parent.path, key], raw: value as unknown as Raw };
  return value.flatMap((item, index) =>
    Array.isArray(item) ? readSteps(nested, index) : readStep(below(parent, key, index)),
  );
}

function readStep(place: Place): readonly Step[] {
  const { raw } = place;
  const request = REQUEST_KEYS.find((key) => Object.hasOwn(raw, key));
  if (request !== undefined) return readRequest(place, request);
  if (Object.hasOwn(raw, 'receive')) return readReceive(place);
  const reader = Object.entries(READERS).find(([key]) => Object.hasOwn(raw, key))?.[1];
  return reader === undefined ? [] : [from(place, reader(place))];
}

const call = ({ raw }: Place): Step =>
  defined<CallStep>({
    kind: 'call',
    function: String(raw.function ?? raw.call),
    measure: readMeasure(raw.measure),
  });

const READERS: Readonly<Record<string, (place: Place) => Step>> = {
  think: readThink,
  pace: ({ raw }) => ({ kind: 'pace', every: raw.pace as Duration }),
  loop: readLoop,
  parallel: (place) =>
    defined<ParallelStep>({
      kind: 'parallel',
      limit: place.raw.limit as number | undefined,
      steps: readSteps(place, 'parallel'),
    }),
  if: (place) =>
    defined<IfStep>({
      kind: 'if',
      condition: readCondition(place, 'if') ?? '',
      steps: readSteps(place, 'then'),
      else: place.raw.else === undefined ? undefined : readSteps(place, 'else'),
    }),
  group: (place): GroupStep => ({ kind: 'group', name: String(place.raw.group), steps: readSteps(place, 'steps') }),
  log: ({ raw }) => ({ kind: 'log', message: String(raw.log) }),
  function: call,
  call,
  check: (place) => ({
    kind: 'check',
    name: String(place.raw.check),
    condition: readCondition(place, 'condition') ?? '',
  }),
  set: ({ raw }) => ({ kind: 'set', variables: raw.set as Raw }),
  subscribe: readSubscribe,
  unsubscribe: readUnsubscribe,
};

/** Where Artillery says `whileTrue`, a lone name is that of a function, also when there is none of that name. */
function readWhile(place: Place): LoopStep['while'] {
  const condition = readCondition(place, 'while', 'whileTrue');
  const isName = place.raw.whileTrue === condition && typeof condition === 'string' && /^\s*[\w$]+\s*$/.test(condition);
  return isName ? { function: condition.trim() } : condition;
}

function readLoop(place: Place): LoopStep {
  const { raw } = place;
  const loop = defined<LoopStep>({
    kind: 'loop',
    count: raw.count as number | string | undefined,
    over: raw.over as LoopStep['over'],
    while: readWhile(place),
    as: oneOf(place, 'as', 'loopValue', 'loopElement') as string | undefined,
    steps: readSteps(place, 'loop'),
  });
  if (loop.count !== undefined && loop.over !== undefined)
    invalid(place, "a loop has 'count' or 'over', not both", 'over');
  if (loop.count === undefined && loop.over === undefined && loop.while === undefined) {
    invalid(place, "a loop needs 'count', 'over' or 'while' to know when to end");
  }
  return loop;
}

function readThink(place: Place): ThinkStep {
  const { raw } = place;
  const duration = raw.think as ThinkStep['duration'];
  const jitter = raw.jitter ?? (isObject(duration) ? undefined : place.context.jitter);
  return defined<ThinkStep>({ kind: 'think', duration, jitter: readJitter(place, jitter) });
}

/** `'20%'` of the pause; a bare number is, as in Artillery, milliseconds. */
function readJitter({ raw }: Place, jitter: unknown): number | undefined {
  if (jitter === undefined) return undefined;
  const spread = Number.parseFloat(String(jitter));
  if (String(jitter).includes('%')) return spread;
  const pauseMs = typeof raw.think === 'object' ? undefined : parseDurationMs(raw.think as Duration);
  return pauseMs === undefined || pauseMs === 0 ? undefined : Math.min(100, (spread / pauseMs) * 100);
}
