import type { ReceiveStep, ReconnectSpec, Step, SubscribeStep, UnsubscribeStep } from '../../model/steps.ts';
import type { Duration, StatusSet } from '../../model/test-spec.ts';
import { parseBytes } from '../../model/units.ts';
import { isObject } from '../shape/check-shape.ts';
import { below, defined, from, oneOf, type Place, texts } from './read-context.ts';
import { listPlaces, readExpectations } from './read-expect.ts';
import { readAuth, readCapture, readCondition, readRetry } from './read-request.ts';

/** `subscribe: /events`, or an object. */
export function readSubscribe(step: Place): SubscribeStep {
  if (!isObject(step.raw.subscribe)) return { kind: 'subscribe', url: String(step.raw.subscribe) };
  const place = below(step, 'subscribe');
  const { raw } = place;
  return defined<SubscribeStep>({
    kind: 'subscribe',
    url: String(raw.url),
    as: raw.as as string | undefined,
    name: raw.name as string | undefined,
    query: (oneOf(place, 'qs', 'query') ?? undefined) as SubscribeStep['query'],
    headers: texts(raw.headers),
    cookies: texts(oneOf(place, 'cookie', 'cookies')),
    auth: raw.auth === undefined ? undefined : readAuth(below(place, 'auth')),
    timeout: raw.timeout as Duration | undefined,
    followRedirects: oneOf(place, 'followRedirect', 'followRedirects') as boolean | undefined,
    maxRedirects: raw.maxRedirects as number | undefined,
    expectedStatuses: raw.expectedStatuses as StatusSet | undefined,
    retry: raw.retry === undefined ? undefined : readRetry(below(place, 'retry')),
    tags: texts(raw.tags),
    when: readCondition(place, 'ifTrue', 'when'),
    lastEventId: raw.lastEventId as string | undefined,
    idleTimeout: raw.idleTimeout as Duration | undefined,
    reconnect: raw.reconnect as ReconnectSpec | undefined,
    keep: raw.keep as boolean | undefined,
    buffer: raw.buffer as number | undefined,
    maxEventBytes: raw.maxEventBytes === undefined ? undefined : parseBytes(raw.maxEventBytes as string | number),
    latencyFrom: raw.latencyFrom as string | undefined,
  });
}

/** `receive: feed`, or an object; comparisons of values follow as checks. */
export function readReceive(step: Place): readonly Step[] {
  const { receive } = step.raw;
  if (!isObject(receive)) return [from(step, defined<ReceiveStep>({ kind: 'receive', from: nameOf(receive) }))];
  const place = below(step, 'receive');
  const { raw } = place;
  // What a request calls `match` is something else.
  const { expectations, checks } = readExpectations({ ...place, raw: { expect: raw.expect } });
  const read = defined<ReceiveStep>({
    kind: 'receive',
    from: raw.from as string | undefined,
    name: raw.name as string | undefined,
    event: raw.event as string | undefined,
    match: raw.match as ReceiveStep['match'],
    count: raw.count as number | undefined,
    within: raw.within as Duration | undefined,
    capture: raw.capture === undefined ? undefined : listPlaces(place, 'capture').map(readCapture),
    expect: raw.expect === undefined ? undefined : expectations,
  });
  return [from(step, read), ...checks];
}

export function readUnsubscribe({ raw }: Place): UnsubscribeStep {
  return defined<UnsubscribeStep>({ kind: 'unsubscribe', from: nameOf(raw.unsubscribe) });
}

function nameOf(value: unknown): string | undefined {
  return value === null || value === undefined ? undefined : String(value);
}
