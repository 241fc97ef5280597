import { type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse, STATUS_CODES } from 'node:http';

/** One request and the answer to it, as a handler sees them. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly path: string;
  readonly query: URLSearchParams;
  pathParams: Readonly<Record<string, string>>;
}

export type Handler = (exchange: Exchange) => void | Promise<void>;

export interface Answer {
  readonly status?: number;
  readonly headers?: OutgoingHttpHeaders;
}

/** Thrown by a handler to answer with an error status and a JSON body that says why. */
export class Refusal extends Error {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;

  constructor(status: number, message: string, headers: OutgoingHttpHeaders = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}

export function exchangeOf(request: IncomingMessage, response: ServerResponse): Exchange {
  const target = originForm(request.url ?? '/');
  const mark = target.indexOf('?');
  return {
    request,
    response,
    path: mark < 0 ? target : target.slice(0, mark),
    query: new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1)),
    pathParams: {},
  };
}

/** A request through a proxy names the whole URL (RFC 9112, 3.2.2). */
function originForm(target: string): string {
  if (target.startsWith('/') || !URL.canParse(target)) return target;
  const url = new URL(target);
  return url.pathname + url.search;
}

export function sendJson(exchange: Exchange, value: unknown, answer: Answer = {}): void {
  send(exchange, JSON.stringify(value), {
    ...answer,
    headers: { 'content-type': 'application/json', ...answer.headers },
  });
}

export function sendHtml(exchange: Exchange, html: string, answer: Answer = {}): void {
  send(exchange, html, { ...answer, headers: { 'content-type': 'text/html; charset=utf-8', ...answer.headers } });
}

export function send({ response }: Exchange, body: string | Buffer, answer: Answer = {}): void {
  response.writeHead(answer.status ?? 200, { 'content-length': Buffer.byteLength(body), ...answer.headers });
  response.end(body);
}

export function sendNothing({ response }: Exchange, answer: Answer = {}): void {
  response.writeHead(answer.status ?? 204, answer.headers);
  response.end();
}

/** Turns what a handler threw into an answer, as far as one can still be sent. */
export function fail(exchange: Exchange, error: unknown): void {
  const { response } = exchange;
  if (response.headersSent) {
    response.destroy();
    return;
  }
  if (error instanceof Refusal) {
    refuse(exchange, error);
    return;
  }
  refuse(
    exchange,
    new Refusal(500, `The demo target failed: ${error instanceof Error ? error.message : String(error)}`),
  );
}

function refuse(exchange: Exchange, { status, message, headers }: Refusal): void {
  sendJson(exchange, { status, error: STATUS_CODES[status] ?? 'Error', message }, { status, headers });
}
