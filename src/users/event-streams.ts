import { UserError } from '../errors/user-error.ts';
import type { ReconnectSpec } from '../model/steps.ts';
import type { Duration } from '../model/test-spec.ts';
import type { HttpSession } from '../protocols/http/session.ts';
import { EventStream, type EventStreamOptions, type Reconnecting } from '../protocols/sse/event-stream.ts';
import { lastEventIdHeader } from '../protocols/sse/last-event-id.ts';
import { type RequestPlace, requestInput } from './request-input.ts';
import { ms } from './think-time.ts';
import type { EventsOptions } from './user.ts';

/** An event stream to be made. */
export interface StreamDraft extends Omit<EventsOptions, 'latencyFrom' | 'keep'> {
  readonly url: string;
  readonly latencyFrom?: EventStreamOptions['latencyFrom'];
}

const DEFAULT_BUFFER = 1000;
const DEFAULT_EVENT_BYTES = 1024 * 1024;

/** A stream ready to be opened; what makes no sense is thrown. */
export function eventStream(draft: StreamDraft, place: Omit<RequestPlace, 'keep'>, session: HttpSession): EventStream {
  const { url, lastEventId = '', reconnect, idleTimeout, latencyFrom, ...request } = draft;
  const { context } = place;
  const { shard, http, settings } = context;
  const own = withStreamHeaders(request.headers, settings.acceptEncoding !== undefined);
  const input = requestInput(
    { ...request, method: draft.method ?? 'GET', url, headers: own },
    { ...place, keep: 'head' },
  );
  const prepare = (id: string) => http.prepare({ ...input, headers: { ...own, ...lastEventIdHeader(id) } });
  return new EventStream({
    session,
    clock: shard.clock,
    recorder: shard.recorder,
    prepare,
    lastEventId,
    idleTimeoutMs: idleTimeout === undefined ? 0 : ms(idleTimeout) * shard.shard.plan.timeoutMultiplier,
    buffer: whole('buffer', draft.buffer ?? DEFAULT_BUFFER, 0),
    maxEventBytes: whole('maxEventBytes', draft.maxEventBytes ?? DEFAULT_EVENT_BYTES, 1),
    reconnect: reconnecting(reconnect),
    latencyFrom,
    onProblem: (text) => shard.log('warn', shard.mask(`${input.name ?? url}: ${text}`)),
  });
}

/** A duration of the test's, stretched as its timeouts are. */
export function stretched(duration: Duration, { context }: Pick<RequestPlace, 'context'>): number {
  return ms(duration) * context.shard.shard.plan.timeoutMultiplier;
}

function withStreamHeaders(own: Readonly<Record<string, string>> = {}, isCompressed: boolean): Record<string, string> {
  const given = new Set(Object.keys(own).map((name) => name.toLowerCase()));
  const usual: Record<string, string> = { accept: 'text/event-stream', 'cache-control': 'no-cache' };
  if (isCompressed) usual['accept-encoding'] = 'identity';
  const missing = Object.entries(usual).filter(([name]) => !given.has(name));
  return { ...Object.fromEntries(missing), ...own };
}

function reconnecting(spec: ReconnectSpec | undefined): Reconnecting | undefined {
  if (spec === undefined || spec === false) return undefined;
  if (spec === true) return { delayMs: undefined, attempts: Number.POSITIVE_INFINITY };
  const { delay, attempts = Number.POSITIVE_INFINITY } = spec;
  return {
    delayMs: delay === undefined ? undefined : ms(delay),
    attempts: attempts === Number.POSITIVE_INFINITY ? attempts : whole('attempts', attempts, 1),
  };
}

function whole(what: string, value: number, least: number): number {
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new UserError(`${what} of an event stream cannot be ${String(value)}`, {
    code: 'INVALID_NUMBER',
    hint: `write a whole number of at least ${least}`,
  });
}
