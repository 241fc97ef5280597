import { OF_ONE_HOST } from './encode-head.ts';
import type { Exchange } from './exchange.ts';
import type { RequestInput } from './request.ts';
import { resolveLocation, type Target } from './url.ts';

/** What the next request of a redirect is made from, or why it leads nowhere. */
export type NextHop = { readonly input: RequestInput } | { readonly error: string };

/** Undefined when the answer is no redirect. */
export function redirected(exchange: Exchange, location: string | undefined): NextHop | undefined {
  if (location === undefined || location === '' || !REDIRECTS.has(exchange.status)) return undefined;
  const { request } = exchange;
  const target = resolveLocation(request, asText(location));
  if ('error' in target) return target;
  const sameHost = target.origin.key === request.origin.key;
  const dropBody = becomesGet(exchange.status, request.method);
  const { input } = request;
  return {
    input: {
      ...input,
      url: urlOf(target),
      name: request.site.key.name,
      query: undefined,
      headers: headersFor(input.headers, { sameHost, dropBody }),
      auth: authFor(sameHost ? input.auth : undefined, target),
      ...(sameHost ? {} : { cookies: undefined, crossHost: true }),
      ...(dropBody ? { method: 'GET', body: undefined } : {}),
    },
  };
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** RFC 9110, 15.4, as browsers carry it out. */
function becomesGet(status: number, method: string): boolean {
  if (status === 303) return method !== 'HEAD' && method !== 'GET';
  return (status === 301 || status === 302) && method === 'POST';
}

function urlOf({ origin, path }: Target): string {
  return origin.socketPath === undefined ? origin.key + path : `${origin.key}:${path}`;
}

/** Credentials in a URL are not part of its origin's key, so they go along as what they stand for. */
function authFor(auth: RequestInput['auth'], { auth: inUrl }: Target): RequestInput['auth'] {
  if (inUrl === undefined) return auth;
  if (auth === undefined) return { type: 'basic', ...inUrl };
  return auth.type === 'digest' ? { ...inUrl, ...auth } : auth;
}

/** A head is read as latin1; the bytes of a Location beyond ASCII are meant as UTF-8. */
function asText(location: string): string {
  return /[^\x00-\x7f]/.test(location) ? Buffer.from(location, 'latin1').toString('utf8') : location;
}

/** Credentials do not follow to another host, nor headers of the body to a request without one. */
function headersFor(
  headers: RequestInput['headers'],
  { sameHost, dropBody }: { sameHost: boolean; dropBody: boolean },
): RequestInput['headers'] {
  if (headers === undefined) return undefined;
  const isDropped = (name: string) => (!sameHost && OF_ONE_HOST.has(name)) || (dropBody && OF_BODY.has(name));
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !isDropped(name.toLowerCase())));
}

const OF_BODY = new Set(['content-type', 'content-encoding', 'content-language', 'content-location']);
