import type { ReceiveStep, SubscribeStep, UnsubscribeStep } from '../../model/steps.ts';
import { HttpResponse } from '../../protocols/http/response.ts';
import type { EventFilter, EventStream } from '../../protocols/sse/event-stream.ts';
import type { ServerSentEvent } from '../../protocols/sse/server-sent-event.ts';
import { isAsWanted } from '../captures/expectation.ts';
import { compileJsonPath } from '../captures/json-path.ts';
import { eventStream, type StreamDraft, stretched } from '../event-streams.ts';
import { recordFailedCheck } from '../failures.ts';
import { compileText, constantTemplate, holdsTemplate } from '../templates/template.ts';
import { compileValue } from '../templates/value.ts';
import { ms } from '../think-time.ts';
import type { FlowPlace, Label } from './compiler.ts';
import { branchUnless, compileCondition } from './condition.ts';
import { compileOptions } from './request-options.ts';
import { nameOfTemplate } from './request-step.ts';
import { compileResponder } from './responder.ts';
import { goOn, type Op, type Strand } from './strand.ts';

/** What a stream is called that no step gives a name. */
export const DEFAULT_STREAM = 'events';
const DEFAULT_WITHIN = '10s';

/** Opens a stream, and goes on once it is open, or known not to be. A kept one that is still open, and leads there, is used again. */
export function compileSubscribe(step: SubscribeStep, place: FlowPlace, into: Op[]): void {
  const { kind: _kind, as = DEFAULT_STREAM, when, lastEventId, latencyFrom, keep = false, ...written } = step;
  const { reconnect, idleTimeout, buffer, maxEventBytes, ...request } = written;
  const { context, group, tools } = place;
  const end: Label = { at: 0 };
  if (when !== undefined) into.push(branchUnless(compileCondition(when, place), end));
  const options = compileOptions({ kind: 'request', method: 'GET', ...request }, context);
  const lastId = lastEventId === undefined ? constantTemplate('') : compileText(lastEventId, context.names);
  const sentAt = latencyFrom === undefined ? undefined : compileJsonPath(latencyFrom, tools, { filters: true });
  const fixed: Partial<StreamDraft> = {
    reconnect,
    idleTimeout,
    buffer,
    maxEventBytes,
    latencyFrom: sentAt === undefined ? undefined : (event) => sentAt(event.json())[0],
  };
  const name = step.name === undefined && holdsTemplate(step.url) ? nameOfTemplate('GET', step.url) : undefined;
  into.push((strand) => {
    const { streams, session } = strand.state;
    const url = options.url.render(strand);
    if (keep && streams.kept(as, url) !== undefined) return true;
    const draft: StreamDraft = {
      ...options.rest.render(strand),
      ...fixed,
      url,
      lastEventId: lastId.render(strand),
    };
    const stream = eventStream(draft, { context, group, name }, session);
    streams.name(as, { stream, keptUrl: keep ? url : undefined });
    const { dueUs } = strand;
    strand.dueUs = Number.NaN;
    return strand.wait(new Promise<void>((resolve) => stream.open(dueUs, resolve)), goOn);
  });
  end.at = into.length;
}

export function compileUnsubscribe({ from = DEFAULT_STREAM }: UnsubscribeStep, _place: FlowPlace, into: Op[]): void {
  into.push((strand) => {
    strand.state.streams.close(from);
    return true;
  });
}

/** What came of waiting, and for how long. */
interface Received {
  readonly events: readonly { readonly event: ServerSentEvent; readonly waitedUs: number }[];
  readonly stream: EventStream | undefined;
}

