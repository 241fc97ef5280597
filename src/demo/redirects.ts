import { type Exchange, Refusal, sendJson, sendNothing } from './exchange.ts';
import { numberParam } from './parameters.ts';
import type { Route } from './router.ts';

const STATUSES = [301, 302, 303, 307, 308];

export function redirectRoutes(): readonly Route[] {
  return [
    {
      method: 'ANY',
      path: '/redirect/:n',
      about:
        '`n` redirects, then `{method, redirected: true}`; `?status=302` (301, 303, 307, 308), `?to=` another URL at the end',
      handle: redirect,
    },
  ];
}

function redirect(exchange: Exchange): void {
  const { query, request } = exchange;
  const left = numberParam(exchange, 'n', { min: 0, max: 1000 });
  const status = numberParam(exchange, 'status', { fallback: 302, min: 301, max: 308 });
  if (!STATUSES.includes(status)) throw new Refusal(400, `status must be one of ${STATUSES.join(', ')}.`);
  const to = query.get('to');
  if (left === 0 && to === null) {
    sendJson(exchange, { method: request.method, redirected: true });
    return;
  }
  const search = query.size === 0 ? '' : `?${query}`;
  const location = left <= 1 && to !== null ? destination(to) : `/redirect/${Math.max(0, left - 1)}${search}`;
  sendNothing(exchange, { status, headers: { location, 'content-length': 0 } });
}

/** Paths, with or without a host, stay relative to this server; everything else is a whole URL. */
function destination(to: string): string {
  const base = to.startsWith('/') ? 'http://relative.invalid' : undefined;
  if (!URL.canParse(to, base)) throw new Refusal(400, 'to must be a URL or a path.');
  const { href, origin } = new URL(to, base);
  if (base === undefined) return href;
  return origin === base ? href.slice(base.length) : href.slice('http:'.length);
}
