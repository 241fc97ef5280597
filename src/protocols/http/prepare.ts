import type { Recorder } from '../../measure/recorder.ts';
import type { HttpSettings } from '../../model/plan.ts';
import type { Random } from '../../load/random.ts';
import { encodeMultipart, multipartBoundary } from './multipart.ts';
import type { PreparedRequest, RequestBody, RequestInput } from './request.ts';
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
    const path = input.query === undefined ? resolved.path : withQuery(resolved.path, input.query);
    const target = { ...resolved, path };
    if (!options.isAllowed(target.origin.host)) {
      const text = `${target.origin.host} is not the target's host nor in allowHosts`;
      return refused(input, options, { kind: 'blocked', text });
    }
    const encoded = encodeBody(input.body, boundary);
    const head = encodeHead({ input, target, encoded, defaults }, options);
    if (!VALID_HEAD.test(head)) {
      return refused(input, options, { kind: 'malformed', text: 'a header holds a line break or a control character' });
    }
    return finish({ input, target, encoded, head }, options);
  };
}

interface Parts {
  readonly input: RequestInput;
  readonly target: Target;
  readonly encoded: EncodedBody;
  readonly head: string;
}

interface EncodedBody {
  readonly bytes: Buffer | undefined;
  readonly text: string | undefined;
  readonly length: number;
  readonly contentType: string | undefined;
}

const NO_BODY: EncodedBody = { bytes: undefined, text: undefined, length: 0, contentType: undefined };
const NO_TARGET: Target = {
  origin: { scheme: 'http', host: '', port: 0, key: '', hostHeader: '' },
  path: '',
};
/** Lines of visible characters, tabs and spaces. */
const VALID_HEAD = /^(?:[^\x00-\x08\x0a-\x1f\x7f]*\r\n)+$/;
const NOT_LATIN1 = /[^\x00-\xff]/;

function finish({ input, target, encoded, head }: Parts, options: PrepareOptions): PreparedRequest {
  const { settings } = options;
  const cookies = cookieText(input.cookies);
  const withCookies = cookies === '' ? head : `${head}cookie: ${cookies}\r\n`;
  return {
    input,
    site: siteOf(input, target.path, options.recorder),
    method: input.method,
    origin: target.origin,
    path: target.path,
    head,
    body: encoded.bytes ?? (encoded.text === undefined ? undefined : Buffer.from(encoded.text)),
    wire: joinWire(withCookies, encoded),
    keep: input.keep,
    timeoutMs: input.timeoutMs ?? settings.timeoutMs,
    maxRedirects: input.maxRedirects ?? settings.maxRedirects,
    expected: input.expected ?? settings.expectedStatuses,
    digest: digestOf(input, target),
    cookies,
  };
}

/** Head, empty line and body as one. */
export function joinWire(head: string, body: { bytes?: Buffer | undefined; text?: string | undefined }): Buffer | string {
  if (body.bytes !== undefined) return Buffer.concat([encodeText(`${head}\r\n`), body.bytes]);
  if (body.text !== undefined) return Buffer.from(`${head}\r\n${body.text}`);
  return NOT_LATIN1.test(head) ? Buffer.from(`${head}\r\n`) : `${head}\r\n`;
}

function encodeText(text: string): Buffer {
  return Buffer.from(text, NOT_LATIN1.test(text) ? 'utf8' : 'latin1');
}

function refused(input: RequestInput, options: PrepareOptions, error: PreparedRequest['error']): PreparedRequest {
  return { ...finish({ input, target: NO_TARGET, encoded: NO_BODY, head: '' }, options), error };
}

function siteOf(input: RequestInput, path: string, recorder: Recorder): PreparedRequest['site'] {
  const { scenario, group, method, tags } = input;
  const name = input.name ?? defaultRequestName(method, path === '' ? input.url : path);
  return recorder.requestSite({ scenario, group, name, method, tags });
}

function digestOf(input: RequestInput, target: Target): PreparedRequest['digest'] {
  if (input.auth?.type !== 'digest') return undefined;
  return {
    username: input.auth.username ?? target.auth?.username ?? '',
    password: input.auth.password ?? target.auth?.password ?? '',
  };
}

interface DefaultHeaders {
  readonly text: string;
  readonly lines: ReadonlyMap<string, string>;
}

/** What every request carries unless it sets these headers itself. */
function defaultHeaders(settings: HttpSettings): DefaultHeaders {
  const lines = new Map<string, string>();
  lines.set('user-agent', `user-agent: ${settings.userAgent}\r\n`);
  if (settings.acceptEncoding !== undefined) lines.set('accept-encoding', `accept-encoding: ${settings.acceptEncoding}\r\n`);
  if (settings.reuse === 'request') lines.set('connection', 'connection: close\r\n');
  for (const [name, value] of Object.entries(settings.headers)) lines.set(name.toLowerCase(), `${name}: ${value}\r\n`);
  if (lines.get('user-agent') === 'user-agent: \r\n') lines.delete('user-agent');
  return { lines, text: [...lines.values()].join('') };
}

