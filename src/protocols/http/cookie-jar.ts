import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import { isSendable, parseSetCookie, type SetCookie } from './set-cookie.ts';
import type { Origin } from './url.ts';

/** A cookie that a user holds. */
export interface Cookie extends SetCookie {
  /** Sent to the very host that set it, and not to hosts below. */
  readonly hostOnly: boolean;
}

/** What of a URL decides about cookies: a `Target` is one. */
interface CookieUrl {
  readonly origin: Pick<Origin, 'scheme' | 'host'>;
  /** With or without its query. */
  readonly path: string;
}

/** What a script may say of a cookie that it sets by hand. */
interface CookieAttributes {
  readonly domain?: string;
  readonly path?: string;
  readonly expiresMs?: number;
  readonly secure?: boolean;
  readonly httpOnly?: boolean;
}

/**
 * The cookies of one user, by RFC 6265. A user never leaves the site under test, so SameSite is kept and not enforced;
 * there is no list of public suffixes, but a cookie for a whole top-level domain is refused. As in browsers, localhost
 * counts as secure, and elsewhere plain HTTP can't set Secure cookies. An empty jar holds nothing, for there may be thousands.
 */
export class CookieJar {
  /** In the order in which they are sent: longest path first, then oldest first. */
  #cookies: Cookie[] | undefined;

  /** Keeps what a Set-Cookie header of a response from `url` says; false when it is refused. */
  store(url: CookieUrl, setCookie: string, nowMs: number): boolean {
    const parsed = parseSetCookie(setCookie, nowMs);
    return parsed !== undefined && this.#keep(url, parsed, nowMs);
  }

  /** The value of the Cookie header for a request, '' for none. */
  headerFor(url: CookieUrl, nowMs: number): string {
    const cookies = this.#cookies;
    if (cookies === undefined) return '';
    let header = '';
    for (const cookie of cookies) {
      if (!isFor(cookie, url) || cookie.expiresMs <= nowMs) continue;
      const pair = `${cookie.name}=${cookie.value}`;
      header = header === '' ? pair : `${header}; ${pair}`;
    }
    return header;
  }

  /** As if a response from `url` had set it; false when it could not have. */
  set(url: CookieUrl, cookie: { name: string; value: string } & CookieAttributes, nowMs: number): boolean {
    const { name, value, path = '/', domain = '', expiresMs = Infinity, secure = false, httpOnly = false } = cookie;
    if (!isSendable(name, value) || /[;=]/.test(name) || value.includes(';') || !path.startsWith('/')) return false;
    const given = { name, value, path, domain: domain.replace(/^\./, '').toLowerCase(), expiresMs };
    return this.#keep(url, { ...given, secure, httpOnly, sameSite: undefined }, nowMs);
  }

  /** The value that a request to `url` would send under this name. */
  get(url: CookieUrl, name: string, nowMs: number): string | undefined {
    return this.#cookies?.find((cookie) => cookie.name === name && isFor(cookie, url) && cookie.expiresMs > nowMs)
      ?.value;
  }

  /** Every cookie that has not expired; with a URL, those that a request there would send. */
  all(nowMs: number, url?: CookieUrl): readonly Cookie[] {
    const held = this.#cookies ?? [];
    return held.filter((cookie) => cookie.expiresMs > nowMs && (url === undefined || isFor(cookie, url)));
  }

  /** Forgets everything, or with a URL what a request there would send. */
  clear(url?: CookieUrl): void {
    const left = url === undefined ? [] : (this.#cookies ?? []).filter((cookie) => !isFor(cookie, url));
    this.#cookies = left.length === 0 ? undefined : left;
  }

  #keep(url: CookieUrl, parsed: SetCookie, nowMs: number): boolean {
    const cookie = permitted(url, parsed);
    if (cookie === undefined) return false;
    const cookies = this.#cookies ?? [];
    const known = cookies.findIndex((held) => isSame(held, cookie));
    if (cookie.expiresMs <= nowMs) {
      if (known !== -1) cookies.splice(known, 1);
    } else if (known !== -1) {
      cookies[known] = cookie;
    } else {
      if (cookies.length >= MAX_COOKIES) makeRoom(cookies, nowMs);
      const after = cookies.findIndex((held) => held.path.length < cookie.path.length);
      cookies.splice(after === -1 ? cookies.length : after, 0, cookie);
    }
    this.#cookies = cookies.length === 0 ? undefined : cookies;
    return true;
  }
}