/** Waits for events, and holds each against what is expected of it. That they came is a check of its own. */
export function compileReceive(step: ReceiveStep, place: FlowPlace, into: Op[]): void {
  const { from = DEFAULT_STREAM, count = 1, within = DEFAULT_WITHIN, name = `receive ${from}` } = step;
  const { context, group } = place;
  const { shard } = context;
  const cell = group.check(name);
  const responder = compileResponder({ capture: step.capture, expect: step.expect }, place);
  const reads = (step.capture ?? []).length + (step.expect ?? []).length > 0;
  const filterFor = compileFilter(step, place);
  const limit = compileValue(within, context.names);
  if (limit.constant) ms(within);

  const respond = (strand: Strand, { events, stream }: Received): boolean => {
    const isComplete = events.length >= count;
    cell.add(isComplete);
    if (!isComplete) {
      const text = `${name}: ${missingText(events.length, { count, within, stream })}`;
      recordFailedCheck(shard, name, { text });
    }
    if (!reads) return true;
    for (const { event, waitedUs } of events) responder.respond(strand, asResponse(event, stream, waitedUs));
    if (events.length === 0) responder.respond(strand, noResponse(missingText(0, { count, within, stream })));
    return true;
  };
  into.push((strand) => {
    const stream = strand.state.streams.named(from);
    if (stream === undefined) return respond(strand, { events: [], stream });
    const withinMs = stretched(limit.render(strand) as string | number, place);
    const wanted = { filter: filterFor(strand), count, withinMs };
    strand.dueUs = Number.NaN;
    return strand.wait(collect(strand, stream, wanted), respond);
  });
}

interface Wanted {
  readonly filter: EventFilter;
  readonly count: number;
  readonly withinMs: number;
}

async function collect(strand: Strand, stream: EventStream, { filter, count, withinMs }: Wanted): Promise<Received> {
  const { clock } = strand.run;
  const startedUs = clock.nowUs();
  const events: { event: ServerSentEvent; waitedUs: number }[] = [];
  while (events.length < count) {
    const waitedMs = (clock.nowUs() - startedUs) / 1000;
    const event = await stream.next(filter, withinMs - waitedMs);
    if (event === undefined) break;
    events.push({ event, waitedUs: Math.round(clock.nowUs() - startedUs) });
  }
  return { events, stream };
}

/** The values that `match` names are filled in once for each step carried out. */
function compileFilter({ event, match }: ReceiveStep, { context, tools }: FlowPlace): (strand: Strand) => EventFilter {
  const name = event === undefined ? undefined : compileText(event, context.names);
  const parts = Object.entries(match ?? {}).map(([path, value]) => ({
    query: compileJsonPath(path, tools, { filters: true }),
    wanted: compileValue(value, context.names),
  }));
  return (strand) => {
    const tests = parts.map(({ query, wanted }) => ({ query, fits: isAsWanted(wanted, strand) }));
    const fitsAll = (one: ServerSentEvent) => {
      const data = jsonOf(one);
      return tests.every(({ query, fits }) => {
        const found = query(data);
        return found.length > 0 && found.every(fits);
      });
    };
    return { event: name?.render(strand), match: tests.length === 0 ? undefined : fitsAll };
  };
}

/** Undefined where the data is no JSON, in which no path finds anything. */
function jsonOf(event: ServerSentEvent): unknown {
  try {
    return event.json();
  } catch {
    return undefined;
  }
}

/** The event as captures and expectations read it: its data is the body, its name and id are headers. */
function asResponse(event: ServerSentEvent, stream: EventStream | undefined, durationUs: number): HttpResponse {
  const body = Buffer.from(event.data);
  return new HttpResponse({
    status: stream?.response?.status ?? 0,
    url: stream?.response?.url ?? '',
    method: 'GET',
    durationUs,
    head: `HTTP/1.1 200 OK\r\nevent: ${event.event}\r\nid: ${event.id}\r\n\r\n`,
    body,
    bodyBytes: body.length,
    maxBodyBytes: body.length,
  });
}

function noResponse(errorText: string): HttpResponse {
  const parts = { status: 0, url: '', method: 'GET', durationUs: 0, bodyBytes: 0, maxBodyBytes: 0 };
  return new HttpResponse({ ...parts, error: 'timeout', errorText });
}

interface Missing {
  readonly count: number;
  readonly within: string | number;
  readonly stream: EventStream | undefined;
}

function missingText(received: number, { count, within, stream }: Missing): string {
  if (stream === undefined) return 'the stream was not subscribed to';
  const came = count === 1 ? 'no event came' : `${received} of ${count} events came`;
  const { failure } = stream;
  const span = typeof within === 'number' ? `${within} s` : within;
  return failure === undefined ? `${came} within ${span}` : `${came}: ${failure.text}`;
}
