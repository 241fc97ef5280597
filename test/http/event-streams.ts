import { EventStream, type EventStreamOptions } from '../../src/protocols/sse/event-stream.ts';
import { lastEventIdHeader } from '../../src/protocols/sse/last-event-id.ts';
import type { ServerSentEvent } from '../../src/protocols/sse/server-sent-event.ts';
import type { TestClient } from './test-client.ts';

/** A stream over the client's session, not yet opened. */
export function streamOf(client: TestClient, url: string, options: Partial<EventStreamOptions> = {}): EventStream {
  const input = { method: 'GET', url, scenario: 's', group: '', name: 'feed', keep: 'head' } as const;
  return new EventStream({
    session: client.session,
    clock: client.clock,
    recorder: client.recorder,
    prepare: (id) => client.shard.prepare({ ...input, headers: lastEventIdHeader(id) }),
    lastEventId: '',
    idleTimeoutMs: 0,
    buffer: 1000,
    maxEventBytes: 10_000,
    reconnect: undefined,
    latencyFrom: undefined,
    onProblem: () => {},
    ...options,
  });
}

export function opened(stream: EventStream): Promise<EventStream> {
  return new Promise((resolve) => stream.open(Number.NaN, () => resolve(stream)));
}

/** The data of events until one has not come in time. */
export async function dataOf(stream: EventStream, count: number, timeoutMs = 2000): Promise<readonly string[]> {
  const events: ServerSentEvent[] = [];
  while (events.length < count) {
    const event = await stream.next({}, timeoutMs);
    if (event === undefined) break;
    events.push(event);
  }
  return events.map(({ data }) => data);
}