function encodeHead(
  parts: Omit<Parts, 'head'> & { readonly defaults: DefaultHeaders },
  options: PrepareOptions,
): string {
  const { input, target, encoded, defaults } = parts;
  const viaProxy = options.proxy !== undefined && target.origin.scheme === 'http' && target.origin.socketPath === undefined;
  const uri = viaProxy ? target.origin.key + target.path : target.path;
  const own = ownHeaders(input, target, encoded);
  const host = own.names?.has('host') === true || defaults.lines.has('host') ? '' : `host: ${target.origin.hostHeader}\r\n`;
  const base = own.names === undefined ? defaults.text : defaultsWithout(defaults, own.names);
  const proxyLines = viaProxy ? (options.proxy?.headers ?? '') : '';
  return `${input.method} ${uri} HTTP/1.1\r\n${host}${base}${proxyLines}${own.text}`;
}

function defaultsWithout(defaults: DefaultHeaders, names: ReadonlySet<string>): string {
  let text = '';
  for (const [name, line] of defaults.lines) if (!names.has(name)) text += line;
  return text;
}

/** The header lines of this request alone, and their lower-case names if there are any. */
function ownHeaders(
  input: RequestInput,
  target: Target,
  encoded: EncodedBody,
): { text: string; names: Set<string> | undefined } {
  let text = '';
  let names: Set<string> | undefined;
  const add = (name: string, value: string): void => {
    names ??= new Set();
    names.add(name.toLowerCase());
    text += `${name}: ${value}\r\n`;
  };
  for (const name in input.headers) {
    // The length is what the body says, and a wrong one would only hang the request.
    if (name.length === 14 && name.toLowerCase() === 'content-length') continue;
    add(name, String(input.headers[name]));
  }
  const authorization = names?.has('authorization') === true ? undefined : authorizationOf(input, target);
  if (authorization !== undefined) add('authorization', authorization);
  if (encoded.contentType !== undefined && names?.has('content-type') !== true) add('content-type', encoded.contentType);
  if (encoded.length > 0 || BODIED.has(input.method)) text += `content-length: ${encoded.length}\r\n`;
  return { text, names };
}

const BODIED = new Set(['POST', 'PUT', 'PATCH']);

function authorizationOf(input: RequestInput, target: Target): string | undefined {
  const { auth } = input;
  if (auth?.type === 'bearer') return `Bearer ${auth.token ?? ''}`;
  if (auth?.type === 'digest') return undefined;
  const credentials = auth ?? target.auth;
  if (credentials === undefined) return undefined;
  const pair = `${credentials.username ?? ''}:${credentials.password ?? ''}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

function encodeBody(body: RequestBody | undefined, boundary: string): EncodedBody {
  if (body === undefined) return NO_BODY;
  switch (body.kind) {
    case 'json':
      return textBody(JSON.stringify(body.value) ?? 'null', 'application/json');
    case 'form':
      return textBody(queryText(body.fields), 'application/x-www-form-urlencoded');
    case 'text':
      return textBody(body.text, undefined);
    case 'bytes': {
      const bytes = Buffer.from(body.bytes.buffer, body.bytes.byteOffset, body.bytes.byteLength);
      return { bytes, text: undefined, length: bytes.length, contentType: undefined };
    }
    case 'multipart': {
      const bytes = encodeMultipart(body.parts, boundary);
      return { bytes, text: undefined, length: bytes.length, contentType: `multipart/form-data; boundary=${boundary}` };
    }
  }
}

function textBody(text: string, contentType: string | undefined): EncodedBody {
  return { bytes: undefined, text, length: Buffer.byteLength(text), contentType };
}

function withQuery(path: string, query: Readonly<Record<string, unknown>>): string {
  const text = queryText(query);
  if (text === '') return path;
  return `${path}${path.includes('?') ? '&' : '?'}${text}`;
}

/** `a=1&b=2&b=3`; lists repeat their name, null and undefined are left out, objects become JSON. */
function queryText(fields: Readonly<Record<string, unknown>>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    for (const each of Array.isArray(value) ? value : [value]) {
      if (each === undefined || each === null) continue;
      parameters.append(name, typeof each === 'object' ? JSON.stringify(each) : String(each));
    }
  }
  return parameters.toString();
}

function cookieText(cookies: Readonly<Record<string, string>> | undefined): string {
  if (cookies === undefined) return '';
  return Object.entries(cookies)
    .map(([name, value]) => `${name}=${value}`)
    .join('; ');
}