/** What browsers keep for a site, about; a server that sets a new name every time must not fill the memory. */
const MAX_COOKIES = 200;

function isSame(a: Cookie, b: Cookie): boolean {
  return a.name === b.name && a.path === b.path && a.domain === b.domain;
}

/** A string of its own: V8's substrings keep the whole response head alive that they were cut from. */
function copied(text: string): string {
  return text.length < 13 || /[^\x00-\xff]/.test(text) ? text : Buffer.from(text, 'latin1').toString('latin1');
}

/** Throws out what has expired, else a cookie of the shortest path. */
function makeRoom(cookies: Cookie[], nowMs: number): void {
  const expired = cookies.findIndex((cookie) => cookie.expiresMs <= nowMs);
  const shortest = cookies.at(-1)?.path.length;
  const oldest = cookies.findIndex((cookie) => cookie.path.length === shortest);
  cookies.splice(expired === -1 ? oldest : expired, 1);
}

/** The cookie with its domain and path settled, or undefined where `url` has no right to set it. */
function permitted(url: CookieUrl, parsed: SetCookie): Cookie | undefined {
  const { host } = url.origin;
  const hostOnly = parsed.domain === '';
  const domain = hostOnly ? host : canonical(parsed.domain);
  if (domain !== host && !(domain.includes('.') && isBelow(host, domain))) return undefined;
  if (parsed.secure && !isSecure(url)) return undefined;
  if (parsed.name.startsWith('__Secure-') && !parsed.secure) return undefined;
  if (parsed.name.startsWith('__Host-') && !(parsed.secure && hostOnly && parsed.path === '/')) return undefined;
  // Spelled out, for a spread costs microseconds where a server sets cookies with every response.
  return {
    name: copied(parsed.name),
    value: copied(parsed.value),
    domain,
    path: copied(parsed.path === '' ? defaultPath(url.path) : parsed.path),
    expiresMs: parsed.expiresMs,
    secure: parsed.secure,
    httpOnly: parsed.httpOnly,
    sameSite: parsed.sameSite,
    hostOnly,
  };
}

function canonical(domain: string): string {
  if (/[^\x00-\x7f]/.test(domain)) return domainToASCII(domain);
  return domain.startsWith('[') && domain.endsWith(']') ? domain.slice(1, -1) : domain;
}

function isBelow(host: string, domain: string): boolean {
  return host.endsWith(domain) && host.charAt(host.length - domain.length - 1) === '.' && isIP(host) === 0;
}

function isFor(cookie: Cookie, url: CookieUrl): boolean {
  const { host } = url.origin;
  if (cookie.domain !== host && (cookie.hostOnly || !isBelow(host, cookie.domain))) return false;
  if (cookie.path !== '/' && !isUnder(withoutQuery(url.path), cookie.path)) return false;
  return !cookie.secure || isSecure(url);
}

function isUnder(path: string, cookiePath: string): boolean {
  if (!path.startsWith(cookiePath)) return false;
  return path.length === cookiePath.length || cookiePath.endsWith('/') || path.charAt(cookiePath.length) === '/';
}

function isSecure({ origin: { scheme, host } }: CookieUrl): boolean {
  if (scheme === 'https' || host === 'localhost' || host === '::1' || host.endsWith('.localhost')) return true;
  return host.startsWith('127.') && isIP(host) === 4;
}

function defaultPath(path: string): string {
  const plain = withoutQuery(path);
  const slash = plain.lastIndexOf('/');
  return slash <= 0 ? '/' : plain.slice(0, slash);
}

function withoutQuery(path: string): string {
  const query = path.indexOf('?');
  return query === -1 ? path : path.slice(0, query);
}
