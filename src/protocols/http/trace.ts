import type { Exchange } from './exchange.ts';
import { HttpResponse, type ResponseTimings } from './response.ts';

/** One request and its answer, to be shown or logged; secrets are masked. */
export interface TraceRecord {
  /** When it was sent, from the start of the load. */
  readonly atMs: number;
  readonly scenario: string;
  readonly group: string;
  readonly name: string;
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly error?: string;
  readonly errorText?: string;
  /** From when it was due to its end. */
  readonly responseTimeMs: number;
  readonly timings: ResponseTimings;
  readonly bytesSent: number;
  readonly bytesReceived: number;
  readonly request: string;
  readonly response: string;
}

const SHOWN_CHARACTERS = 16_384;

/** What a trace tells of an exchange that has ended. */
export function traceOf(exchange: Exchange, mask: (text: string) => string): TraceRecord {
  const { request, wire } = exchange;
  const { scenario, group, name } = request.site.key;
  const sent = typeof wire === 'string' ? wire : wire.toString('utf8');
  return {
    atMs: (exchange.sentUs === 0 ? exchange.askedUs : exchange.sentUs) / 1000,
    scenario,
    group,
    name,
    method: request.method,
    url: mask(exchange.url),
    status: exchange.status,
    error: exchange.error,
    errorText: exchange.errorText,
    responseTimeMs: (exchange.endUs - exchange.dueUs) / 1000,
    timings: new HttpResponse(exchange).timings,
    bytesSent: exchange.sentBytes,
    bytesReceived: exchange.receivedBytes,
    request: mask(sent.slice(0, SHOWN_CHARACTERS)),
    response: mask(responseText(exchange, SHOWN_CHARACTERS)),
  };
}

/** Head and as much of the body as was kept, up to so many characters of it. */
export function responseText(exchange: Exchange, characters: number): string {
  const head = exchange.head ?? '';
  if (exchange.body === undefined) return head;
  let body: string;
  try {
    body = new HttpResponse(exchange).text();
  } catch {
    body = `(${exchange.bodyBytes} bytes that can't be decoded)`;
  }
  return `${head}${body.slice(0, characters)}`;
}
