import { type Exchange, Refusal, sendJson } from './exchange.ts';
import type { Route } from './router.ts';
import { cookiesOf } from './sessions.ts';

const MAX_COOKIES = 50;
const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** Names in the query of /cookies/set that say how the cookies are set. */
const ATTRIBUTES = new Map([
  ['path', 'Path'],
  ['domain', 'Domain'],
  ['max-age', 'Max-Age'],
  ['expires', 'Expires'],
  ['samesite', 'SameSite'],
  ['secure', 'Secure'],
  ['httponly', 'HttpOnly'],
]);
const FLAGS = new Set(['secure', 'httponly']);

export function cookieRoutes(): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/cookies',
      about: '`{cookies}` the request carried',
      handle: (exchange) => sendJson(exchange, { cookies: Object.fromEntries(cookiesOf(exchange)) }),
    },
    {
      method: 'GET',
      path: '/cookies/set',
      about:
        '`?name=value&…` sets cookies: `{set}`; `path`, `domain`, `max-age`, `expires`, `samesite`, `secure`, `httponly` are their attributes',
      handle: setCookies,
    },
    {
      method: 'GET',
      path: '/cookies/delete',
      about: '`?name&…` deletes cookies: `{deleted}`',
      handle: (exchange) => {
        const names = checkedNames([...exchange.query.keys()]);
        const headers = { 'set-cookie': names.map((name) => `${name}=; Path=/; Max-Age=0`) };
        sendJson(exchange, { deleted: names }, { headers });
      },
    },
  ];
}

function setCookies(exchange: Exchange): void {
  const pairs = [...exchange.query];
  const cookies = pairs.filter(([name]) => !ATTRIBUTES.has(name));
  checkedNames(cookies.map(([name]) => name));
  const attributes = pairs.filter(([name]) => ATTRIBUTES.has(name)).map(([name, value]) => attribute(name, value));
  if (!exchange.query.has('path')) attributes.push('; Path=/');
  const headers = {
    'set-cookie': cookies.map(([name, value]) => `${name}=${encodeURIComponent(value)}${attributes.join('')}`),
  };
  sendJson(exchange, { set: Object.fromEntries(cookies) }, { headers });
}

function attribute(name: string, value: string): string {
  if (/[;\p{Cc}]|[^\x20-\x7e]/u.test(value)) throw new Refusal(400, `${name} has a character no attribute may have.`);
  return FLAGS.has(name) ? `; ${ATTRIBUTES.get(name)}` : `; ${ATTRIBUTES.get(name)}=${value}`;
}

function checkedNames(names: string[]): string[] {
  if (names.length === 0) throw new Refusal(400, 'Name at least one cookie in the query.');
  if (names.length > MAX_COOKIES) throw new Refusal(400, `At most ${MAX_COOKIES} cookies at a time.`);
  const wrong = names.find((name) => !NAME.test(name));
  if (wrong !== undefined) throw new Refusal(400, `A cookie cannot be named ${JSON.stringify(wrong.slice(0, 50))}.`);
  return names;
}
