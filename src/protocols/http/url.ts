import { UserError } from '../../errors/user-error.ts';

/** Where a connection goes; `key` tells two origins apart and holds no credentials. */
export interface Origin {
  readonly scheme: 'http' | 'https';
  /** Lower case, in punycode; IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
  readonly socketPath?: string;
  readonly key: string;
  /** The port only where it isn't the scheme's own. */
  readonly hostHeader: string;
}

interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** A URL taken apart: `path` includes the query and never the fragment. */
export interface Target {
  readonly origin: Origin;
  readonly path: string;
  readonly auth?: Credentials;
}

interface UrlFailure {
  readonly error: string;
}

/**
 * An absolute URL: `http`, `https`, `unix:/run/app.sock:/path` or `http+unix://%2Frun%2Fapp.sock/path`.
 *
 * @example parseTarget('http://ann:secret@localhost:3000/api').origin.key // 'http://localhost:3000'
 */
export function parseTarget(text: string): Target {
  return orThrow(parseAbsolute(text));
}

/** As `tryResolve`, for URLs that a test holds literally: throws a UserError. */
export function resolveUrl(base: Target | undefined, reference: string): Target {
  return orThrow(tryResolve(base, reference));
}

/**
 * The URL of a request. A reference without a scheme is a path below the one of `base`, so that '/items' under the
 * target 'http://host/api' is '/api/items', and '//x' never leaves the host.
 */
export function tryResolve(base: Target | undefined, reference: string): Target | UrlFailure {
  if (base === undefined) return parseAbsolute(reference);
  if (reference.charCodeAt(0) === SLASH && !NEEDS_PARSING.test(reference)) {
    return { origin: base.origin, path: pathPrefix(base.path) + reference, auth: base.auth };
  }
  if (SCHEME.test(reference)) return inheritAuth(base, parseAbsolute(reference));
  const url = parseStandard(`${base.origin.scheme}://${base.origin.hostHeader}${belowBase(base.path, reference)}`);
  if (url === undefined) return { error: `'${shown(reference)}' is not a URL` };
  return { origin: base.origin, path: pathAndQuery(url), auth: base.auth };
}

/** Where a redirect leads: `location` against the URL that answered, as RFC 3986 and browsers resolve it. */
export function resolveLocation(from: Target, location: string): Target | UrlFailure {
  if (location.trim() === '') return { error: 'the Location is empty' };
  if (UNIX_SHORT.test(location) || UNIX_ENCODED.test(location)) return inheritAuth(from, parseAbsolute(location));
  const url = parseStandard(location, `${from.origin.scheme}://${from.origin.hostHeader}${from.path}`);
  if (url === undefined) return { error: `'${shown(location)}' is not a URL` };
  // A server behind a socket redirects to the host it was called by: that is the socket again.
  const stays = url.protocol === `${from.origin.scheme}:` && url.host === from.origin.hostHeader;
  const result = fromUrl(url);
  return inheritAuth(from, stays && !('error' in result) ? { ...result, origin: from.origin } : result);
}

/** The URL for logs and reports, its password and tokens replaced by `***`. */
export function maskUrl(url: string): string {
  return url.replace(USER_INFO, '$1:***@').replace(SECRET_PARAMETER, '$1***');
}

/**
 * The name under which a request without one is counted: method and path, without the query, and with whatever looks
 * like an identifier as `:id`, so that '/items/17' and '/items/18' are one row.
 */
