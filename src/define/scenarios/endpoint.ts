import type { AuthSpec, MultipartField, RequestStep, RetrySpec, SubscribeStep } from '../../model/steps.ts';
import type { Duration, StatusSet } from '../../model/test-spec.ts';
import { type CaptureInput, captureOf } from '../builder/captures.ts';
import { type ExpectInput, expectationsOf } from '../builder/expectations.ts';

/**
 * Where an operation goes, what it sends, and what must come back. Texts may hold templates, with the variables that the
 * template's page lists.
 */
export interface Endpoint {
  /** GET unless told otherwise. */
  readonly method?: string;
  /** Below the target, or a whole URL. */
  readonly path: string;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: Readonly<Record<string, string>>;
  /** At most one of `json`, `form`, `multipart` and `body`. */
  readonly json?: unknown;
  readonly form?: Readonly<Record<string, unknown>>;
  readonly multipart?: readonly MultipartField[];
  readonly body?: string;
  readonly auth?: AuthSpec;
  readonly timeout?: Duration;
  readonly retry?: RetrySpec;
  /** Parts of the answer that later operations need, by variable. */
  readonly capture?: Readonly<Record<string, CaptureInput>>;
  readonly expect?: ExpectInput | readonly ExpectInput[];
  readonly expectedStatuses?: StatusSet;
  readonly tags?: Readonly<Record<string, string>>;
  /** Name in reports; the operation's unless told otherwise. */
  readonly name?: string;
}

/** What of an endpoint is to be other than usual; false leaves the operation out. */
export type EndpointInput = Partial<Endpoint> | false;

const BODIES = ['json', 'form', 'multipart', 'body'] as const;
/** Members that are added to the usual ones, where others replace them. */
const MERGED = ['query', 'headers', 'cookies', 'capture', 'tags'] as const;

/** The usual endpoint with what is given laid over it: a body replaces the body, `expect` all that is expected. */
export function mergedEndpoint(usual: Endpoint, given: EndpointInput | undefined): Endpoint | undefined {
  if (given === false) return undefined;
  if (given === undefined) return usual;
  const merged: Record<string, unknown> = { ...usual };
  if (BODIES.some((body) => given[body] !== undefined)) for (const body of BODIES) delete merged[body];
  Object.assign(merged, given);
  for (const key of MERGED) {
    if (usual[key] !== undefined && given[key] !== undefined) merged[key] = { ...usual[key], ...given[key] };
  }
  return merged as unknown as Endpoint;
}

export interface SendOptions {
  /** Only where these variables have a value: what an earlier operation should have captured. */
  readonly needs?: readonly string[];
  /** In place of the operation's own name. */
  readonly name?: string;
  readonly beforeRequest?: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
  /** Variables that get a value where the answer has none, so that what follows can go on. */
  readonly fallback?: Readonly<Record<string, unknown>>;
}

/** The operation as a step. A capture without a match fails no iteration, so that it goes on to clean up what it made. */
export function requestStep(operation: string, endpoint: Endpoint, options: SendOptions = {}): RequestStep {
  const { method = 'GET', path, name = options.name ?? operation, capture, expect, tags, ...rest } = endpoint;
  const { needs, beforeRequest, fallback = {} } = options;
  const allTags = { ...options.tags, ...tags };
  return {
    kind: 'request',
    method: method.toUpperCase(),
    url: path,
    name,
    ...rest,
    ...(needs === undefined || needs.length === 0 ? {} : { when: allExist(needs) }),
    ...(Object.keys(allTags).length === 0 ? {} : { tags: allTags }),
    ...(capture === undefined ? {} : { capture: capturesOf(capture, fallback) }),
    ...(expect === undefined ? {} : { expect: expectationsIn(expect) }),
    ...(beforeRequest === undefined ? {} : { beforeRequest }),
  };
}

/** The operation as the opening of an event stream. */
export function subscribeStep(
  operation: string,
  { path, name = operation, query, headers, cookies, auth, timeout, retry, tags }: Endpoint,
  more: Partial<SubscribeStep>,
): SubscribeStep {
  const given = { query, headers, cookies, auth, timeout, retry, tags };
  const known = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { kind: 'subscribe', url: path, name, ...known, ...more };
}

/** A condition that all of the variables have a value. */
function allExist(names: readonly string[]): string {
  return names.map((name) => `exists(${name})`).join(' and ');
}

function capturesOf(
  captures: Readonly<Record<string, CaptureInput>>,
  fallback: Readonly<Record<string, unknown>>,
): NonNullable<RequestStep['capture']> {
  return Object.entries(captures).map(([as, input]) => {
    const given = captureOf(as, input);
    if (given.optional !== undefined || given.default !== undefined) return given;
    return Object.hasOwn(fallback, as) ? { ...given, default: fallback[as] } : { ...given, optional: true };
  });
}

export function expectationsIn(expect: NonNullable<Endpoint['expect']>): NonNullable<RequestStep['expect']> {
  return [expect].flat().flatMap((each) => expectationsOf(each as ExpectInput));
}
