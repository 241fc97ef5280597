import { isAscii } from 'node:buffer';
import type { RequestTimings } from '../../measure/request-site.ts';
import type { ErrorKind } from '../../model/metrics.ts';
import { decodeBody, decodeText } from './body-decode.ts';
import { hasHeader, parseHeaders } from './head-text.ts';

/** Times of a request in milliseconds, as k6 names them. */
export interface ResponseTimings {
  readonly duration: number;
  readonly blocked: number;
  readonly connecting: number;
  readonly tls_handshaking: number;
  readonly sending: number;
  readonly waiting: number;
  readonly receiving: number;
}

export interface ResponseParts {
  readonly status: number;
  readonly url: string;
  readonly method: string;
  readonly durationUs: number;
  /** Absent when the response came whole over an open connection. */
  readonly timings?: RequestTimings;
  readonly error?: ErrorKind;
  readonly errorText?: string;
  /** Status line and headers as received, with the empty line. */
  readonly head?: string;
  /** As received, content encoding still on. */
  readonly body?: Buffer;
  readonly bodyBytes: number;
  readonly maxBodyBytes: number;
  /** How many attempts it took; 1 when not given. */
  readonly attempt?: number;
}

/** An answer to a request, or the failure to get one (`status` 0 and an `error`). Everything is decoded when first read. */
export class HttpResponse {
  readonly #parts: ResponseParts;
  #headers: Record<string, string> | undefined;
  #decoded: Buffer | undefined;
  #text: string | undefined;
  #json: { readonly value: unknown } | undefined;

  constructor(parts: ResponseParts) {
    this.#parts = parts;
  }

  get status(): number {
    return this.#parts.status;
  }

  /** True for statuses 200 to 299. */
  get ok(): boolean {
    return this.#parts.status >= 200 && this.#parts.status < 300;
  }

  /** Kind of failure when there is no complete response. */
  get error(): ErrorKind | undefined {
    return this.#parts.error;
  }

  /** The failure in words. */
  get errorText(): string | undefined {
    return this.#parts.errorText;
  }

  /** The last URL, after redirects. */
  get url(): string {
    return this.#parts.url;
  }

  get method(): string {
    return this.#parts.method;
  }

  get durationUs(): number {
    return this.#parts.durationUs;
  }

  /** How many attempts were made, where the request is retried. */
  get attempts(): number {
    return this.#parts.attempt ?? 1;
  }

  /** Bytes of the body as received. */
  get bodyBytes(): number {
    return this.#parts.bodyBytes;
  }

  /** Headers by lower-case name; repeated ones joined with `, ` (`set-cookie` with newlines). */
  get headers(): Readonly<Record<string, string>> {
    this.#headers ??= parseHeaders(this.#parts.head ?? '');
    return this.#headers;
  }

  header(name: string): string | undefined {
    return this.headers[name.toLowerCase()];
  }

  /** Status line and headers as received. */
  get head(): string {
    return this.#parts.head ?? '';
  }

  get timings(): ResponseTimings {
    const duration = this.#parts.durationUs / 1000;
    const timings = this.#parts.timings;
    if (timings === undefined) {
      return { duration, blocked: 0, connecting: 0, tls_handshaking: 0, sending: 0, waiting: duration, receiving: 0 };
    }
    return {
      duration,
      blocked: timings.blocked / 1000,
      connecting: timings.connecting / 1000,
      tls_handshaking: timings.tls / 1000,
      sending: timings.sending / 1000,
      waiting: timings.waiting / 1000,
      receiving: timings.receiving / 1000,
    };
  }

  /** The body, content encoding taken off; empty when there is none. Throws when the encoding is broken. */
  bytes(): Buffer {
    if (this.#decoded === undefined) this.#decoded = this.#decode();
    return this.#decoded;
  }

  text(): string {
    this.#text ??= this.#decodeText();
    return this.#text;
  }

  /** The body as JSON; throws a SyntaxError that shows the start of what came instead. */
  json<T = unknown>(): T {
    if (this.#json === undefined) {
      const text = this.text();
      try {
        this.#json = { value: JSON.parse(text) };
      } catch (cause) {
        throw new SyntaxError(
          `response of ${this.method} ${this.url} (status ${this.status}) is not JSON: ${excerpt(text)}`,
          { cause },
        );
      }
    }
    return this.#json.value as T;
  }

  #decodeText(): string {
    const bytes = this.bytes();
    // Plain ASCII is the same in every charset but UTF-16, which is full of zeros.
    if (isAscii(bytes) && !bytes.includes(0)) return bytes.toString('latin1');
    return decodeText(bytes, this.header('content-type'));
  }

  #decode(): Buffer {
    const { body, maxBodyBytes } = this.#parts;
    if (body === undefined) return EMPTY;
    if (this.#headers === undefined && !hasHeader(this.head, 'content-encoding')) return body;
    const encoding = this.header('content-encoding');
    if (encoding === undefined) return body;
    const decoded = decodeBody(body, encoding, maxBodyBytes);
    if ('error' in decoded) throw new Error(`body of ${this.url} can't be decoded as ${encoding}: ${decoded.message}`);
    return decoded.body;
  }
}

const EMPTY = Buffer.alloc(0);

function excerpt(text: string): string {
  return text.length === 0 ? 'the body is empty' : JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}
