import type { Exchange } from './exchange.ts';
import type { RequestInput } from './request.ts';
import { resolveLocation } from './url.ts';

/** What the next request of a redirect is made from; undefined when the answer is no redirect that can be followed. */
export function redirected(exchange: Exchange, location: string | undefined): RequestInput | undefined {
  if (location === undefined || !REDIRECTS.has(exchange.status)) return undefined;
  const { request } = exchange;
  const input = { ...request.input, name: request.site.key.name, query: undefined };
  const target = resolveLocation(request, location);
  if ('error' in target) return { ...input, url: location, method: 'GET', body: undefined };
  const url = target.origin.socketPath === undefined ? target.origin.key + target.path : `${target.origin.key}:${target.path}`;
  const sameHost = target.origin.key === request.origin.key;
  const kept = sameHost ? input : { ...input, auth: undefined, cookies: undefined };
  const headers = headersFor(input.headers, { sameHost, dropBody: becomesGet(exchange.status, request.method) });
  if (becomesGet(exchange.status, request.method)) return { ...kept, url, headers, method: 'GET', body: undefined };
  return { ...kept, url, headers };
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** RFC 9110, 15.4, as browsers carry it out. */
function becomesGet(status: number, method: string): boolean {
  if (status === 303) return method !== 'HEAD' && method !== 'GET';
  return (status === 301 || status === 302) && method === 'POST';
}

/** Credentials do not follow to another host, nor headers of the body to a request without one. */
function headersFor(
  headers: RequestInput['headers'],
  { sameHost, dropBody }: { sameHost: boolean; dropBody: boolean },
): RequestInput['headers'] {
  if (headers === undefined) return undefined;
  const dropped = new Set([...(sameHost ? [] : CREDENTIALS), ...(dropBody ? BODY_HEADERS : [])]);
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !dropped.has(name.toLowerCase())));
}

const CREDENTIALS = ['authorization', 'cookie', 'proxy-authorization', 'host'];
const BODY_HEADERS = ['content-type', 'content-encoding', 'content-language', 'content-location'];
