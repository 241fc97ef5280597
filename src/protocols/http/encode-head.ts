import type { HttpSettings } from '../../model/plan.ts';
import type { EncodedBody } from './encode-body.ts';
import type { RequestInput } from './request.ts';
import type { Target } from './url.ts';

/** Request line and headers but Cookie, each line with its CRLF; the cookies that the request brings; or what is wrong. */
export type EncodedHead = { readonly text: string; readonly cookies: string } | { readonly error: string };

export interface HeadParts {
  readonly input: RequestInput;
  readonly target: Target;
  readonly body: EncodedBody;
  /** Lines for the proxy that the request goes through, undefined where it goes straight. */
  readonly proxyHeaders: string | undefined;
}

/** What every request carries unless it sets these headers itself. */
export interface DefaultHeaders {
  readonly text: string;
  /** By lower-case name. */
  readonly lines: ReadonlyMap<string, string>;
  readonly cookies: string;
}

/** Credentials, and what names the host: they do not follow a redirect to another. */
export const OF_ONE_HOST: ReadonlySet<string> = new Set(['authorization', 'cookie', 'proxy-authorization', 'host']);

export function defaultHeaders(settings: HttpSettings): DefaultHeaders {
  const lines = new Map<string, string>();
  if (settings.userAgent !== '') lines.set('user-agent', `user-agent: ${settings.userAgent}\r\n`);
  if (settings.acceptEncoding !== undefined) {
    lines.set('accept-encoding', `accept-encoding: ${settings.acceptEncoding}\r\n`);
  }
  if (settings.reuse === 'request') lines.set('connection', 'connection: close\r\n');
  let cookies = '';
  for (const [name, value] of Object.entries(settings.headers)) {
    const key = name.toLowerCase();
    if (key === 'cookie') cookies = value;
    else if (key === 'user-agent' && value === '') lines.delete(key);
    else if (!OF_BODY.has(key)) lines.set(key, `${name}: ${value}\r\n`);
  }
  return { lines, cookies, text: [...lines.values()].join('') };
}

export function encodeHead(parts: HeadParts, defaults: DefaultHeaders): EncodedHead {
  const { input, target, body, proxyHeaders } = parts;
  if (!TOKEN.test(input.method)) return { error: `'${input.method}' is not a method` };
  const own = ownHeaders(parts);
  if (own.error !== undefined) return { error: own.error };
  const uri = proxyHeaders === undefined ? target.path : target.origin.key + target.path;
  const isSet = own.names?.has('host') === true || (input.crossHost !== true && defaults.lines.has('host'));
  const host = isSet ? '' : `host: ${target.origin.hostHeader}\r\n`;
  const cookies = joinCookies(own.cookies ?? (input.crossHost === true ? '' : defaults.cookies), input.cookies);
  if (CONTROL.test(cookies)) return { error: 'a cookie holds a line break or a control character' };
  const base = own.names === undefined && input.crossHost !== true ? defaults.text : defaultsFor(parts, own, defaults);
  const length = body.length > 0 || BODIED.has(input.method) ? `content-length: ${body.length}\r\n` : '';
  return {
    text: `${input.method} ${uri} HTTP/1.1\r\n${host}${base}${proxyHeaders ?? ''}${own.text}${length}`,
    cookies,
  };
}

const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;
const CONTROL = /[\x00-\x08\x0a-\x1f\x7f]/;
const BODIED = new Set(['POST', 'PUT', 'PATCH']);
/** How the body is delimited is what the body says; anything else would only hang the request. */
const OF_BODY = new Set(['content-length', 'transfer-encoding']);

interface OwnHeaders {
  text: string;
  names: Set<string> | undefined;
  cookies: string | undefined;
  error: string | undefined;
}

/** The header lines of this request alone, and their lower-case names if there are any. */
function ownHeaders({ input, target, body }: HeadParts): OwnHeaders {
  const own: OwnHeaders = { text: '', names: undefined, cookies: undefined, error: undefined };
  for (const name in input.headers) addHeader(own, name, String(input.headers[name]));
  if (own.names?.has('authorization') !== true) {
    const authorization = authorizationOf(input, target);
    if (authorization !== undefined) addHeader(own, 'authorization', authorization);
  }
  if (body.contentType !== undefined && own.names?.has('content-type') !== true) {
    addHeader(own, 'content-type', body.contentType);
  }
  return own;
}

function addHeader(own: OwnHeaders, name: string, value: string): void {
  if (!TOKEN.test(name) || CONTROL.test(value)) {
    own.error = TOKEN.test(name)
      ? `the header '${name}' holds a line break or a control character`
      : `${JSON.stringify(name)} is not the name of a header`;
    return;
  }
  const key = name.toLowerCase();
  if (OF_BODY.has(key)) return;
  own.names ??= new Set();
  own.names.add(key);
  if (key === 'cookie') own.cookies = value;
  else own.text += `${name}: ${value}\r\n`;
}

function defaultsFor({ input }: HeadParts, { names }: OwnHeaders, { lines }: DefaultHeaders): string {
  let text = '';
  for (const [name, line] of lines) {
    if (names?.has(name) !== true && !(input.crossHost === true && OF_ONE_HOST.has(name))) text += line;
  }
  return text;
}

function authorizationOf(input: RequestInput, target: Target): string | undefined {
  const { auth } = input;
  if (auth?.type === 'bearer') return `Bearer ${auth.token ?? ''}`;
  if (auth?.type === 'digest') return undefined;
  const credentials = auth ?? target.auth;
  if (credentials === undefined) return undefined;
  const pair = `${credentials.username ?? ''}:${credentials.password ?? ''}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

/** One Cookie header: what the headers say, then the request's own cookies. */
function joinCookies(text: string, cookies: RequestInput['cookies']): string {
  let joined = text;
  for (const name in cookies) {
    const pair = `${name}=${cookies[name]}`;
    joined = joined === '' ? pair : `${joined}; ${pair}`;
  }
  return joined;
}
