import type { LoopStep, PaceStep, ParallelStep, RequestStep, Step, SubscribeStep, ThinkStep } from '../model/steps.ts';
import { parseDurationMs, parseDurationRange } from '../model/units.ts';
import { requestOf } from './step-walk.ts';

/** What one iteration of a flow comes to, on average. */
export interface FlowSize {
  readonly requests: number;
  /** Of these, how many wait for one another. */
  readonly inTurn: number;
  readonly thinkMs: number;
  /** The iteration lasts at least this long. */
  readonly paceMs: number;
  /** Bytes of the requests as written, with the headers that every request has. */
  readonly bytes: number;
  /** Neither chance nor anything the target answers changes the number of requests. */
  readonly exact: boolean;
  /** A loop in it ends only with the test. */
  readonly endless: boolean;
}

const NOTHING: FlowSize = { requests: 0, inTurn: 0, thinkMs: 0, paceMs: 0, bytes: 0, exact: true, endless: false };
/** A script is not looked into: it makes at least one request. */
export const SCRIPT_SIZE: FlowSize = { ...NOTHING, requests: 1, inTurn: 1, exact: false };
/** A function under test takes its time, and sends nothing that is known of. */
export const FUNCTION_SIZE: FlowSize = { ...NOTHING, inTurn: 1 };

/** `baseBytes` is what every request sends besides its own parts. */
export function flowSize(steps: readonly Step[], baseBytes = 0): FlowSize {
  return steps.map((step) => stepSize(step, baseBytes)).reduce(add, NOTHING);
}

/** How long an iteration lasts when each request takes so long. */
export function iterationMs(size: FlowSize, latencyMs: number): number {
  return Math.max(size.thinkMs + size.inTurn * latencyMs, size.paceMs);
}

/** The mean of a think step, without its spread; 0 where a template decides. */
function meanThinkMs({ duration }: ThinkStep): number {
  if (typeof duration === 'object') return parseDurationMs(duration.mean) ?? 0;
  const range = typeof duration === 'string' ? parseDurationRange(duration) : undefined;
  return range === undefined ? (parseDurationMs(duration) ?? 0) : (range.minMs + range.maxMs) / 2;
}

function stepSize(step: Step, baseBytes: number): FlowSize {
  switch (step.kind) {
    case 'request':
      return requestSize(step, baseBytes);
    case 'subscribe':
      return subscribeSize(step, baseBytes);
    case 'think':
      return { ...NOTHING, thinkMs: meanThinkMs(step) };
    case 'pace':
      return { ...NOTHING, paceMs: paceMs(step) };
    case 'group':
      return flowSize(step.steps, baseBytes);
    case 'parallel':
      return parallelSize(step, baseBytes);
    case 'loop':
      return loopSize(step, baseBytes);
    case 'if':
      return eitherSize(flowSize(step.steps, baseBytes), flowSize(step.else ?? [], baseBytes));
    case 'call':
      return { ...NOTHING, exact: false };
    default:
      return NOTHING;
  }
}

function requestSize(step: RequestStep, baseBytes: number): FlowSize {
  const share = (step.probability ?? 100) / 100;
  const exact = step.when === undefined && (share === 0 || share === 1);
  return { ...NOTHING, requests: share, inTurn: share, bytes: share * (baseBytes + bytesOf(step)), exact };
}

/** One request, but for a stream that is kept, which only a user's first iteration opens. */
function subscribeSize(step: SubscribeStep, baseBytes: number): FlowSize {
  const size = requestSize(requestOf(step), baseBytes);
  return step.keep === true || step.reconnect !== undefined ? { ...size, exact: false } : size;
}

function bytesOf(step: RequestStep): number {
  const headers = Object.entries(step.headers ?? {}).reduce(
    (sum, [name, value]) => sum + name.length + String(value).length + 4,
    0,
  );
  const query = step.query === undefined ? 0 : new URLSearchParams(textsIn(step.query)).toString().length + 1;
  const body =
    step.body?.length ??
    (step.json === undefined ? undefined : JSON.stringify(step.json).length) ??
    (step.form === undefined ? 0 : new URLSearchParams(textsIn(step.form)).toString().length);
  return step.method.length + step.url.length + query + headers + body;
}

function textsIn(fields: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)]));
}

/** A pace inside a loop or group holds for the iteration as well. */
function paceMs(step: PaceStep): number {
  return parseDurationMs(step.every) ?? 0;
}

/** As long as the longest of its steps, or as its requests take so many at a time. */
function parallelSize(step: ParallelStep, baseBytes: number): FlowSize {
  const sizes = step.steps.map((each) => stepSize(each, baseBytes));
  const all = sizes.reduce(add, NOTHING);
  const longest = Math.max(0, ...sizes.map(({ inTurn }) => inTurn));
  const inTurn = Math.max(longest, step.limit === undefined ? 0 : all.inTurn / step.limit);
  return { ...all, inTurn, thinkMs: Math.max(0, ...sizes.map(({ thinkMs }) => thinkMs)) };
}

function loopSize(step: LoopStep, baseBytes: number): FlowSize {
  const once = flowSize(step.steps, baseBytes);
  const { turns, exact } = turnsOf(step);
  if (turns === Number.POSITIVE_INFINITY) return { ...once, exact: false, endless: true };
  const times = (value: number): number => value * turns;
  return {
    ...once,
    requests: times(once.requests),
    inTurn: times(once.inTurn),
    thinkMs: times(once.thinkMs),
    bytes: times(once.bytes),
    exact: once.exact && exact,
  };
}

function turnsOf({ count, over, while: condition }: LoopStep): { turns: number; exact: boolean } {
  const exact = condition === undefined;
  if (Array.isArray(over)) return { turns: over.length, exact };
  const number = typeof count === 'number' ? count : /^-?\d+$/.test(count ?? '') ? Number(count) : undefined;
  if (number !== undefined) return { turns: number < 0 ? (exact ? Number.POSITIVE_INFINITY : 1) : number, exact };
  const [, low, high] = /^(\d+)\s*-\s*(\d+)$/.exec(String(count)) ?? [];
  if (low !== undefined) return { turns: Number(high) - Number(low), exact };
  return { turns: 1, exact: false };
}

/** The mean of two branches. */
function eitherSize(yes: FlowSize, no: FlowSize): FlowSize {
  const both = add(yes, no);
  return {
    requests: both.requests / 2,
    inTurn: both.inTurn / 2,
    thinkMs: both.thinkMs / 2,
    paceMs: Math.min(yes.paceMs, no.paceMs),
    bytes: both.bytes / 2,
    exact: both.exact && yes.requests === no.requests,
    endless: false,
  };
}

function add(left: FlowSize, right: FlowSize): FlowSize {
  return {
    requests: left.requests + right.requests,
    inTurn: left.inTurn + right.inTurn,
    thinkMs: left.thinkMs + right.thinkMs,
    paceMs: Math.max(left.paceMs, right.paceMs),
    bytes: left.bytes + right.bytes,
    exact: left.exact && right.exact,
    endless: left.endless || right.endless,
  };
}
