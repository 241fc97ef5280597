import type { AuthSpec, Capture, Condition, MultipartField, RequestStep, RetrySpec, Step } from '../../model/steps.ts';
import type { Duration, StatusSet } from '../../model/test-spec.ts';
import { isObject } from '../shape/check-shape.ts';
import { parsePercent } from '../shape/leaves.ts';
import { below, defined, from, invalid, listOf, missing, oneOf, type Place, type Raw, texts } from './read-context.ts';
import { listPlaces, readExpectations } from './read-expect.ts';

/** `get: /path` or `get: { url, … }`, and the checks that Artillery keeps in its expectations. */
export function readRequest(step: Place, key: string): Step[] {
  const value = step.raw[key];
  if (typeof value === 'string') return [from(step, { kind: 'request', method: key.toUpperCase(), url: value })];
  const place = below(step, key);
  const { raw } = place;
  const url = oneOf(place, 'url', 'uri');
  if (url === undefined) missing(place, 'url');
  const { expectations, checks } = readExpectations(place);
  const request = defined<RequestStep>({
    kind: 'request',
    method: key === 'request' ? String(raw.method) : key.toUpperCase(),
    url: String(url),
    name: raw.name as string | undefined,
    query: (oneOf(place, 'qs', 'query') ?? undefined) as RequestStep['query'],
    headers: requestHeaders(raw),
    cookies: texts(oneOf(place, 'cookie', 'cookies')),
    json: raw.json,
    form: (raw.form ?? undefined) as RequestStep['form'],
    multipart: readMultipart(place),
    body: raw.body as string | undefined,
    auth: raw.auth === undefined ? undefined : readAuth(below(place, 'auth')),
    timeout: raw.timeout as Duration | undefined,
    followRedirects: oneOf(place, 'followRedirect', 'followRedirects') as boolean | undefined,
    maxRedirects: raw.maxRedirects as number | undefined,
    expectedStatuses: raw.expectedStatuses as StatusSet | undefined,
    retry: raw.retry === undefined ? undefined : readRetry(below(place, 'retry')),
    capture: raw.capture === undefined ? undefined : listPlaces(place, 'capture').map(readCapture),
    expect: raw.expect === undefined && raw.match === undefined ? undefined : expectations,
    tags: texts(raw.tags),
    when: readCondition(place, 'ifTrue', 'when'),
    probability: parsePercent(raw.probability),
    beforeRequest: listOf<string>(raw.beforeRequest),
    afterResponse: listOf<string>(raw.afterResponse),
  });
  if (checks.length > 0 && (request.when !== undefined || request.probability !== undefined)) {
    invalid(place, "'equals' can't be checked after a request that may be skipped; use a 'check' step", 'expect');
  }
  rejectSeveralBodies(place);
  return [from(place, request), ...checks];
}

/** A condition under one of several names. A lone name is a function where the processor has one of that name. */
export function readCondition(place: Place, ...keys: readonly string[]): Condition | undefined {
  const value = oneOf(place, ...keys) as Condition | undefined;
  const isFunction = typeof value === 'string' && place.context.functionNames?.has(value.trim()) === true;
  return isFunction ? { function: value.trim() } : value;
}

export function readRetry(place: Place): RetrySpec {
  const { raw } = place;
  const jitter = parsePercent(raw.jitter);
  return from(
    place,
    defined<RetrySpec>({ ...(raw as unknown as RetrySpec), on: listOf<number | string>(raw.on), jitter }),
  );
}

function requestHeaders(raw: Raw): Readonly<Record<string, string>> | undefined {
  const headers = texts(raw.headers);
  return raw.gzip === false ? { 'accept-encoding': 'identity', ...headers } : headers;
}

function rejectSeveralBodies(place: Place): void {
  const bodies = ['json', 'form', 'formData', 'multipart', 'body'].filter((key) => place.raw[key] !== undefined);
  if (bodies.length > 1)
    invalid(place, `a request has one body, not both '${bodies[0]}' and '${bodies[1]}'`, bodies[1] ?? '');
}

function readMultipart(place: Place): readonly MultipartField[] | undefined {
  const { formData, multipart } = place.raw;
  if (multipart !== undefined)
    return (multipart as readonly Raw[]).map((_, index) => readField(below(place, 'multipart', index)));
  if (formData === undefined) return undefined;
  return Object.entries(formData as Raw).map(([name, value]) =>
    isObject(value)
      ? readField({ ...below(place, 'formData', name), raw: { name, ...value } })
      : { name, value: String(value) },
  );
}

function readField(place: Place): MultipartField {
  const { raw } = place;
  const field = defined<MultipartField>({
    name: String(raw.name),
    value: raw.value === undefined ? undefined : String(raw.value),
    file: oneOf(place, 'file', 'fromFile') as string | undefined,
    filename: raw.filename as string | undefined,
    contentType: raw.contentType as string | undefined,
  });
  if (field.value === undefined && field.file === undefined) missing(place, 'value');
  return field;
}

export function readAuth(place: Place): AuthSpec {
  const { raw } = place;
  const type = (raw.type ?? (raw.token === undefined ? 'basic' : 'bearer')) as AuthSpec['type'];
  const auth = defined<AuthSpec>({
    type,
    username: oneOf(place, 'username', 'user') as string | undefined,
    password: oneOf(place, 'password', 'pass') as string | undefined,
    token: raw.token as string | undefined,
  });
  if (type === 'bearer' && auth.token === undefined) missing(place, 'token');
  if (type !== 'bearer' && auth.username === undefined) missing(place, 'username');
  return auth;
}

const SOURCES = ['json', 'header', 'regexp', 'cookie', 'css', 'selector', 'body', 'status'] as const;

export function readCapture(place: Place): Capture {
  const { raw, context } = place;
  const sources = SOURCES.filter((key) => raw[key] !== undefined);
  const [source = 'json'] = sources;
  if (sources.length !== 1) invalid(place, `captures from exactly one of ${SOURCES.join(', ')}`);
  const strict = raw.strict ?? (context.looseCaptures ? false : undefined);
  const kind = source === 'selector' ? 'css' : source;
  return from(
    place,
    defined<Capture>({
      as: String(raw.as),
      from: kind,
      expression: source === 'body' || source === 'status' ? undefined : (raw[source] as string),
      group: raw.group as number | string | undefined,
      flags: raw.flags as string | undefined,
      attribute: oneOf(place, 'attribute', 'attr') as string | undefined,
      pick: readPick(place, kind),
      optional: (raw.optional ?? (strict === false ? true : undefined)) as boolean | undefined,
      default: raw.default,
    }),
  );
}

/** Of several matches of a JSONPath, Artillery takes one at random. */
function readPick(place: Place, kind: Capture['from']): Capture['pick'] {
  const { raw, context } = place;
  const pick = oneOf(place, 'pick', 'index') as Capture['pick'];
  if (pick !== undefined) return pick;
  if (raw.multiple === false) return 'first';
  return context.artillery && kind === 'json' ? 'random' : undefined;
}
