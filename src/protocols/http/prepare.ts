import type { Random } from '../../load/random.ts';
import type { Recorder } from '../../measure/recorder.ts';
import type { HttpSettings } from '../../model/plan.ts';
import { type EncodedBody, encodeBody, joinWire, NO_BODY, queryText } from './encode-body.ts';
import { type DefaultHeaders, defaultHeaders, encodeHead } from './encode-head.ts';
import { multipartBoundary } from './multipart.ts';
import type { PreparedRequest, RequestInput } from './request.ts';
import { needsHead } from './response-marks.ts';
import { defaultRequestName, type Target, tryResolve } from './url.ts';

export interface PrepareOptions {
  readonly settings: HttpSettings;
  readonly recorder: Recorder;
  readonly target: Target | undefined;
  /** Plain HTTP goes through a proxy: the request line carries the whole URL, and these header lines are added. */
  readonly proxy?: { readonly headers: string };
  readonly isAllowed: (host: string) => boolean;
  readonly random: Random;
}

export type Prepare = (input: RequestInput) => PreparedRequest;

/** A function that encodes requests under one set of settings. */
export function createPrepare(options: PrepareOptions): Prepare {
  const defaults = defaultHeaders(options.settings);
  const boundary = multipartBoundary(options.random);
  return (input) => {
    const resolved = tryResolve(options.target, input.url);
    if ('error' in resolved) return refused(input, options, { kind: 'malformed', text: resolved.error });
    const { host } = resolved.origin;
    if (!options.isAllowed(host)) {
      const text = `${host} is not the target's host nor in allowHosts`;
      return refused(input, options, { kind: 'blocked', text });
    }
    const path = input.query === undefined ? resolved.path : withQuery(resolved.path, input.query);
    const target = path === resolved.path ? resolved : { ...resolved, path };
    return encode({ input, target, body: encodeBody(input.body, boundary) }, defaults, options);
  };
}

interface Parts {
  readonly input: RequestInput;
  readonly target: Target;
  readonly body: EncodedBody;
}

function encode(parts: Parts, defaults: DefaultHeaders, options: PrepareOptions): PreparedRequest {
  const { origin } = parts.target;
  const isProxied = options.proxy !== undefined && origin.scheme === 'http' && origin.socketPath === undefined;
  const head = encodeHead({ ...parts, proxyHeaders: isProxied ? options.proxy?.headers : undefined }, defaults);
  if ('error' in head) return refused(parts.input, options, { kind: 'malformed', text: head.error });
  return finish(parts, head, options);
}

function finish(parts: Parts, head: { text: string; cookies: string }, options: PrepareOptions): PreparedRequest {
  const { input, target, body } = parts;
  const { settings } = options;
  const withCookies = head.cookies === '' ? head.text : `${head.text}cookie: ${head.cookies}\r\n`;
  return {
    input,
    site: siteOf(input, target.path, options.recorder),
    method: input.method,
    origin: target.origin,
    path: target.path,
    head: head.text,
    bodyLength: body.length,
    wire: joinWire(withCookies, body),
    keep: input.keep === 'status' && needsHead(settings) ? 'head' : input.keep,
    timeoutMs: input.timeoutMs ?? settings.timeoutMs,
    maxRedirects: input.maxRedirects ?? settings.maxRedirects,
    expected: input.expected ?? settings.expectedStatuses,
    retry: input.retry,
    auth: target.auth,
    digest: digestOf(input, target),
    cookies: head.cookies,
  };
}

/** A request that can't be made; what stood for its URL is shown as its path. */
function refused(input: RequestInput, options: PrepareOptions, error: PreparedRequest['error']): PreparedRequest {
  const target = { origin: NO_ORIGIN, path: input.url };
  return { ...finish({ input, target, body: NO_BODY }, { text: '', cookies: '' }, options), error };
}

const NO_ORIGIN: Target['origin'] = { scheme: 'http', host: '', port: 0, key: '', hostHeader: '' };

function siteOf(input: RequestInput, path: string, recorder: Recorder): PreparedRequest['site'] {
  const { scenario, group, method, tags } = input;
  return recorder.requestSite({ scenario, group, name: input.name ?? defaultRequestName(method, path), method, tags });
}

function digestOf(input: RequestInput, target: Target): PreparedRequest['digest'] {
  if (input.auth?.type !== 'digest') return undefined;
  return {
    username: input.auth.username ?? target.auth?.username ?? '',
    password: input.auth.password ?? target.auth?.password ?? '',
  };
}

function withQuery(path: string, query: Readonly<Record<string, unknown>>): string {
  const text = queryText(query);
  if (text === '') return path;
  return `${path}${path.includes('?') ? '&' : '?'}${text}`;
}
