import { type OutgoingHttpHeaders, STATUS_CODES } from 'node:http';
import { type Exchange, Refusal, sendJson, sendNothing } from './exchange.ts';
import { choiceParam, numberParam } from './parameters.ts';
import type { Route } from './router.ts';
import { type DemoState, seededFor } from './state.ts';

/** Until a client has read what came before a reset, which would discard it otherwise. */
export const READ_FIRST_MS = 20;
const WITHOUT_BODY = new Set([204, 205, 304]);

export function faultRoutes(state: DemoState): readonly Route[] {
  const random = seededFor(state, 'flaky');
  return [
    {
      method: 'ANY',
      path: '/error/:status',
      about: 'the status asked for, 200 to 599; `retry-after: 1` with 429 and 503',
      handle: (exchange) => sendStatus(exchange, numberParam(exchange, 'status', { min: 200, max: 599 })),
    },
    {
      method: 'GET',
      path: '/flaky',
      about: '`?rate=0.1&status=503`: fails that share of requests, in a sequence set by the seed',
      handle: (exchange) => {
        const rate = numberParam(exchange, 'rate', { fallback: 0.1, min: 0, max: 1, fractions: true });
        const status = numberParam(exchange, 'status', { fallback: 503, min: 400, max: 599 });
        if (random.next() < rate) throw new Refusal(status, 'This one was meant to fail.');
        sendJson(exchange, { ok: true });
      },
    },
    {
      method: 'ANY',
      path: '/stall',
      about: 'never answers; `?after=headers` and `?after=body` stop after the headers or half of the body',
      handle: (exchange) => {
        // The answer never ends, so what is left of the request would never be read either.
        exchange.request.resume();
        beginAnswer(exchange, choiceParam(exchange, 'after', ['nothing', 'headers', 'body']));
      },
    },
    {
      method: 'ANY',
      path: '/reset',
      about: 'resets the connection (RST); `?after=headers` and `?after=body` do so later',
      handle: (exchange) => {
        const after = choiceParam(exchange, 'after', ['nothing', 'headers', 'body']);
        beginAnswer(exchange, after);
        const reset = () => exchange.request.socket.resetAndDestroy();
        if (after === 'nothing') reset();
        else setTimeout(reset, READ_FIRST_MS);
      },
    },
    {
      method: 'GET',
      path: '/close',
      about: 'answers with `connection: close` and closes',
      handle: (exchange) => sendJson(exchange, { closed: true }, { headers: { connection: 'close' } }),
    },
  ];
}

function sendStatus(exchange: Exchange, status: number): void {
  const headers: OutgoingHttpHeaders = status === 429 || status === 503 ? { 'retry-after': '1' } : {};
  if (WITHOUT_BODY.has(status)) sendNothing(exchange, { status, headers });
  else sendJson(exchange, { status, error: STATUS_CODES[status] ?? 'Unassigned' }, { status, headers });
}

/** Sends the head of an answer and half of its body, or less. */
export function beginAnswer({ response }: Exchange, after: 'nothing' | 'headers' | 'body'): void {
  if (after === 'nothing') return;
  response.writeHead(200, { 'content-type': 'text/plain', 'content-length': 100 });
  response.flushHeaders();
  if (after === 'body') response.write('.'.repeat(50));
}