export function defaultRequestName(method: string, path: string): string {
  const end = path.search(/[?#]/);
  const plain = end === -1 ? path : path.slice(0, end);
  // Every kind of identifier holds a digit, and most are numbers: this runs for each request whose path varies.
  if (!DIGIT.test(plain)) return `${method} ${plain}`;
  const numbered = plain.replace(NUMBERS, '/:id');
  return `${method} ${DIGIT.test(numbered) ? numbered.replace(SEGMENT, nameOfSegment) : numbered}`;
}

const SLASH = 0x2f;
const SCHEME = /^\s*[a-z][a-z0-9+.-]*:/i;
const HOST_AND_PORT = /^\s*[\w.-]+:\d+(?:[/?#]|\s*$)/;
/** What the URL standard would change or cut: dot segments, and all but characters legal in both path and query. */
const NEEDS_PARSING = /\/(?:\.|%2e)|[^A-Za-z0-9!$%&()*+,\-./:;=?@_~]/i;
const USER_INFO = /([/\\]{2}[^/?#\s:@]*):[^/?#\s]*@/g;
const SECRET_PARAMETER =
  /([?&](?:access_token|api[_-]?key|auth|client_secret|passwd|password|pwd|secret|sig|signature|token)=)[^&#\s]*/gi;
const UNIX_SHORT = /^\s*(https?\+)?unix:(?:\/\/)?(\/[^:]*)(?::(.*))?$/is;
const UNIX_ENCODED = /^\s*(https?)\+unix:\/\/([^/?#]+)(.*)$/is;

const DIGIT = /\d/;
const NUMBERS = /\/\d+(?=\/|$)/g;
const SEGMENT = /[^/]*\d[^/]*/g;
const NUMBER_UUID_OR_HEX =
  /^(?:\d+|[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}|(?=[\da-f]*\d)[\da-f]{8,})(?=(?:\.[a-z]\w{1,4})?$)/i;
const LONG_TOKEN = /^[\w-]{16,}$/;
/** A digit between letters or a letter between digits, as chance makes them and words don't. */
const MIXED = /[a-z]\d+[a-z]|\d[a-z]+\d/i;

function orThrow(result: Target | UrlFailure): Target {
  if (!('error' in result)) return result;
  throw new UserError(result.error, {
    code: 'INVALID_URL',
    hint: "write it as 'http://host:port/path', 'https://host/path' or 'unix:/path/to.sock:/path'",
  });
}

function inheritAuth(base: Target | undefined, result: Target | UrlFailure): Target | UrlFailure {
  if ('error' in result || base?.auth === undefined || result.auth !== undefined) return result;
  return result.origin.key === base.origin.key ? { ...result, auth: base.auth } : result;
}

function parseAbsolute(text: string): Target | UrlFailure {
  const encoded = UNIX_ENCODED.exec(text);
  if (encoded !== null) return unixTarget(encoded[1] ?? 'http', decodeLeniently(encoded[2] ?? ''), encoded[3] ?? '');
  const short = UNIX_SHORT.exec(text);
  if (short !== null) return unixTarget(short[1]?.slice(0, -1) ?? 'http', short[2] ?? '', short[3] ?? '');
  if (HOST_AND_PORT.test(text)) return { error: `'${shown(text)}' lacks its scheme: 'http://${shown(text).trim()}'` };
  const url = parseStandard(text);
  return url === undefined ? { error: `'${shown(text)}' is not an absolute URL` } : fromUrl(url);
}

function fromUrl(url: URL): Target | UrlFailure {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return { error: `'${shown(url.href)}' has the scheme '${url.protocol.slice(0, -1)}', not http or https` };
  }
  return { origin: originOf(url), path: pathAndQuery(url), auth: credentialsOf(url) };
}

function unixTarget(scheme: string, socketPath: string, reference: string): Target | UrlFailure {
  if (!socketPath.startsWith('/') || socketPath === '/' || socketPath.includes('\0')) {
    return { error: `'${socketPath}' is not the path of a unix socket` };
  }
  const secure = scheme.toLowerCase() === 'https';
  const origin: Origin = {
    scheme: secure ? 'https' : 'http',
    host: 'localhost',
    port: secure ? 443 : 80,
    socketPath,
    key: `${secure ? 'https+' : ''}unix:${socketPath}`,
    hostHeader: 'localhost',
  };
  return tryResolve({ origin, path: '/' }, reference.startsWith('/') ? reference : `/${reference}`);
}

function parseStandard(text: string, base?: string): URL | undefined {
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
}

/** As sent: an empty query keeps its question mark. */
function pathAndQuery(url: URL): string {
  return url.pathname + (url.search === '' && /^[^#]*\?/.test(url.href) ? '?' : url.search);
}

function originOf(url: URL): Origin {
  const scheme = url.protocol === 'https:' ? 'https' : 'http';
  const port = url.port === '' ? (scheme === 'https' ? 443 : 80) : Number(url.port);
  const host = url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname;
  return { scheme, host, port, key: `${scheme}://${url.host}`, hostHeader: url.host };
}

function credentialsOf(url: URL): Credentials | undefined {
  if (url.username === '' && url.password === '') return undefined;
  return { username: decodeLeniently(url.username), password: decodeLeniently(url.password) };
}

function decodeLeniently(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The base's path without its query and its last slash. */
function pathPrefix(path: string): string {
  if (path === '/') return '';
  const query = path.indexOf('?');
  const plain = query === -1 ? path : path.slice(0, query);
  return plain.endsWith('/') ? plain.slice(0, -1) : plain;
}

function belowBase(basePath: string, reference: string): string {
  const text = reference.trim();
  if (text === '' || text.startsWith('#')) return basePath;
  if (text.startsWith('?')) return basePath.replace(/\?.*$/s, '') + text;
  return `${pathPrefix(basePath)}${/^[/\\]/.test(text) ? '' : '/'}${text}`;
}

/** A URL in a message: without secrets, and not a page long. */
function shown(text: string): string {
  const masked = maskUrl(text);
  return masked.length > 200 ? `${masked.slice(0, 200)}…` : masked;
}

function nameOfSegment(segment: string): string {
  const exact = NUMBER_UUID_OR_HEX.exec(segment);
  if (exact !== null) return `:id${segment.slice(exact[0].length)}`;
  return LONG_TOKEN.test(segment) && segment.split(/[-_]/).some(isRandomPart) ? ':id' : segment;
}

function isRandomPart(part: string): boolean {
  return part.length >= 6 && MIXED.test(part);
}
