import type { Socket } from 'node:net';
import { mediaType, readBody } from './body.ts';
import { type Exchange, sendJson } from './exchange.ts';
import type { Route } from './router.ts';
import { cookiesOf } from './sessions.ts';
import type { DemoState } from './state.ts';

interface Connection {
  readonly id: number;
  requests: number;
}

export function echoRoutes({ maxBodyBytes }: DemoState): readonly Route[] {
  const connections = new WeakMap<Socket, Connection>();
  let lastId = 0;
  const connectionOf = (socket: Socket): Connection => {
    const connection = connections.get(socket) ?? { id: ++lastId, requests: 0 };
    connection.requests++;
    connections.set(socket, connection);
    return connection;
  };
  return [
    {
      method: 'ANY',
      path: '/echo',
      about:
        '`{method, path, query, headers, cookies, body, bytes, json?, form?, connection: {id, requests}}` of the request',
      handle: async (exchange) => {
        const body = await readBody(exchange, maxBodyBytes);
        const connection = connectionOf(exchange.request.socket);
        sendJson(exchange, { ...describeHead(exchange), ...describeBody(exchange, body), connection });
      },
    },
  ];
}

function describeHead(exchange: Exchange): Record<string, unknown> {
  const { request, path, query } = exchange;
  return {
    method: request.method,
    path,
    query: grouped([...query]),
    httpVersion: request.httpVersion,
    headers: request.headers,
    cookies: grouped(cookiesOf(exchange)),
  };
}

/** The body as text, or in base64 where it is not UTF-8; parsed as well where its type says how. */
function describeBody(exchange: Exchange, body: Buffer): Record<string, unknown> {
  const text = body.toString();
  const type = mediaType(exchange);
  const described = { bytes: body.length, body: text.includes('\ufffd') ? body.toString('base64') : text };
  if (/^application\/([^;]+\+)?json/.test(type)) return { ...described, json: parsed(text) };
  if (type.startsWith('application/x-www-form-urlencoded')) {
    return { ...described, form: grouped([...new URLSearchParams(text)]) };
  }
  return described;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A name that comes once has its value, one that comes more often a list. */
function grouped(pairs: readonly [name: string, value: string][]): Record<string, string | string[]> {
  const values = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    const known = values.get(name);
    if (known === undefined) values.set(name, [value]);
    else known.push(value);
  }
  return Object.fromEntries([...values].map(([name, all]) => [name, all.length === 1 ? (all[0] ?? '') : all]));
}
